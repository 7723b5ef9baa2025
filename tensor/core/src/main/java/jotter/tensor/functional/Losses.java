package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Recorder;
import jotter.tensor.Tensor;
import jotter.tensor.op.CrossEntropy;
import jotter.tensor.op.LossTerm;

/// Losses of classification and regression. The reduction is `"mean"`, `"sum"` or `"none"`.
public abstract sealed class Losses extends Attention permits RankingLosses {
  Losses() {}

  static Tensor reduce(String op, Tensor loss, String reduction) {
    return switch (reduction) {
      case "mean" -> loss.mean();
      case "sum" -> loss.sum();
      case "none" -> loss;
      default ->
          throw Check.valueError(
              op, "the reduction must be \"mean\", \"sum\" or \"none\", got \"" + reduction + "\"");
    };
  }

  /// A loss of prediction and target must not broadcast: (N) against (N×1) would silently compare
  /// everything with everything.
  static void sameShape(String op, Tensor x, Tensor y) {
    if (!Arrays.equals(x.layout().shape(), y.layout().shape()))
      throw Check.shapeError(
          op,
          "prediction "
              + Check.shape(x.shape())
              + " and target "
              + Check.shape(y.shape())
              + " must have the same shape"
              + (x.numel() == y.numel()
                  ? "; use target.reshape("
                      + Arrays.toString(x.shape()).replaceAll("[\\[\\]]", "")
                      + ")"
                  : ""));
  }

  /// (x - y)²
  public static Tensor mseLoss(Tensor x, Tensor y, String reduction) {
    sameShape("mseLoss", x, y);
    return reduce("mseLoss", Autocast.full(x).sub(y).square(), reduction);
  }

  /// weight·(x - y)²; the mean is over the weights
  public static Tensor mseLoss(Tensor x, Tensor y, String reduction, Tensor weight) {
    if (weight == null) return mseLoss(x, y, reduction);
    return weighted("mseLoss", mseLoss(x, y, "none"), weight, reduction);
  }

  private static Tensor weighted(String op, Tensor l, Tensor weight, String reduction) {
    Tensor w = weight.expand(l.shape());
    return reduction.equals("mean") ? l.mul(w).sum().div(w.sum()) : reduce(op, l.mul(w), reduction);
  }

  /// weight·|x - y|; the mean is over the weights
  public static Tensor l1Loss(Tensor x, Tensor y, String reduction, Tensor weight) {
    if (weight == null) return l1Loss(x, y, reduction);
    return weighted("l1Loss", l1Loss(x, y, "none"), weight, reduction);
  }

  /// The mean of (x - y)².
  public static Tensor mseLoss(Tensor x, Tensor y) {
    return mseLoss(x, y, "mean");
  }

  /// |x - y|
  public static Tensor l1Loss(Tensor x, Tensor y, String reduction) {
    sameShape("l1Loss", x, y);
    return reduce("l1Loss", Autocast.full(x).sub(y).abs(), reduction);
  }

  /// (x-y)²/(2β) where |x-y| < β, |x-y| - β/2 elsewhere
  public static Tensor smoothL1Loss(Tensor x, Tensor y, String reduction, double beta) {
    sameShape("smoothL1Loss", x, y);
    Check.value(beta >= 0, "smoothL1Loss", "beta must not be negative, got " + beta);
    if (beta == 0) return l1Loss(x, y, reduction);
    return reduce("smoothL1Loss", Dispatch.pointwise(new LossTerm.SmoothL1(beta), x, y), reduction);
  }

  /// (x-y)²/2 where |x-y| ≤ δ, δ(|x-y| - δ/2) elsewhere
  public static Tensor huberLoss(
      Tensor x, Tensor y, String reduction, double delta, Tensor weight) {
    sameShape("huberLoss", x, y);
    Check.value(delta > 0, "huberLoss", "delta must be positive, got " + delta);
    Tensor l = Dispatch.pointwise(new LossTerm.Huber(delta), x, y);
    if (weight == null) return reduce("huberLoss", l, reduction);
    l = l.mul(weight);
    return reduction.equals("mean") ? l.sum().div(weight.sum()) : reduce("huberLoss", l, reduction);
  }

  /// -Σ over classes: the logarithm of the probability given to the target, from log-probabilities
  /// x (N×C×…) and class numbers (N×…).
  public static Tensor nllLoss(
      Tensor x, Tensor target, Tensor weight, long ignoreIndex, String reduction) {
    x = Autocast.full(x);
    String op = "nllLoss";
    if (x.rank() == 0) throw Check.shapeError(op, "x must have at least one dimension");
    if (x.rank() == 1) {
      Tensor r = nllLoss(x.unsqueeze(0), target.reshape(1), weight, ignoreIndex, reduction);
      return reduction.equals("none") ? r.reshape(target.shape()) : r;
    }
    classes(op, x, target, weight, ignoreIndex);
    Tensor t = target.to(DType.INT64);
    Tensor counts = t.ne(ignoreIndex);
    Tensor safe = Tensor.where(counts, t, Tensor.zerosLike(t));
    Tensor picked = x.gather(1, safe.unsqueeze(1)).squeeze(1).neg();
    Tensor w =
        weight == null
            ? counts.to(x.dtype())
            : weight.indexSelect(0, safe.reshape(-1)).reshape(t.shape()).mul(counts.to(x.dtype()));
    // Where a class does not count, its log-probability may be infinite.
    Tensor loss = Tensor.where(counts, picked, Tensor.zerosLike(picked.detach())).mul(w);
    return reduction.equals("mean") ? loss.sum().div(w.sum()) : reduce(op, loss, reduction);
  }

  private static void classes(String op, Tensor x, Tensor target, Tensor weight, long ignoreIndex) {
    Check.index(op, "the target", target);
    long[] s = x.shape();
    long[] expected = new long[s.length - 1];
    expected[0] = s[0];
    System.arraycopy(s, 2, expected, 1, s.length - 2);
    if (!Arrays.equals(target.shape(), expected))
      throw Check.shapeError(
          op,
          "for x "
              + Check.shape(s)
              + " (batch × classes × …) the target must have the shape "
              + Check.shape(expected)
              + ", got "
              + Check.shape(target.shape()));
    if (weight != null && (weight.rank() != 1 || weight.size(0) != s[1]))
      throw Check.shapeError(
          op,
          "the weight must have one element for each of the "
              + s[1]
              + " classes, got "
              + Check.shape(weight.shape()));
    if (target.numel() == 0) return;
    Tensor bad = target.lt(0).logicalOr(target.ge(s[1])).logicalAnd(target.ne(ignoreIndex));
    if (Recorder.guard(() -> bad.any().itemBoolean()))
      throw Check.indexError(op, "a target is not one of the classes 0 to " + (s[1] - 1));
  }

  /// nllLoss of logSoftmax(x): x (N×C×…) are logits, the target class numbers (N×…) or
  /// probabilities (N×C×…).
  ///
  /// @param weight the weight of each class, or null
  /// @param ignoreIndex a class number that does not count (PyTorch's default: -100)
  /// @param labelSmoothing how much of the probability goes to all classes alike (arXiv:1512.00567)
  public static Tensor crossEntropy(
      Tensor x,
      Tensor target,
      Tensor weight,
      long ignoreIndex,
      String reduction,
      double labelSmoothing) {
    x = Autocast.full(x);
    String op = "crossEntropy";
    Check.value(
        labelSmoothing >= 0 && labelSmoothing <= 1,
        op,
        "label smoothing must be between 0 and 1, got " + labelSmoothing);
    if (x.rank() == 0) throw Check.shapeError(op, "x must have at least one dimension");
    int d = x.rank() == 1 ? 0 : 1;
    long n = x.size(d);
    if (Arrays.equals(x.shape(), target.shape()) && target.dtype().isDifferentiable()) {
      Check.value(
          ignoreIndex < 0,
          op,
          "no class can be ignored where the target gives probabilities, got " + ignoreIndex);
      Tensor p = target;
      if (labelSmoothing > 0) p = p.mul(1 - labelSmoothing).add(labelSmoothing / n);
      Tensor logs = x.logSoftmax(d).mul(p);
      if (weight != null) logs = logs.mul(shaped(weight, x.rank(), d));
      Tensor loss = logs.sum(new int[] {d}, false).neg();
      return reduction.equals("mean")
          ? loss.sum().div(Math.max((double) x.numel() / n, x.rank() == 1 ? 1 : 0))
          : reduce(op, loss, reduction);
    }
    if (x.rank() == 1) {
      Tensor r =
          crossEntropy(
              x.unsqueeze(0), target.reshape(1), weight, ignoreIndex, reduction, labelSmoothing);
      return reduction.equals("none") ? r.reshape(target.shape()) : r;
    }
    classes(op, x, target, weight, ignoreIndex);
    if (weight == null && labelSmoothing == 0 && x.rank() == 2 && !reduction.equals("none")) {
      Tensor t = target.to(DType.INT64).contiguous();
      Tensor counts = t.ne(ignoreIndex);
      Tensor sum = Dispatch.apply(new CrossEntropy(ignoreIndex), x.contiguous(), t)[0];
      return reduction.equals("sum") ? sum : sum.div(counts.sum().to(x.dtype()));
    }
    Tensor logs = x.logSoftmax(1);
    Tensor hard = nllLoss(logs, target, weight, ignoreIndex, reduction);
    if (labelSmoothing == 0) return hard;
    Tensor counts = target.ne(ignoreIndex).to(x.dtype());
    Tensor weighted = weight == null ? logs : logs.mul(shaped(weight, x.rank(), 1));
    Tensor smooth = weighted.sum(new int[] {1}, false).neg().mul(counts);
    if (reduction.equals("mean")) {
      Tensor total =
          weight == null
              ? counts.sum()
              : weight
                  .indexSelect(
                      0,
                      Tensor.where(target.ne(ignoreIndex), target, Tensor.zerosLike(target))
                          .reshape(-1))
                  .reshape(target.shape())
                  .mul(counts)
                  .sum();
      smooth = smooth.sum().div(total);
    } else smooth = reduce(op, smooth, reduction);
    return hard.mul(1 - labelSmoothing).add(smooth.mul(labelSmoothing / n));
  }

  /// {@link #crossEntropy} of a linear map: x (N×in), w (C×in), or (C×d₁×…×in) for K-dimensional
  /// targets, bias (C×d₁×…) or null.
  public static Tensor linearCrossEntropy(
      Tensor x,
      Tensor w,
      Tensor bias,
      Tensor target,
      Tensor weight,
      long ignoreIndex,
      String reduction,
      double labelSmoothing) {
    String op = "linearCrossEntropy";
    if (w.rank() < 2)
      throw Check.shapeError(
          op, "the weight must be (classes × features), got " + Check.shape(w.shape()));
    if (w.rank() > 2 && x.rank() != 2)
      throw Check.shapeError(
          op, "a weight of more dimensions needs x (N×in), got " + Check.shape(x.shape()));
    if (ignoreIndex != -100 && target.dtype().isDifferentiable())
      throw Check.valueError(
          op, "ignoreIndex is for class numbers, but the target holds probabilities");
    Tensor logits = linear(x, w.flatten(0, -2), bias == null ? null : bias.reshape(-1));
    if (w.rank() > 2) {
      long[] s = w.shape();
      System.arraycopy(s, 0, s, 1, s.length - 1);
      s[0] = x.size(0);
      logits = logits.reshape(s);
    }
    return crossEntropy(logits, target, weight, ignoreIndex, reduction, labelSmoothing);
  }

  private static Tensor shaped(Tensor weight, int rank, int d) {
    long[] s = new long[rank];
    Arrays.fill(s, 1);
    s[d] = weight.numel();
    return weight.reshape(s);
  }

  /// The mean cross entropy of logits (N×C×…) and class numbers (N×…).
  public static Tensor crossEntropy(Tensor x, Tensor target) {
    return crossEntropy(x, target, null, -100, "mean", 0);
  }

  /// -(y·log x + (1-y)·log(1-x)) of probabilities
  public static Tensor binaryCrossEntropy(Tensor x, Tensor y, Tensor weight, String reduction) {
    sameShape("binaryCrossEntropy", x, y);
    if (x.numel() > 0) {
      Tensor inside = x.detach().ge(0).logicalAnd(x.detach().le(1));
      Check.value(
          Recorder.guard(() -> inside.all().itemBoolean()),
          "binaryCrossEntropy",
          "x must be probabilities in [0, 1]; for logits use binaryCrossEntropyWithLogits");
    }
    Tensor l = Dispatch.pointwise(new LossTerm.BinaryCrossEntropy(), x, y);
    return reduce("binaryCrossEntropy", weight == null ? l : l.mul(weight), reduction);
  }

  /// -(p·y·log σ(x) + (1-y)·log(1-σ(x))) of logits; `positive` (p) weighs the positive class, or
  /// null
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor x, Tensor y, Tensor weight, String reduction, Tensor positive) {
    String op = "binaryCrossEntropyWithLogits";
    sameShape(op, x, y);
    Tensor l;
    if (positive == null) {
      l = Dispatch.pointwise(new LossTerm.BinaryCrossEntropyWithLogits(), x, y);
    } else {
      Tensor w = positive.sub(1).mul(y).add(1);
      l = y.rsub(1).mul(x).sub(w.mul(x.logSigmoid()));
    }
    return reduce(op, weight == null ? l : l.mul(weight), reduction);
  }

  /// y·(log y - x), x being log-probabilities; with `logTarget` y too. The reduction may be
  /// `"batchmean"`: the sum divided by the batch.
  public static Tensor klDiv(Tensor x, Tensor y, String reduction, boolean logTarget) {
    Tensor l = logTarget ? y.exp().mul(y.sub(x)) : y.xlogy(y).sub(y.mul(x));
    if (reduction.equals("batchmean")) return x.rank() == 0 ? l.sum() : l.sum().div(x.size(0));
    return reduce("klDiv", l, reduction);
  }

  /// e^x - y·x, or x - y·log(x + eps) if x is no logarithm; with `full` Stirling's log(y!) too
  public static Tensor poissonNllLoss(
      Tensor x, Tensor y, boolean logInput, boolean full, double eps, String reduction) {
    Check.value(
        Arrays.asList("mean", "sum", "none").contains(reduction),
        "poissonNllLoss",
        "the reduction must be \"mean\", \"sum\" or \"none\", got \"" + reduction + "\"");
    Tensor l = logInput ? x.exp().sub(y.mul(x)) : x.sub(y.mul(x.add(eps).log()));
    if (full) {
      Tensor stirling = y.mul(y.log()).sub(y).add(y.mul(2 * Math.PI).log().mul(0.5));
      l = l.add(Tensor.where(y.gt(1), stirling, Tensor.zerosLike(stirling)));
    }
    return reduce("poissonNllLoss", l, reduction);
  }

  /// (log v + (x - y)²/v)/2 with the variance v of at least eps; with `full` also log(2π)/2
  public static Tensor gaussianNllLoss(
      Tensor x, Tensor y, Tensor variance, boolean full, double eps, String reduction) {
    String op = "gaussianNllLoss";
    Tensor v = variance;
    if (!Arrays.equals(v.shape(), x.shape())) {
      boolean lacks =
          v.rank() == x.rank() - 1
              && Arrays.equals(v.shape(), Arrays.copyOf(x.shape(), x.rank() - 1));
      boolean one = v.rank() == x.rank() && differsOnce(v.shape(), x.shape());
      if (lacks) v = v.unsqueeze(-1);
      else if (!one && v.rank() > 0)
        throw Check.shapeError(
            op,
            "the variance "
                + Check.shape(v.shape())
                + " must have the shape of x "
                + Check.shape(x.shape())
                + ", or size 1 in one dimension, or lack the last one");
    }
    Tensor given = v;
    Check.value(
        Recorder.guard(() -> !given.detach().lt(0).any().itemBoolean()),
        op,
        "a variance must not be negative");
    Tensor safe = Tensor.where(v.detach().lt(eps), v.detach().clampMin(eps), v);
    Tensor clamped = v.add(safe.detach().sub(v.detach()));
    Tensor l = clamped.log().add(x.sub(y).square().div(clamped)).mul(0.5);
    if (full) l = l.add(0.5 * Math.log(2 * Math.PI));
    return reduce(op, l, reduction);
  }

  /// Whether `v` has size 1 in one dimension and the sizes of `x` in all others.
  private static boolean differsOnce(long[] v, long[] x) {
    int ones = 0;
    for (int i = 0; i < x.length; i++) {
      if (v[i] == x[i]) continue;
      if (v[i] != 1) return false;
      ones++;
    }
    return ones == 1;
  }

  /// log(1 + e^(-y·x)), y being ±1
  public static Tensor softMarginLoss(Tensor x, Tensor y, String reduction) {
    return reduce("softMarginLoss", Dispatch.pointwise(new LossTerm.SoftMargin(), x, y), reduction);
  }
}
