package jotter.nn.init;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Fills tensors with the numbers that training begins from, as `torch.nn.init` does. All methods
/// work in place, record no gradient, and return their tensor; random numbers come from {@link
/// Rng#current}.
///
/// ```java
/// Init.kaimingNormal(conv.weight.value(), 0, Init.Fan.OUT, "relu");
/// model.apply(l -> { if (l instanceof Linear linear) Init.zeros(linear.bias.value()); });
/// ```
public final class Init {
  private Init() {}

  /// Which side of a weight keeps its variance: forward (in) or backward (out).
  public enum Fan {
    IN,
    OUT
  }

  /// How many inputs and outputs a weight (out, in, ...) connects.
  public static long[] fans(Tensor t) {
    if (t.rank() < 2)
      throw Check.shapeError(
          "init", "fans need at least 2 dimensions, got " + Check.shape(t.shape()));
    long field = 1;
    for (int i = 2; i < t.rank(); i++) field *= t.size(i);
    return new long[] {t.size(1) * field, t.size(0) * field};
  }

  /// The factor by which a nonlinearity's input should be larger. `param` is the negative slope of
  /// `leaky_relu`.
  public static double gain(String nonlinearity, double param) {
    return switch (nonlinearity) {
      case "linear",
          "conv1d",
          "conv2d",
          "conv3d",
          "conv_transpose1d",
          "conv_transpose2d",
          "conv_transpose3d",
          "sigmoid" ->
          1;
      case "tanh" -> 5.0 / 3;
      case "relu" -> Math.sqrt(2);
      case "leaky_relu" -> Math.sqrt(2 / (1 + param * param));
      case "selu" -> 0.75;
      default ->
          throw Check.valueError(
              "init",
              "no gain is known for '"
                  + nonlinearity
                  + "'; there are linear, conv1d … conv_transpose3d, sigmoid, tanh, relu,"
                  + " leaky_relu, selu");
    };
  }

  /// {@link #gain(String, double)} with PyTorch's default slope, 0.01.
  public static double gain(String nonlinearity) {
    return gain(nonlinearity, 0.01);
  }

  private static Tensor in(Tensor t, java.util.function.UnaryOperator<Tensor> fill) {
    Grad.off(() -> fill.apply(t.detach()));
    return t;
  }

  /// Uniform in [lo, hi).
  public static Tensor uniform(Tensor t, double lo, double hi) {
    return in(t, x -> x.uniform_(lo, hi));
  }

  /// Normal.
  public static Tensor normal(Tensor t, double mean, double std) {
    return in(t, x -> x.normal_(mean, std));
  }

  /// Normal, but within [lo, hi]: uniform numbers through the inverse of the distribution function.
  public static Tensor truncNormal(Tensor t, double mean, double std, double lo, double hi) {
    double a = 2 * cdf((lo - mean) / std) - 1;
    double b = 2 * cdf((hi - mean) / std) - 1;
    return in(
        t,
        x -> x.uniform_(a, b).copy_(x.erfinv()).mul_(std * Math.sqrt(2)).add_(mean).clamp_(lo, hi));
  }

  private static double cdf(double x) {
    return Tensor.scalar(x / Math.sqrt(2)).to(DType.FLOAT64).erf().item() / 2 + 0.5;
  }

  /// One value everywhere.
  public static Tensor constant(Tensor t, double value) {
    return in(t, x -> x.fill_(value));
  }

  public static Tensor zeros(Tensor t) {
    return constant(t, 0);
  }

  public static Tensor ones(Tensor t) {
    return constant(t, 1);
  }

  /// The identity matrix.
  public static Tensor eye(Tensor t) {
    Check.rank("eye", "the tensor", t, 2);
    return in(t, x -> x.copy_(Tensor.eye(x.size(0), x.size(1), x.dtype())));
  }

  /// A convolution that hands its input through, group by group.
  public static Tensor dirac(Tensor t, long groups) {
    Check.rank("dirac", "the weight", t, 3, 4, 5);
    Check.value(
        t.size(0) % groups == 0,
        "dirac",
        "the outputs " + t.size(0) + " do not divide into " + groups + " groups");
    return in(
        t,
        x -> {
          x.zero_();
          long each = x.size(0) / groups;
          for (long g = 0; g < groups; g++)
            for (long d = 0; d < Math.min(each, x.size(1)); d++) {
              Tensor place = x.select(0, g * each + d).select(0, d);
              while (place.rank() > 0) place = place.select(0, place.size(0) / 2);
              place.fill_(1);
            }
          return x;
        });
  }

  /// Uniform with variance 2·gain² / (in + out). Glorot and Bengio 2010.
  public static Tensor xavierUniform(Tensor t, double gain) {
    long[] f = fans(t);
    double a = gain * Math.sqrt(6.0 / (f[0] + f[1]));
    return uniform(t, -a, a);
  }

  /// Normal with variance 2·gain² / (in + out). Glorot and Bengio 2010.
  public static Tensor xavierNormal(Tensor t, double gain) {
    long[] f = fans(t);
    return normal(t, 0, gain * Math.sqrt(2.0 / (f[0] + f[1])));
  }

  /// Uniform with variance gain² / fan. He et al. 2015, arXiv:1502.01852.
  public static Tensor kaimingUniform(Tensor t, double a, Fan fan, String nonlinearity) {
    double bound = Math.sqrt(3) * gain(nonlinearity, a) / Math.sqrt(fans(t)[fan.ordinal()]);
    return t.numel() == 0 ? t : uniform(t, -bound, bound);
  }

  /// Normal with variance gain² / fan. He et al. 2015, arXiv:1502.01852.
  public static Tensor kaimingNormal(Tensor t, double a, Fan fan, String nonlinearity) {
    double std = gain(nonlinearity, a) / Math.sqrt(fans(t)[fan.ordinal()]);
    return t.numel() == 0 ? t : normal(t, 0, std);
  }

  /// A (semi-)orthogonal matrix times `gain`, of the first dimension by all others: Q of the QR
  /// decomposition of normal numbers, with the signs of R's diagonal. Saxe et al. 2013,
  /// arXiv:1312.6120.
  public static Tensor orthogonal(Tensor t, double gain) {
    Check.that(t.rank() >= 2, "orthogonal", "needs at least 2 dimensions, got rank " + t.rank());
    if (t.numel() == 0) return t;
    long rows = t.size(0);
    long cols = t.numel() / rows;
    return in(
        t,
        x -> {
          Tensor flat = Tensor.randn(new long[] {rows, cols}, x.dtype()).to(DType.FLOAT64);
          boolean wide = rows < cols;
          Tensor q = GramSchmidt.orthonormal(wide ? flat.t() : flat);
          return x.copy_((wide ? q.t() : q).mul(gain).reshape(x.shape()));
        });
  }

  /// Normal numbers with a share of zeros in each column. Martens 2010.
  public static Tensor sparse(Tensor t, double sparsity, double std) {
    Check.rank("sparse", "the tensor", t, 2);
    long zeros = (long) Math.ceil(sparsity * t.size(0));
    return in(
        t,
        x -> {
          x.normal_(0, std);
          for (long c = 0; c < x.size(1); c++) {
            Tensor rows = Tensor.randperm(x.size(0)).narrow(0, 0, zeros);
            Tensor column = x.select(1, c);
            column.copy_(column.indexFill(0, rows, 0));
          }
          return x;
        });
  }
}
