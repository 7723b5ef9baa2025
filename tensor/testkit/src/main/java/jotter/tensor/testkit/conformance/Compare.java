package jotter.tensor.testkit.conformance;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Comparisons of tensors with their references. They throw {@link Mismatch}.
public final class Compare {
  private Compare() {}

  /// A difference, in words.
  public static final class Mismatch extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Mismatch(String message) {
      super(message);
    }
  }

  public static void shape(String what, Tensor a, long[] shape, DType dtype) {
    if (!Arrays.equals(a.shape(), shape) || a.dtype() != dtype)
      throw new Mismatch(
          what
              + " is "
              + a.dtype()
              + Check.shape(a.shape())
              + ", expected "
              + dtype
              + Check.shape(shape));
  }

  /// Element by element: `|a - e| <= atol + rtol·|e|`, or equal, or both NaN.
  public static void value(String what, Tensor actual, Tensor expected, double rtol, double atol) {
    shape(what, actual, expected.shape(), expected.dtype());
    Tensor a = actual.detach().contiguous();
    Tensor e = expected.detach().contiguous();
    DType t = e.dtype();
    boolean exact = !t.isDifferentiable();
    int b = t.bytes();
    for (long i = 0; i < e.numel(); i++) {
      long pa = a.address() + i * b;
      long pe = e.address() + i * b;
      boolean ok;
      if (exact) ok = Memory.getLong(t, pa) == Memory.getLong(t, pe);
      else {
        double x = Memory.getDouble(t, pa);
        double y = Memory.getDouble(t, pe);
        if (t.isComplex()) {
          double xi = Memory.getImag(t, pa);
          double yi = Memory.getImag(t, pe);
          double m = Math.hypot(y, yi);
          ok = close(x, y, m, rtol, atol) && close(xi, yi, m, rtol, atol);
        } else ok = close(x, y, Math.abs(y), rtol, atol);
      }
      if (!ok)
        throw new Mismatch(
            what
                + " element "
                + i
                + " of "
                + Check.shape(e.shape())
                + " is "
                + text(t, pa)
                + ", expected "
                + text(t, pe));
    }
  }

  private static String text(DType t, long p) {
    return t.isComplex()
        ? Memory.getDouble(t, p) + " + " + Memory.getImag(t, p) + "i"
        : t.isDifferentiable() ? "" + Memory.getDouble(t, p) : "" + Memory.getLong(t, p);
  }

  private static boolean close(double a, double e, double magnitude, double rtol, double atol) {
    if (Double.isNaN(a) && Double.isNaN(e) || a == e) return true;
    return Math.abs(a - e) <= atol + rtol * magnitude
        && !Double.isInfinite(a)
        && !Double.isInfinite(e);
  }

  /// `max|a - b| <= tol · max(1, max|b|)`
  static void near(String what, Tensor a, Tensor b, double tol) {
    if (!Arrays.equals(a.shape(), b.shape()))
      throw new Mismatch(
          what + " has shape " + Check.shape(a.shape()) + ", not " + Check.shape(b.shape()));
    if (a.numel() == 0) return;
    DType t = a.dtype().isComplex() || b.dtype().isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
    double difference = a.detach().to(t).sub(b.detach().to(t)).abs().max().item();
    double size = Math.max(1, b.detach().to(t).abs().max().item());
    if (!(difference <= tol * size))
      throw new Mismatch(what + " is off by " + difference + ", allowed " + tol * size);
  }
}
