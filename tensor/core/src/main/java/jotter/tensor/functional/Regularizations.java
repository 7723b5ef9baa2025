package jotter.tensor.functional;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Dropouts: in training elements (or whole channels) are set to 0 at random and the others scaled
/// up, so that the expectation stays.
public abstract sealed class Regularizations extends Normalizations permits Lookups {
  Regularizations() {}

  private static void probability(String op, double p) {
    Check.value(p >= 0 && p <= 1, op, "the probability must be between 0 and 1, got " + p);
  }

  /// A mask of ones with probability 1 - p, of shape `shape` and x's type.
  private static Tensor mask(Tensor x, long[] shape, double p) {
    DType t = x.dtype().isComplex() ? x.dtype().toReal() : x.dtype();
    DType draw = t == DType.FLOAT64 ? t : DType.FLOAT32;
    return Grad.off(() -> Tensor.rand(shape, draw).ge(p).to(t));
  }

  /// 0 below the probability, else what the others are multiplied by.
  private static final Program KEPT =
      Program.of("dropoutMask", Formula.X.lt(Formula.P0).select(0, Formula.P1));

  /// The same with 1 / (1 - p) in place of the ones.
  private static Tensor scaledMask(Tensor x, long[] shape, double p) {
    double scale = 1 / (1 - p);
    DType t = x.dtype();
    if (t != DType.FLOAT32 && t != DType.FLOAT64) return mask(x, shape, p).mul_(scale);
    return Grad.off(() -> Dispatch.update(KEPT, new double[] {p, scale}, Tensor.rand(shape, t)));
  }

  /// Elements set to 0 with probability p, the others divided by 1 - p. Hinton et al. 2012,
  /// arXiv:1207.0580.
  public static Tensor dropout(Tensor x, double p, boolean training) {
    probability("dropout", p);
    if (!training || p == 0) return x;
    if (p == 1) return x.mul(0);
    return x.mul(scaledMask(x, x.shape(), p));
  }

  private static Tensor channels(String op, Tensor x, double p, boolean training, int batched) {
    probability(op, p);
    if (!training || p == 0) return x;
    if (p == 1) return x.mul(0);
    return x.mul(scaledMask(x, channelShape(x, batched), p));
  }

  private static long[] channelShape(Tensor x, int batched) {
    long[] s = x.shape();
    int lead = x.rank() == batched ? 2 : 1;
    for (int i = lead; i < s.length; i++) s[i] = 1;
    return s;
  }

  /// Whole channels set to 0: x (N×C×L) or (C×L). Tompson et al. 2014, arXiv:1411.4280.
  public static Tensor dropout1d(Tensor x, double p, boolean training) {
    Check.rank("dropout1d", "x", x, 2, 3);
    return channels("dropout1d", x, p, training, 3);
  }

  /// Whole channels set to 0: x (N×C×H×W).
  public static Tensor dropout2d(Tensor x, double p, boolean training) {
    return channels("dropout2d", x, p, training, Math.max(x.rank(), 2));
  }

  /// Whole channels set to 0: x (N×C×D×H×W) or (C×D×H×W).
  public static Tensor dropout3d(Tensor x, double p, boolean training) {
    return channels("dropout3d", x, p, training, x.rank() == 4 ? 5 : x.rank());
  }

  private static final double SATURATION = -1.7580993408473766;

  private static Tensor alpha(Tensor x, Tensor keep, double p) {
    // Dropped elements become selu's lower limit; a·y + b restores mean and variance.
    double a = 1 / Math.sqrt((1 - p) * (1 + p * SATURATION * SATURATION));
    double b = -a * SATURATION * p;
    Tensor dropped = keep.rsub(1).mul(SATURATION);
    return x.mul(keep).add(dropped).mul(a).add(b);
  }

  /// Dropout that keeps mean and variance, for selu networks. Klambauer et al. 2017,
  /// arXiv:1706.02515.
  public static Tensor alphaDropout(Tensor x, double p, boolean training) {
    probability("alphaDropout", p);
    if (!training || p == 0) return x;
    if (p == 1) return x.mul(0);
    return alpha(x, mask(x, x.shape(), p), p);
  }

  /// {@link #alphaDropout} of whole channels.
  public static Tensor featureAlphaDropout(Tensor x, double p, boolean training) {
    probability("featureAlphaDropout", p);
    if (!training || p == 0) return x;
    if (p == 1) return x.mul(0);
    return alpha(x, mask(x, channelShape(x, Math.max(x.rank(), 2)), p), p);
  }

  /// leakyRelu with a random slope of [lower, upper) for each element; outside of training the mean
  /// of the two. Xu et al. 2015, arXiv:1505.00853.
  public static Tensor rrelu(Tensor x, double lower, double upper, boolean training) {
    Check.value(lower <= upper, "rrelu", "needs lower <= upper, got " + lower + " and " + upper);
    if (!training) return x.leakyRelu((lower + upper) / 2);
    Tensor slope = Grad.off(() -> Tensor.emptyLike(x.detach()).uniform_(lower, upper));
    return Tensor.where(x.gt(0), x, x.mul(slope));
  }

  /// A sample of one-hot vectors by x's logits along `dim`, through which gradients flow as through
  /// a softmax of temperature `tau`. Jang et al. 2016, arXiv:1611.01144.
  public static Tensor gumbelSoftmax(Tensor x, double tau, boolean hard, int dim) {
    Tensor gumbel = Grad.off(() -> Tensor.emptyLike(x.detach()).exponential_(1).log_().neg_());
    Tensor y = x.add(gumbel).div(tau).softmax(dim);
    if (!hard) return y;
    Tensor index = y.detach().max(dim, true).indices();
    Tensor one = Tensor.zerosLike(y.detach()).scatter(dim, index, 1);
    return one.sub(y.detach()).add(y);
  }
}
