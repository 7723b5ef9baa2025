package jotter.tensor;

import java.util.Arrays;

/// The doors of the operations: every rule about arguments that more than one operation has, with
/// its message.
public final class Check {
  private Check() {}

  /// Shape as text: `(2×3)`, `()` for a scalar.
  public static String shape(long... shape) {
    StringBuilder s = new StringBuilder("(");
    for (int i = 0; i < shape.length; i++) s.append(i == 0 ? "" : "×").append(shape[i]);
    return s.append(")").toString();
  }

  /// A tensor for an error message: `float32(2×3)`.
  public static String show(Tensor t) {
    return t.dtype() + shape(t.shape());
  }

  public static TensorException.OfShape shapeError(String op, String rule) {
    return new TensorException.OfShape(op + ": " + rule);
  }

  public static TensorException.OfDType dtypeError(String op, String rule) {
    return new TensorException.OfDType(op + ": " + rule);
  }

  public static TensorException.OfIndex indexError(String op, String rule) {
    return new TensorException.OfIndex(op + ": " + rule);
  }

  public static TensorException.OfValue valueError(String op, String rule) {
    return new TensorException.OfValue(op + ": " + rule);
  }

  public static TensorException.OfGrad gradError(String op, String rule) {
    return new TensorException.OfGrad(op + ": " + rule);
  }

  /// Throws a value error with `rule` unless `ok`.
  public static void value(boolean ok, String op, String rule) {
    if (!ok) throw valueError(op, rule);
  }

  /// Throws a shape error with `rule` unless `ok`.
  public static void that(boolean ok, String op, String rule) {
    if (!ok) throw shapeError(op, rule);
  }

  /// The dimension counted from the front; -1 is the last. A 0-d tensor counts as having one.
  public static int dim(String op, int dim, int rank) {
    int n = Math.max(rank, 1);
    if (dim < -n || dim >= n)
      throw indexError(
          op,
          "dimension "
              + dim
              + " does not exist in a tensor of rank "
              + rank
              + "; use "
              + -n
              + " to "
              + (n - 1));
    return dim < 0 ? dim + n : dim;
  }

  /// The dimensions counted from the front, none twice, sorted; none given means all.
  public static int[] dims(String op, int[] dims, int rank) {
    if (dims == null || dims.length == 0) {
      int[] all = new int[rank];
      for (int i = 0; i < rank; i++) all[i] = i;
      return all;
    }
    int[] d = new int[dims.length];
    for (int i = 0; i < d.length; i++) d[i] = dim(op, dims[i], rank);
    Arrays.sort(d);
    for (int i = 1; i < d.length; i++)
      if (d[i] == d[i - 1])
        throw indexError(op, "dimension " + d[i] + " appears twice in " + Arrays.toString(dims));
    return rank == 0 ? new int[0] : d;
  }

  /// The number of elements of `shape`; throws if a size is negative or the bytes do not fit a
  /// long.
  public static long numel(String op, long[] shape, int bytes) {
    long n = 1;
    boolean empty = false;
    for (long s : shape) {
      if (s < 0) throw shapeError(op, "sizes must not be negative, got " + Arrays.toString(shape));
      if (s == 0) empty = true;
    }
    if (empty) return 0;
    for (long s : shape) {
      if (n > (Long.MAX_VALUE / bytes) / s)
        throw shapeError(
            op, Arrays.toString(shape) + " has more elements than any memory has bytes");
      n *= s;
    }
    return n;
  }

  /// The shape that both broadcast to.
  public static long[] broadcast(String op, long[] a, long[] b) {
    if (Arrays.equals(a, b)) return a;
    int n = Math.max(a.length, b.length);
    long[] out = new long[n];
    for (int i = 1; i <= n; i++) {
      long x = i <= a.length ? a[a.length - i] : 1;
      long y = i <= b.length ? b[b.length - i] : 1;
      if (x != y && x != 1 && y != 1)
        throw shapeError(
            op,
            "the shapes "
                + shape(a)
                + " and "
                + shape(b)
                + " do not broadcast: sizes "
                + x
                + " and "
                + y
                + " meet at dimension -"
                + i
                + "; they must be equal or 1"
                + mend(a, b));
      out[n - i] = x == 1 ? y : x;
    }
    return out;
  }

  private static String mend(long[] a, long[] b) {
    if (a.length == 2 && b.length == 2 && a[0] == b[1] && a[1] == b[0])
      return "; did you mean the transpose, b.t()?";
    if (b.length == 1 && a.length >= 2 && a[a.length - 2] == b[0])
      return "; did you mean b.unsqueeze(-1)?";
    if (a.length == 1 && b.length >= 2 && b[b.length - 2] == a[0])
      return "; did you mean a.unsqueeze(-1)?";
    return "";
  }

  /// The shape that all broadcast to.
  public static long[] broadcast(String op, Tensor... ts) {
    long[] s = ts[0].shape();
    for (int i = 1; i < ts.length; i++) s = broadcast(op, s, ts[i].shape());
    return s;
  }

  public static void sameShape(String op, String aName, Tensor a, String bName, Tensor b) {
    if (!Arrays.equals(a.shape(), b.shape()))
      throw shapeError(
          op,
          aName
              + " and "
              + bName
              + " must have the same shape, got "
              + shape(a.shape())
              + " and "
              + shape(b.shape()));
  }

  public static void sameDType(String op, String aName, Tensor a, String bName, Tensor b) {
    if (a.dtype() != b.dtype())
      throw dtypeError(
          op,
          aName
              + " and "
              + bName
              + " must have the same dtype, got "
              + a.dtype()
              + " and "
              + b.dtype()
              + "; convert one, for example with to(DType."
              + a.dtype().name()
              + ")");
  }

  public static void rank(String op, String name, Tensor t, int... ranks) {
    for (int r : ranks) if (t.rank() == r) return;
    throw shapeError(
        op,
        name
            + " must have "
            + (ranks.length == 1 ? ranks[0] + "" : "one of " + Arrays.toString(ranks))
            + " dimensions, got "
            + shape(t.shape()));
  }

  public static void floating(String op, String name, Tensor t) {
    if (!t.dtype().isFloatingPoint())
      throw dtypeError(
          op,
          name
              + " must be of a floating-point type, got "
              + t.dtype()
              + "; use x.to(DType.FLOAT32)");
  }

  public static void floatingOrComplex(String op, String name, Tensor t) {
    if (!t.dtype().isDifferentiable())
      throw dtypeError(
          op,
          name
              + " must be of a floating-point or complex type, got "
              + t.dtype()
              + "; use x.to(DType.FLOAT32)");
  }

  public static void index(String op, String name, Tensor t) {
    if (!t.dtype().isInteger())
      throw dtypeError(
          op, name + " must be of an integer type, got " + t.dtype() + "; use x.to(DType.INT64)");
  }

  public static void notComplex(String op, Tensor t) {
    if (t.dtype().isComplex())
      throw dtypeError(
          op, "complex numbers have no order, got " + show(t) + "; use x.abs() or x.real()");
  }
}
