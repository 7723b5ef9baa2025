package jotter.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// Reads the text of an index. What was read is remembered by its text.
final class IndexParser {
  /// A place for an argument.
  private record Hole(int number) {}

  /// `start:stop:step`, each a number, a hole or null.
  private record RangeTemplate(Object start, Object stop, Object step) {}

  private static final int REMEMBERED = 4096;
  private static final ConcurrentHashMap<String, List<Object>> CACHE = new ConcurrentHashMap<>();

  private final String text;
  private final long[] shape;
  private int at;
  private int holes;

  private IndexParser(String text, long[] shape) {
    this.text = text;
    this.shape = shape;
  }

  /// The index that `text` means, with `arguments` in its placeholders; `shape` is for messages.
  static Index parse(String text, long[] shape, Object... arguments) {
    List<Object> template = CACHE.get(text);
    if (template == null) {
      template = new IndexParser(text, shape).all();
      if (CACHE.size() < REMEMBERED) CACHE.put(text, template);
    }
    List<Index.Item> items = new ArrayList<>(template.size());
    int used = 0;
    for (Object o : template) {
      switch (o) {
        case Hole h -> {
          items.add(Index.item(argument(h, text, arguments)));
          used++;
        }
        case RangeTemplate r -> {
          for (Object p : new Object[] {r.start, r.stop, r.step}) if (p instanceof Hole) used++;
          items.add(
              new Index.Range(
                  number(r.start, text, arguments),
                  number(r.stop, text, arguments),
                  number(r.step, text, arguments)));
        }
        default -> items.add((Index.Item) o);
      }
    }
    if (used != arguments.length)
      throw Check.indexError(
          "index",
          "\""
              + text
              + "\" has "
              + used
              + " placeholders, but "
              + arguments.length
              + " arguments were given");
    return new Index(items);
  }

  private static Object argument(Hole h, String text, Object[] arguments) {
    if (h.number >= arguments.length)
      throw Check.indexError(
          "index",
          "\"" + text + "\" has more placeholders than the " + arguments.length + " arguments");
    return arguments[h.number];
  }

  private static Long number(Object o, String text, Object[] arguments) {
    if (o == null) return null;
    if (o instanceof Long l) return l;
    Object a = argument((Hole) o, text, arguments);
    return switch (a) {
      case null -> null;
      case Number n -> n.longValue();
      case Tensor t -> t.itemLong();
      default -> throw Check.indexError("index", "a bound of a range must be a number, got " + a);
    };
  }

  private List<Object> all() {
    List<Object> items = new ArrayList<>();
    skip();
    if (text.strip().equals("()")) return items;
    if (at == text.length()) throw error("the index is empty; write ... for everything", at, 1);
    while (true) {
      items.add(item());
      skip();
      if (at == text.length()) return items;
      if (text.charAt(at) != ',') throw error("a comma was expected", at, 1);
      at++;
      skip();
      if (at == text.length()) return items;
    }
  }

  private void skip() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
  }

  private boolean eat(String s) {
    if (!text.startsWith(s, at)) return false;
    at += s.length();
    return true;
  }

  private Object item() {
    if (eat("...")) return Index.ELLIPSIS;
    if (word("None") || word("newaxis")) return Index.NEW_AXIS;
    if (word("True")) return new Index.Truth(true);
    if (word("False")) return new Index.Truth(false);
    if (at < text.length() && text.charAt(at) == '[') return list();
    Object start = bound();
    skip();
    if (at == text.length() || text.charAt(at) != ':') {
      if (start == null)
        throw error(
            "a number, a range, ..., None or ? was expected", at, Math.max(1, wordLength()));
      return start instanceof Long l ? new Index.At(l) : start;
    }
    at++;
    skip();
    Object stop = bound();
    skip();
    Object step = null;
    if (eat(":")) {
      skip();
      int p = at;
      step = bound();
      if (step instanceof Long l && l == 0) throw error("the step must not be 0", p, 1);
    }
    return new RangeTemplate(start, stop, step);
  }

  private boolean word(String w) {
    if (!text.startsWith(w, at)) return false;
    int end = at + w.length();
    if (end < text.length() && Character.isJavaIdentifierPart(text.charAt(end))) return false;
    at = end;
    return true;
  }

  private int wordLength() {
    int e = at;
    while (e < text.length() && ",:[] ".indexOf(text.charAt(e)) < 0) e++;
    return e - at;
  }

  private Object bound() {
    if (eat("?")) return new Hole(holes++);
    int p = at;
    if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) at++;
    int digits = at;
    while (at < text.length() && Character.isDigit(text.charAt(at))) at++;
    if (at == digits) {
      at = p;
      return null;
    }
    try {
      return Long.parseLong(text.substring(p, at));
    } catch (NumberFormatException e) {
      throw error("the number is too large", p, at - p);
    }
  }

  /// A nested list of integers or truth values: a tensor.
  private Object list() {
    int p = at;
    List<Long> numbers = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    boolean[] kinds = new boolean[2];
    read(0, numbers, sizes, kinds, p);
    if (kinds[0] && kinds[1]) throw error("numbers and truth values are mixed", p, at - p);
    long[] v = numbers.stream().mapToLong(x -> x).toArray();
    long[] s = sizes.stream().mapToLong(x -> x).toArray();
    Tensor t = Tensor.of(v).reshape(s);
    return new Index.Of(kinds[1] ? t.ne(0) : t);
  }

  private void read(
      int depth, List<Long> numbers, List<Integer> sizes, boolean[] kinds, int start) {
    at++;
    int n = 0;
    while (true) {
      skip();
      if (at == text.length()) throw error("the list is not closed", start, 1);
      char c = text.charAt(at);
      if (c == ']') {
        at++;
        break;
      }
      if (c == '[') read(depth + 1, numbers, sizes, kinds, at);
      else if (word("True")) {
        numbers.add(1L);
        kinds[1] = true;
      } else if (word("False")) {
        numbers.add(0L);
        kinds[1] = true;
      } else if (bound() instanceof Long l) {
        numbers.add(l);
        kinds[0] = true;
      } else throw error("a number was expected", at, 1);
      n++;
      skip();
      if (at < text.length() && text.charAt(at) == ',') at++;
    }
    while (sizes.size() <= depth) sizes.add(null);
    if (sizes.get(depth) == null) sizes.set(depth, n);
    else if (sizes.get(depth) != n)
      throw error("rows must have the same length", start, at - start);
  }

  private TensorException error(String what, int from, int length) {
    return Check.indexError(
        "index",
        what
            + ", for a tensor of shape "
            + Check.shape(shape)
            + ":\n  "
            + text
            + "\n  "
            + " ".repeat(from)
            + "^".repeat(length));
  }
}
