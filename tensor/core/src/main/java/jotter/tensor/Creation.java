package jotter.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Array;
import java.util.Arrays;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;

/// How tensors are made. Call these through {@link Tensor}: `Tensor.zeros(2, 3)`.
public abstract sealed class Creation permits FromMemory {
  Creation() {}

  /// A tensor with undefined contents.
  public static Tensor empty(long[] shape, DType type, Device device) {
    Check.numel("empty", shape, type.bytes());
    return Tensor.allocate(Layout.contiguous(shape.clone()), type, device);
  }

  /// A tensor with undefined contents.
  public static Tensor empty(long[] shape, DType type) {
    return empty(shape, type, Device.CPU);
  }

  /// A float32 tensor with undefined contents.
  public static Tensor empty(long... shape) {
    return empty(shape, DType.FLOAT32, Device.CPU);
  }

  /// A tensor with undefined contents in the shape, type and layout of `x`.
  public static Tensor emptyLike(Tensor x) {
    return Tensor.allocate(Dispatch.like(x.layout()), x.dtype(), x.device());
  }

  /// A tensor with undefined contents and the given strides.
  public static Tensor emptyStrided(long[] shape, long[] strides, DType type) {
    return emptyStrided(shape, strides, type, Device.CPU);
  }

  /// A tensor with undefined contents and the given strides.
  public static Tensor emptyStrided(long[] shape, long[] strides, DType type, Device device) {
    if (shape.length != strides.length)
      throw Check.valueError(
          "emptyStrided",
          "there are " + shape.length + " sizes but " + strides.length + " strides");
    Check.numel("emptyStrided", shape, type.bytes());
    Layout l = new Layout(shape.clone(), strides.clone(), 0);
    long[] e = l.extent();
    if (e[0] < 0)
      throw Check.valueError(
          "emptyStrided", "strides must not be negative, got " + Arrays.toString(strides));
    Check.numel("emptyStrided", new long[] {e[1] + 1}, type.bytes());
    return Tensor.allocate(e[1] + 1, l, type, device);
  }

  /// A tensor of `value` everywhere.
  public static Tensor full(long[] shape, Number value, DType type, Device device) {
    return empty(shape, type, device).fill_(value);
  }

  /// A tensor of `value` everywhere.
  public static Tensor full(long[] shape, Number value, DType type) {
    return full(shape, value, type, Device.CPU);
  }

  /// A tensor of `value` everywhere; its type follows from the value: int64, float32 or complex64.
  public static Tensor full(long[] shape, Number value) {
    return full(shape, value, Promotion.ofScalar(value));
  }

  /// A tensor of `value` everywhere in the shape, type and layout of `x`.
  public static Tensor fullLike(Tensor x, Number value) {
    return emptyLike(x).fill_(value);
  }

  public static Tensor zeros(long[] shape, DType type, Device device) {
    return full(shape, 0, type, device);
  }

  public static Tensor zeros(long[] shape, DType type) {
    return full(shape, 0, type);
  }

  /// A float32 tensor of zeros.
  public static Tensor zeros(long... shape) {
    return full(shape, 0, DType.FLOAT32);
  }

  public static Tensor zerosLike(Tensor x) {
    return fullLike(x, 0);
  }

  public static Tensor ones(long[] shape, DType type, Device device) {
    return full(shape, 1, type, device);
  }

  public static Tensor ones(long[] shape, DType type) {
    return full(shape, 1, type);
  }

  /// A float32 tensor of ones.
  public static Tensor ones(long... shape) {
    return full(shape, 1, DType.FLOAT32);
  }

  public static Tensor onesLike(Tensor x) {
    return fullLike(x, 1);
  }

  /// A 0-d tensor of the type that the scalar has as an operand (a large integer stays exact).
  public static Tensor scalar(Number value) {
    DType t =
        value instanceof Complex
            ? DType.COMPLEX128
            : Promotion.ofScalar(value) == DType.INT64 ? DType.INT64 : DType.FLOAT64;
    Tensor r = empty(new long[0], t, Device.CPU);
    switch (value) {
      case Complex c -> Memory.setComplex(t, r.address(), c.re(), c.im());
      case Double d -> Memory.setDouble(t, r.address(), d);
      case Float f -> Memory.setDouble(t, r.address(), f);
      default -> Memory.setLong(t, r.address(), value.longValue());
    }
    return r;
  }

  /// 0, 1, …, n - 1 as int64
  public static Tensor arange(long n) {
    return arange(0, n, 1);
  }

  /// start, start + step, … before end; int64 if all three are integers, else float32
  public static Tensor arange(Number start, Number end, Number step) {
    boolean integers = isInteger(start) && isInteger(end) && isInteger(step);
    return arange(start, end, step, integers ? DType.INT64 : DType.FLOAT32);
  }

  private static boolean isInteger(Number n) {
    return Promotion.ofScalar(n) == DType.INT64;
  }

  /// start, start + step, … before end
  public static Tensor arange(Number start, Number end, Number step, DType type) {
    double s = start.doubleValue();
    double e = end.doubleValue();
    double by = step.doubleValue();
    if (by == 0) throw Check.valueError("arange", "the step must not be 0");
    if (Double.isNaN(s) || Double.isInfinite(s) || Double.isNaN(e) || Double.isInfinite(e))
      throw Check.valueError("arange", "the bounds must be finite, got " + s + " and " + e);
    if (by > 0 && s > e || by < 0 && s < e)
      throw Check.valueError(
          "arange", "the step " + step + " leads away from " + end + ", starting at " + start);
    boolean integers = isInteger(start) && isInteger(end) && isInteger(step);
    long n;
    if (integers) {
      long d = Math.subtractExact(end.longValue(), start.longValue());
      n = Math.ceilDivExact(d, step.longValue());
    } else {
      double count = Math.ceil((e - s) / by);
      if (count > Long.MAX_VALUE / 16)
        throw Check.shapeError("arange", "has " + count + " elements, more than fit");
      n = (long) count;
    }
    Tensor r = empty(new long[] {n}, type, Device.CPU);
    int b = type.bytes();
    long a = r.address();
    if (integers && !type.isDifferentiable()) {
      for (long i = 0; i < n; i++)
        Memory.setLong(type, a + i * b, start.longValue() + i * step.longValue());
    } else {
      for (long i = 0; i < n; i++) Memory.setDouble(type, a + i * b, s + i * by);
    }
    return r;
  }

  /// `steps` numbers from start to end, both included, evenly apart; of `type`, or if that is null
  /// float32, complex64 for complex ends
  public static Tensor linspace(Number start, Number end, long steps, DType type) {
    if (steps < 0) throw Check.valueError("linspace", "steps must not be negative, got " + steps);
    DType t = type != null ? type : spaced(start, end);
    Tensor r = empty(new long[] {steps}, t, Device.CPU);
    for (long i = 0; i < steps; i++) {
      long at = r.address() + i * t.bytes();
      double re = between(re(start), re(end), i, steps);
      if (t.isComplex()) Memory.setComplex(t, at, re, between(im(start), im(end), i, steps));
      else Memory.setDouble(t, at, re);
    }
    return r;
  }

  private static DType spaced(Number start, Number end) {
    return start instanceof Complex || end instanceof Complex ? DType.COMPLEX64 : DType.FLOAT32;
  }

  /// Counted from the nearer end, so that both ends are exact and the middle is symmetric.
  private static double between(double start, double end, long i, long steps) {
    double by = steps > 1 ? (end - start) / (steps - 1) : 0;
    return i < steps / 2 || steps == 1 ? start + i * by : end - (steps - 1 - i) * by;
  }

  private static double re(Number n) {
    return n instanceof Complex c ? c.re() : n.doubleValue();
  }

  private static double im(Number n) {
    return n instanceof Complex c ? c.im() : 0;
  }

  /// `steps` float32 numbers from start to end, both included, evenly apart
  public static Tensor linspace(Number start, Number end, long steps) {
    return linspace(start, end, steps, null);
  }

  /// `steps` numbers from base^start to base^end, evenly apart in the exponent
  public static Tensor logspace(Number start, Number end, long steps, double base, DType type) {
    DType t = type != null ? type : spaced(start, end);
    DType wide = t.isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
    // The reference cuts the exponents to the type of the result before it spaces them.
    Number from = t.isInteger() ? (Number) start.longValue() : start;
    Number to = t.isInteger() ? (Number) end.longValue() : end;
    return linspace(from, to, steps, wide).rpow(base).to(t);
  }

  /// A tensor with undefined contents whose dimensions lie in memory in the given order, the first
  /// one outermost.
  public static Tensor emptyPermuted(long[] shape, int[] order, DType type) {
    int n = shape.length;
    if (order.length != n)
      throw Check.shapeError(
          "emptyPermuted",
          "the order " + Arrays.toString(order) + " must name each of the " + n + " dimensions");
    long[] s = new long[n];
    int[] back = new int[n];
    boolean[] seen = new boolean[n];
    for (int i = 0; i < n; i++) {
      int d = order[i];
      if (d < 0 || d >= n || seen[d])
        throw Check.indexError(
            "emptyPermuted",
            "the order " + Arrays.toString(order) + " must name each dimension once");
      seen[d] = true;
      s[i] = shape[d];
      back[d] = i;
    }
    return empty(s, type).permute(back);
  }

  /// The n×m matrix with ones on its diagonal.
  public static Tensor eye(long n, long m, DType type) {
    if (n < 0 || m < 0)
      throw Check.valueError("eye", "sizes must not be negative, got " + n + " and " + m);
    Tensor r = zeros(new long[] {n, m}, type);
    if (r.numel() > 0) r.diagonal().fill_(1);
    return r;
  }

  /// The n×n unit matrix, float32.
  public static Tensor eye(long n) {
    return eye(n, n, DType.FLOAT32);
  }

  // ---- from Java ----

  /// A float32 vector.
  public static Tensor of(float... values) {
    Tensor r = empty(new long[] {values.length}, DType.FLOAT32);
    MemorySegment.copy(
        values, 0, Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, r.address(), values.length);
    return r;
  }

  /// A float64 vector.
  public static Tensor of(double... values) {
    Tensor r = empty(new long[] {values.length}, DType.FLOAT64);
    MemorySegment.copy(
        values, 0, Memory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, r.address(), values.length);
    return r;
  }

  /// An int32 vector.
  public static Tensor of(int... values) {
    Tensor r = empty(new long[] {values.length}, DType.INT32);
    MemorySegment.copy(
        values, 0, Memory.ALL, ValueLayout.JAVA_INT_UNALIGNED, r.address(), values.length);
    return r;
  }

  /// An int64 vector.
  public static Tensor of(long... values) {
    Tensor r = empty(new long[] {values.length}, DType.INT64);
    MemorySegment.copy(
        values, 0, Memory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, r.address(), values.length);
    return r;
  }

  /// A bool vector.
  public static Tensor of(boolean... values) {
    Tensor r = empty(new long[] {values.length}, DType.BOOL);
    for (int i = 0; i < values.length; i++)
      Memory.ALL.set(ValueLayout.JAVA_BYTE, r.address() + i, (byte) (values[i] ? 1 : 0));
    return r;
  }

  /// A tensor of a Java array of any rank, such as `new float[][] {{1, 2}, {3, 4}}`: float, double,
  /// int, long, short (int16), byte (int8) or boolean. Rows must have the same length.
  public static Tensor ofArray(Object array) {
    int rank = 0;
    Class<?> c = array.getClass();
    while (c.isArray()) {
      rank++;
      c = c.getComponentType();
    }
    DType t = typeOf(c);
    long[] shape = new long[rank];
    Object a = array;
    for (int i = 0; i < rank; i++) {
      shape[i] = Array.getLength(a);
      if (shape[i] == 0 || i == rank - 1) break;
      a = Array.get(a, 0);
    }
    Tensor r = empty(shape, t);
    fill(array, shape, 0, r.address(), t);
    return r;
  }

  private static DType typeOf(Class<?> c) {
    if (c == float.class) return DType.FLOAT32;
    if (c == double.class) return DType.FLOAT64;
    if (c == int.class) return DType.INT32;
    if (c == long.class) return DType.INT64;
    if (c == short.class) return DType.INT16;
    if (c == byte.class) return DType.INT8;
    if (c == boolean.class) return DType.BOOL;
    throw Check.dtypeError(
        "ofArray", "arrays of " + c.getSimpleName() + " are no tensors; use a primitive type");
  }

  private static long fill(Object a, long[] shape, int d, long address, DType t) {
    int n = Array.getLength(a);
    if (n != shape[d])
      throw Check.shapeError(
          "ofArray",
          "rows must have the same length; dimension "
              + d
              + " has "
              + shape[d]
              + " elements in the first row but "
              + n
              + " in another");
    if (d < shape.length - 1) {
      for (int i = 0; i < n; i++) address = fill(Array.get(a, i), shape, d + 1, address, t);
      return address;
    }
    for (int i = 0; i < n; i++, address += t.bytes()) {
      switch (a) {
        case float[] f -> Memory.setDouble(t, address, f[i]);
        case double[] f -> Memory.setDouble(t, address, f[i]);
        case boolean[] f -> Memory.setLong(t, address, f[i] ? 1 : 0);
        default -> Memory.setLong(t, address, ((Number) Array.get(a, i)).longValue());
      }
    }
    return address;
  }

  /// A tensor of values given in row-major order.
  public static Tensor of(float[] values, long... shape) {
    return of(values).reshape(shape);
  }

  /// A tensor of values given in row-major order.
  public static Tensor of(double[] values, long... shape) {
    return of(values).reshape(shape);
  }

  /// A tensor of values given in row-major order.
  public static Tensor of(long[] values, long... shape) {
    return of(values).reshape(shape);
  }
}
