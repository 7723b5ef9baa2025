package jotter.vision.transforms;

import java.util.function.UnaryOperator;
import jotter.nn.data.Labeled;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Batches whose pictures are mixed in pairs, and whose targets are as well: class numbers (N)
/// become shares of the classes (N, classes), which `crossEntropy` takes.
///
/// ```java
/// UnaryOperator<Labeled> mix = Mix.up(0.2, 10);
/// for (Labeled b : loader) train(mix.apply(b));
/// ```
public final class Mix {
  private Mix() {}

  /// Each picture is λ of itself and 1 - λ of its neighbour, λ ~ Beta(alpha, alpha). Zhang et al.
  /// 2017, arXiv:1710.09412.
  public static UnaryOperator<Labeled> up(double alpha, int classes) {
    check(alpha, classes);
    return b ->
        Grad.off(
            () -> {
              double share = beta(alpha);
              Tensor x = b.x().mul(share).add(b.x().roll(new long[] {1}, 0).mul(1 - share));
              return new Labeled(x, targets(b.y(), classes, share));
            });
  }

  /// Each picture has a rectangle of its neighbour's, of 1 - λ of its area, λ ~ Beta(alpha, alpha).
  /// Yun et al. 2019, arXiv:1905.04899.
  public static UnaryOperator<Labeled> cut(double alpha, int classes) {
    check(alpha, classes);
    return b ->
        Grad.off(
            () -> {
              Rng rng = Rng.current();
              long h = b.x().size(-2);
              long w = b.x().size(-1);
              double half = 0.5 * Math.sqrt(1 - beta(alpha));
              long cx = rng.nextLong(w);
              long cy = rng.nextLong(h);
              long x1 = Math.max(0, cx - (long) (half * w));
              long x2 = Math.min(w, cx + (long) (half * w));
              long y1 = Math.max(0, cy - (long) (half * h));
              long y2 = Math.min(h, cy + (long) (half * h));
              Tensor x = b.x().clone();
              int d = x.rank();
              x.narrow(d - 2, y1, y2 - y1)
                  .narrow(d - 1, x1, x2 - x1)
                  .copy_(
                      b.x()
                          .roll(new long[] {1}, 0)
                          .narrow(d - 2, y1, y2 - y1)
                          .narrow(d - 1, x1, x2 - x1));
              double share = 1 - (double) (x2 - x1) * (y2 - y1) / (w * h);
              return new Labeled(x, targets(b.y(), classes, share));
            });
  }

  private static void check(double alpha, int classes) {
    Check.value(alpha > 0, "mix", "alpha must be positive, got " + alpha);
    Check.value(classes > 1, "mix", "needs at least two classes, got " + classes);
  }

  private static Tensor targets(Tensor y, int classes, double share) {
    Check.rank("mix", "the targets", y, 1);
    Tensor hot = F.oneHot(y.to(DType.INT64), classes).to(DType.FLOAT32);
    return hot.mul(share).add(hot.roll(new long[] {1}, 0).mul(1 - share));
  }

  /// A number of Beta(a, a), from two of Gamma(a) by Marsaglia and Tsang 2000.
  private static double beta(double a) {
    double x = gamma(a);
    double y = gamma(a);
    return x + y == 0 ? 0.5 : x / (x + y);
  }

  private static double gamma(double a) {
    Rng rng = Rng.current();
    if (a < 1) return gamma(a + 1) * Math.pow(1 - rng.nextDouble(), 1 / a);
    double d = a - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double z = rng.nextGaussian();
      double v = Math.pow(1 + c * z, 3);
      if (v <= 0) continue;
      double u = 1 - rng.nextDouble();
      if (Math.log(u) < 0.5 * z * z + d - d * v + d * Math.log(v)) return d * v;
    }
  }
}
