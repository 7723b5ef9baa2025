package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Limits;
import jotter.tensor.Tensor;
import jotter.tensor.op.BatchNorm;
import jotter.tensor.op.LayerNorm;

/// Normalizations.
public abstract sealed class Normalizations extends Adaptive permits Regularizations {
  Normalizations() {}

  private static long[] channels(Tensor x) {
    long[] s = new long[x.rank()];
    Arrays.fill(s, 1);
    if (s.length > 1) s[1] = x.size(1);
    return s;
  }

  /// (x - mean)/√(var + eps)·weight + bias for each channel (dimension 1). In training the batch's
  /// own statistics are used, and the running ones move towards them by `momentum` (the variance
  /// unbiased). Ioffe and Szegedy 2015, arXiv:1502.03167.
  public static Tensor batchNorm(
      Tensor x,
      Tensor runningMean,
      Tensor runningVar,
      Tensor weight,
      Tensor bias,
      boolean training,
      double momentum,
      double eps) {
    x = Autocast.full(x);
    if (x.rank() == 1 && x.numel() == 0) return x.clone();
    if (x.rank() < 2)
      throw Check.shapeError(
          "batchNorm", "x must have at least two dimensions, got " + Check.shape(x.shape()));
    long n = x.numel() / Math.max(x.size(1), 1);
    for (Tensor t : new Tensor[] {runningMean, runningVar, weight, bias})
      if (t != null && t.numel() != x.size(1))
        throw Check.shapeError(
            "batchNorm",
            "statistics, weight and bias must have "
                + x.size(1)
                + " elements, one for each channel, got "
                + Check.shape(t.shape()));
    if (!training) {
      if (runningMean == null || runningVar == null)
        throw Check.valueError("batchNorm", "needs running statistics outside of training");
      // Two numbers for each channel first, then one pass over x.
      Tensor scale = runningVar.add(eps).sqrt().reciprocal();
      if (weight != null) scale = scale.mul(weight.reshape(-1));
      Tensor shift = runningMean.neg().mul(scale);
      if (bias != null) shift = shift.add(bias.reshape(-1));
      long[] shape = channels(x);
      return shift.reshape(shape).addcmul(x, scale.reshape(shape), 1);
    }
    if (n == 1)
      throw Check.shapeError(
          "batchNorm",
          "needs more than one value for each channel in training, got " + Check.shape(x.shape()));
    Check.value(eps > 0, "batchNorm", "eps must be positive in training, got " + eps);
    Tensor[] r = Dispatch.apply(new BatchNorm(eps), x, weight, bias);
    // An empty batch has no statistics.
    if (runningMean != null && n > 0)
      Grad.off(
          () -> {
            Tensor mean = r[1].detach().reshape(-1).to(runningMean.dtype());
            Tensor var = r[2].detach().reshape(-1).to(runningVar.dtype());
            runningMean.mul_(1 - momentum).add_(mean, momentum);
            runningVar.mul_(1 - momentum).add_(var, momentum * n / (n - 1.0));
          });
    return r[0];
  }

  private static Tensor affine(Tensor y, Tensor weight, Tensor bias, long[] shape) {
    if (weight != null) y = y.mul(weight.reshape(shape));
    if (bias != null) y = y.add(bias.reshape(shape));
    return y;
  }

  /// Batch normalization of each sample by itself. Ulyanov et al. 2016, arXiv:1607.08022.
  public static Tensor instanceNorm(
      Tensor x,
      Tensor runningMean,
      Tensor runningVar,
      Tensor weight,
      Tensor bias,
      boolean useInputStats,
      double momentum,
      double eps) {
    long n = x.size(0);
    long c = x.size(1);
    if (!useInputStats)
      return batchNorm(x, runningMean, runningVar, weight, bias, false, momentum, eps);
    long[] s = x.shape();
    long[] one = s.clone();
    one[0] = 1;
    one[1] = n * c;
    if (x.numel() / (n * c) <= 1)
      throw Check.shapeError(
          "instanceNorm", "needs more than one value for each channel, got " + Check.shape(s));
    Tensor m = runningMean == null ? null : runningMean.repeat(n);
    Tensor v = runningVar == null ? null : runningVar.repeat(n);
    Tensor y =
        batchNorm(
            x.reshape(one),
            m,
            v,
            weight == null ? null : weight.repeat(n),
            bias == null ? null : bias.repeat(n),
            true,
            momentum,
            eps);
    if (runningMean != null)
      Grad.off(
          () -> {
            runningMean.copy_(m.reshape(n, c).mean(0));
            runningVar.copy_(v.reshape(n, c).mean(0));
          });
    return y.reshape(s);
  }

  private static int[] trailing(String op, Tensor x, long[] normalized, Tensor... affine) {
    int k = normalized.length;
    if (k == 0) throw Check.valueError(op, "the normalized shape must not be empty");
    boolean ok = x.rank() >= k;
    for (int i = 0; ok && i < k; i++) ok = x.size(x.rank() - k + i) == normalized[i];
    if (!ok)
      throw Check.shapeError(
          op,
          "x "
              + Check.shape(x.shape())
              + " must end with the normalized shape "
              + Check.shape(normalized));
    for (Tensor t : affine)
      if (t != null && !Arrays.equals(t.shape(), normalized))
        throw Check.shapeError(
            op,
            "weight and bias must have the normalized shape "
                + Check.shape(normalized)
                + ", got "
                + Check.shape(t.shape()));
    int[] d = new int[k];
    for (int i = 0; i < k; i++) d[i] = x.rank() - k + i;
    return d;
  }

  /// (x - mean)/√(var + eps)·weight + bias over the trailing dimensions. Ba et al. 2016,
  /// arXiv:1607.06450.
  public static Tensor layerNorm(
      Tensor x, long[] normalized, Tensor weight, Tensor bias, double eps) {
    x = Autocast.full(x);
    int[] d = trailing("layerNorm", x, normalized, weight, bias);
    return Dispatch.one(new LayerNorm(d.length, eps), x, weight, bias);
  }

  /// x/√(mean(x²) + eps)·weight over the trailing dimensions; a null eps is the type's precision.
  /// Zhang and Sennrich 2019, arXiv:1910.07467.
  public static Tensor rmsNorm(Tensor x, long[] normalized, Tensor weight, Double eps) {
    x = Autocast.full(x);
    int[] d = trailing("rmsNorm", x, normalized, weight);
    double e = eps == null ? Limits.eps(x.dtype()) : eps;
    Tensor square = x.dtype().isComplex() ? x.mul(x) : x.square();
    Tensor y = x.mul(square.mean(d, true).add(e).rsqrt());
    return weight == null ? y : y.mul(weight);
  }

  /// Layer normalization of groups of channels. Wu and He 2018, arXiv:1803.08494.
  public static Tensor groupNorm(Tensor x, long groups, Tensor weight, Tensor bias, double eps) {
    if (x.rank() < 2)
      throw Check.shapeError(
          "groupNorm", "x must have at least two dimensions, got " + Check.shape(x.shape()));
    Check.value(groups > 0, "groupNorm", "the number of groups must be positive, got " + groups);
    long c = x.size(1);
    if (c % groups != 0)
      throw Check.shapeError(
          "groupNorm", "the " + c + " channels do not divide into " + groups + " groups");
    for (Tensor t : new Tensor[] {weight, bias})
      if (t != null && (t.rank() != 1 || t.size(0) != c))
        throw Check.shapeError(
            "groupNorm",
            "weight and bias must have " + c + " elements, got " + Check.shape(t.shape()));
    if (x.numel() == 0) return affine(x, weight, bias, channels(x));
    Tensor g = Autocast.full(x).reshape(x.size(0), groups, -1);
    Tensor y = Dispatch.one(new LayerNorm(1, eps), g, null, null).reshape(x.shape());
    return affine(y, weight, bias, channels(x));
  }

  /// x/(k + α/n·Σ x²)^β over n neighbouring channels. Krizhevsky et al. 2012.
  public static Tensor localResponseNorm(Tensor x, long size, double alpha, double beta, double k) {
    if (x.rank() < 3)
      throw Check.shapeError(
          "localResponseNorm",
          "x must have at least three dimensions, got " + Check.shape(x.shape()));
    if (x.numel() == 0) return x;
    Tensor square = x.mul(x).unsqueeze(1).flatten(3, -1);
    // (N, 1, C, rest): windows of channels, with zeros around.
    long[] pad = {0, 0, size / 2, (size - 1) / 2};
    Tensor div =
        avgPool2d(
            square.constantPad(pad, 0),
            new long[] {size, 1},
            new long[] {1},
            new long[] {0},
            false,
            true,
            null);
    return x.div(div.squeeze(1).reshape(x.shape()).mul(alpha).add(k).pow(beta));
  }

  /// x/max(‖x‖ₚ, eps) along `dim`.
  public static Tensor normalize(Tensor x, double p, int dim, double eps) {
    Tensor norm = Distances.norm(x, p, new int[] {dim}, true);
    return x.div(norm.clampMin(eps).expand(x.shape()));
  }

  /// The p-norm over all dimensions but one, which weight normalization divides by; dim -1: over
  /// all.
  public static Tensor normExceptDim(Tensor x, double p, int dim) {
    if (dim == -1) return Distances.norm(x, p, new int[0], false);
    int d = Check.dim("normExceptDim", dim, x.rank());
    int[] others = new int[x.rank() - 1];
    for (int i = 0; i < others.length; i++) others[i] = i < d ? i : i + 1;
    return Distances.norm(x, p, others, true);
  }
}
