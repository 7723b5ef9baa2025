package jotter.kernel.magic.np;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.Tensor;

/// What stands between square brackets: numbers, slices, `...`, `None`, masks, lists.
final class NpIndex {
  private record Slice(Object from, Object to, Object step) {}

  private enum Sign {
    ELLIPSIS
  }

  private NpIndex() {}

  /// Reads up to the closing bracket.
  static List<Object> read(NpScript in) {
    var parts = new ArrayList<Object>();
    while (!in.sees("]")) {
      parts.add(part(in));
      if (!in.accepts(",")) {
        break;
      }
    }
    in.requires("]");
    return parts;
  }

  private static Object part(NpScript in) {
    if (in.accepts("...")) {
      return Sign.ELLIPSIS;
    }
    Object from = in.sees(":") ? null : in.expression();
    if (!in.accepts(":")) {
      return from;
    }
    Object to = ends(in) ? null : in.expression();
    Object step = in.accepts(":") && !ends(in) ? in.expression() : null;
    return new Slice(from, to, step);
  }

  private static boolean ends(NpScript in) {
    return in.sees(":") || in.sees(",") || in.sees("]");
  }

  static Object get(Object value, List<Object> index) {
    if (value instanceof List<?> list && index.size() == 1 && index.getFirst() instanceof Long i) {
      return list.get((int) (i < 0 ? i + list.size() : i));
    }
    if (!(value instanceof Tensor x)) {
      throw new IllegalArgumentException("only tensors and tuples have parts");
    }
    var arguments = new ArrayList<Object>();
    return x.get(text(index, arguments), arguments.toArray());
  }

  static Object set(Tensor x, List<Object> index, Object value) {
    var arguments = new ArrayList<Object>();
    String text = text(index, arguments);
    return x.set(
        text, value instanceof List<?> list ? NpOps.tensor(list) : value, arguments.toArray());
  }

  /// The index in the notation of [Tensor#get(String, Object...)].
  private static String text(List<Object> index, List<Object> arguments) {
    var parts = new ArrayList<String>();
    for (Object p : index) {
      parts.add(
          switch (p) {
            case Sign _ -> "...";
            case Slice s ->
                number(s.from(), arguments)
                    + ":"
                    + number(s.to(), arguments)
                    + (s.step() == null ? "" : ":" + number(s.step(), arguments));
            case Long n -> Long.toString(n);
            case Object none when none == NpOps.NONE -> "None";
            case Tensor t -> argument(t, arguments);
            case List<?> list -> argument(NpOps.tensor(list), arguments);
            default -> throw new IllegalArgumentException("an index cannot be " + p);
          });
    }
    return String.join(", ", parts);
  }

  private static String argument(Object value, List<Object> arguments) {
    arguments.add(value);
    return "?";
  }

  private static String number(Object value, List<Object> arguments) {
    return switch (value) {
      case null -> "";
      case Long n -> Long.toString(n);
      case Object none when none == NpOps.NONE -> "";
      case Tensor t when t.numel() == 1 -> Long.toString(t.itemLong());
      default ->
          throw new IllegalArgumentException("a slice goes from number to number, got " + value);
    };
  }
}
