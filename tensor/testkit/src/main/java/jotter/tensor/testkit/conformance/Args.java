package jotter.tensor.testkit.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jotter.tensor.Complex;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Values.TupleValue;

/// The arguments of a call, by position or by name, as a binding asks for them.
///
/// Index `i` means the i-th name of the binding's signature: it is looked up among the positional
/// arguments first, then by its name.
public final class Args {
  private final String op;
  private final String[] names;
  private final List<Object> args;
  private final Map<String, Object> kwargs;

  public Args(String op, String[] names, List<Object> args, Map<String, Object> kwargs) {
    this.op = op;
    this.names = names;
    this.args = args;
    this.kwargs = kwargs;
    for (String k : kwargs.keySet())
      if (!Arrays.asList(names).contains(k) && !k.equals("requires_grad"))
        throw new IllegalArgumentException(
            op + ": the binding does not know the argument '" + k + "'");
  }

  /// How many arguments were given by position.
  public int positional() {
    return args.size();
  }

  /// All positional arguments.
  public List<Object> all() {
    return args;
  }

  /// Whether argument `i` was given (null counts).
  public boolean has(int i) {
    return i < args.size() || i < names.length && kwargs.containsKey(names[i]);
  }

  /// Whether argument `i` was given and is not null.
  public boolean given(int i) {
    return get(i) != null;
  }

  /// Argument `i`, null if absent.
  public Object get(int i) {
    if (i < args.size()) return args.get(i);
    return i < names.length ? kwargs.get(names[i]) : null;
  }

  /// A named argument, null if absent.
  public Object named(String name) {
    if (kwargs.containsKey(name)) return kwargs.get(name);
    int i = Arrays.asList(names).indexOf(name);
    return i < 0 ? kwargs.get(name) : get(i);
  }

  /// An argument given by name only, null if absent.
  public Object keyword(String name) {
    return kwargs.get(name);
  }

  public boolean isTensor(int i) {
    return get(i) instanceof Tensor;
  }

  public boolean isList(int i) {
    return get(i) instanceof List<?>;
  }

  public boolean isNumber(int i) {
    return get(i) instanceof Number;
  }

  /// A tensor, or null.
  public Tensor t(int i) {
    return switch (get(i)) {
      case null -> null;
      case Tensor t -> t;
      case Number n -> Tensor.scalar(n);
      default -> throw wrong(i, "a tensor");
    };
  }

  /// A scalar, or null; a 0-d tensor gives its value.
  public Number num(int i) {
    return switch (get(i)) {
      case null -> null;
      case Number n -> n;
      case Boolean b -> b ? 1L : 0L;
      case Tensor t ->
          t.dtype().isComplex()
              ? t.itemComplex()
              : t.dtype().isFloatingPoint() ? (Number) t.item() : (Number) t.itemLong();
      default -> throw wrong(i, "a number");
    };
  }

  public Number num(int i, Number otherwise) {
    Number n = num(i);
    return n == null ? otherwise : n;
  }

  public double d(int i, double otherwise) {
    Number n = num(i);
    return n == null ? otherwise : n.doubleValue();
  }

  public long l(int i, long otherwise) {
    Number n = num(i);
    return n == null ? otherwise : n.longValue();
  }

  public int i(int i, int otherwise) {
    return Math.toIntExact(l(i, otherwise));
  }

  public Integer integer(int i) {
    Number n = num(i);
    return n == null ? null : n.intValue();
  }

  public Long longOrNull(int i) {
    Number n = num(i);
    return n == null ? null : n.longValue();
  }

  public Double doubleOrNull(int i) {
    Number n = num(i);
    return n == null ? null : n.doubleValue();
  }

  public Complex complex(int i) {
    return (Complex) get(i);
  }

  public boolean b(int i, boolean otherwise) {
    return switch (get(i)) {
      case null -> otherwise;
      case Boolean b -> b;
      case Number n -> n.doubleValue() != 0;
      default -> throw wrong(i, "a truth value");
    };
  }

  public String s(int i, String otherwise) {
    Object o = get(i);
    return o == null ? otherwise : (String) o;
  }

  public DType dtype(int i) {
    return (DType) get(i);
  }

  private static List<?> listOf(Object o) {
    return o instanceof TupleValue t ? t.items() : (List<?>) o;
  }

  /// A list of integers, or one integer as a list of one; empty if absent.
  public long[] longs(int i) {
    Object o = get(i);
    if (o == null) return new long[0];
    if (o instanceof Number n) return new long[] {n.longValue()};
    if (o instanceof Tensor t) return t.toLongArray();
    List<?> l = listOf(o);
    long[] r = new long[l.size()];
    for (int k = 0; k < r.length; k++) {
      r[k] =
          switch (l.get(k)) {
            case Number n -> n.longValue();
            case Tensor t -> t.itemLong();
            case null, default -> throw wrong(i, "a list of integers");
          };
    }
    return r;
  }

  /// As {@link #longs}, null if absent.
  public long[] longsOrNull(int i) {
    return get(i) == null ? null : longs(i);
  }

  public int[] ints(int i) {
    return Arrays.stream(longs(i)).mapToInt(Math::toIntExact).toArray();
  }

  public int[] intsOrNull(int i) {
    return get(i) == null ? null : ints(i);
  }

  /// A list of numbers, or one as a list of one; null if absent.
  public double[] doubles(int i) {
    Object o = get(i);
    if (o == null) return null;
    if (o instanceof Number n) return new double[] {n.doubleValue()};
    return listOf(o).stream().mapToDouble(x -> ((Number) x).doubleValue()).toArray();
  }

  /// Sizes from argument `i` on: one list, or the rest of the positional arguments.
  public long[] sizes(int i) {
    if (i < args.size() && args.get(i) instanceof Number) {
      long[] r = new long[args.size() - i];
      for (int k = 0; k < r.length; k++) r[k] = ((Number) args.get(i + k)).longValue();
      return r;
    }
    return longs(i);
  }

  /// A list of tensors, or the tensors among the positional arguments from `i` on.
  public Tensor[] ts(int i) {
    Object o = get(i);
    if (o instanceof Tensor)
      return args.subList(i, args.size()).stream()
          .filter(x -> x instanceof Tensor)
          .toArray(Tensor[]::new);
    if (o == null) return new Tensor[0];
    List<?> l = listOf(o);
    Tensor[] r = new Tensor[l.size()];
    for (int k = 0; k < r.length; k++) {
      if (!(l.get(k) instanceof Tensor t) && l.get(k) != null) throw wrong(i, "tensors");
      r[k] = (Tensor) l.get(k);
    }
    return r;
  }

  private IllegalArgumentException wrong(int i, String wanted) {
    return new IllegalArgumentException(
        op
            + ": argument "
            + (i < names.length ? names[i] : i)
            + " must be "
            + wanted
            + ", got "
            + (get(i) == null ? "nothing" : get(i).getClass().getSimpleName()));
  }
}
