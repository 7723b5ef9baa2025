package jotter.tensor.functional;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Losses that compare examples with one another or with a margin.
public abstract sealed class RankingLosses extends Losses permits Resampling {
  RankingLosses() {}

  /// max(0, -y·(x₁ - x₂) + margin)
  public static Tensor marginRankingLoss(
      Tensor x1, Tensor x2, Tensor y, double margin, String reduction) {
    if (x1.rank() != x2.rank() || x1.rank() != y.rank())
      throw Check.shapeError(
          "marginRankingLoss",
          "the inputs and the target must have the same number of dimensions, got "
              + Check.shape(x1.shape())
              + ", "
              + Check.shape(x2.shape())
              + " and "
              + Check.shape(y.shape()));
    return reduce("marginRankingLoss", y.neg().mul(x1.sub(x2)).add(margin).clampMin(0), reduction);
  }

  /// x where y is 1, max(0, margin - x) where y is -1
  public static Tensor hingeEmbeddingLoss(Tensor x, Tensor y, double margin, String reduction) {
    Tensor zero = Tensor.zeros(new long[0], x.dtype());
    Tensor far = Tensor.where(y.eq(1), zero, x.rsub(margin).clampMin(0));
    Tensor near = Tensor.where(y.eq(-1), zero, x);
    return reduce("hingeEmbeddingLoss", far.add(near), reduction);
  }

  /// Multi-class margin loss: Σ max(0, margin - x[y] + x[i])^p / C over i ≠ y
  public static Tensor multiMarginLoss(
      Tensor x, Tensor y, int p, double margin, Tensor weight, String reduction) {
    String op = "multiMarginLoss";
    Check.value(p == 1 || p == 2, op, "p must be 1 or 2, got " + p);
    Check.rank(op, "x", x, 0, 1, 2);
    Tensor rows = x.rank() < 2 ? x.reshape(1, x.numel()) : x;
    Check.value(
        rows.size(1) > 0, op, "x must have at least one class, got " + Check.shape(x.shape()));
    Tensor t = y.reshape(-1).to(DType.INT64);
    if (y.rank() > 1 || t.numel() != rows.size(0))
      throw Check.shapeError(
          op,
          "the target must have one class for each of the "
              + rows.size(0)
              + " rows, got "
              + Check.shape(y.shape()));
    long c = rows.size(1);
    if (weight != null && (weight.rank() > 1 || weight.numel() != c))
      throw Check.shapeError(
          op, "the weight must have " + c + " elements, got " + Check.shape(weight.shape()));
    if (t.numel() > 0 && (t.min().itemLong() < 0 || t.max().itemLong() >= c))
      throw Check.indexError(op, "a target is not one of the classes 0 to " + (c - 1));
    Tensor z = rows.sub(rows.gather(1, t.unsqueeze(1))).add(margin).clampMin(0);
    if (p == 2) z = z.square();
    if (weight != null) z = z.mul(weight.reshape(-1).indexSelect(0, t).unsqueeze(1));
    Tensor own = Tensor.arange(c).eq(t.unsqueeze(1));
    Tensor loss = z.maskedFill(own, 0).sum(1).div(c);
    if (reduction.equals("none")) return y.rank() == 0 ? loss.reshape() : loss;
    return reduce(op, loss, reduction);
  }

  /// Multi-label margin loss; a row of the target lists class numbers and ends with -1
  public static Tensor multilabelMarginLoss(Tensor x, Tensor y, String reduction) {
    String op = "multilabelMarginLoss";
    Check.rank(op, "x", x, 0, 1, 2);
    Check.sameShape(op, "x", x, "the target", y);
    Tensor rows = x.rank() < 2 ? x.reshape(1, x.numel()) : x;
    Check.value(
        rows.size(1) > 0, op, "x must have at least one class, got " + Check.shape(x.shape()));
    Tensor t = y.reshape(rows.shape()).to(DType.INT64);
    long c = rows.size(1);
    if (t.numel() > 0 && (t.min().itemLong() < -1 || t.max().itemLong() >= c))
      throw Check.indexError(op, "a target is not one of the classes 0 to " + (c - 1));
    // Labels count until the first -1.
    Tensor valid = t.lt(0).to(DType.INT64).cumsum(1).eq(0);
    Tensor safe = Tensor.where(valid, t, Tensor.zerosLike(t));
    Tensor is =
        Tensor.zeros(rows.shape(), DType.INT64).scatterAdd(1, safe, valid.to(DType.INT64)).gt(0);
    Tensor picked = rows.gather(1, safe);
    // (N, label, class): 1 - x[label] + x[class] over classes that are no labels.
    Tensor z = rows.unsqueeze(1).sub(picked.unsqueeze(2)).add(1).clampMin(0);
    Tensor counts = valid.unsqueeze(2).logicalAnd(is.logicalNot().unsqueeze(1));
    Tensor loss =
        Tensor.where(counts, z, Tensor.zeros(new long[0], z.dtype())).sum(1, 2).div(Math.max(c, 1));
    if (reduction.equals("none")) return x.rank() < 2 ? loss.reshape() : loss;
    return reduce(op, loss, reduction);
  }

  /// The mean over classes of -(y·log σ(x) + (1-y)·log σ(-x))
  public static Tensor multilabelSoftMarginLoss(
      Tensor x, Tensor y, Tensor weight, String reduction) {
    Tensor l = y.mul(x.logSigmoid()).add(y.rsub(1).mul(x.neg().logSigmoid())).neg();
    if (weight != null) l = l.mul(weight);
    return reduce("multilabelSoftMarginLoss", l.mean(new int[] {x.rank() - 1}, false), reduction);
  }

  /// x₁·x₂/max(‖x₁‖·‖x₂‖, eps) along `dim`
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2, int dim, double eps) {
    Check.floatingOrComplex("cosineSimilarity", "x1", x1);
    Check.floatingOrComplex("cosineSimilarity", "x2", x2);
    long[] s = Check.broadcast("cosineSimilarity", x1.shape(), x2.shape());
    Tensor a = x1.expand(s);
    Tensor b = x2.expand(s);
    int[] d = {dim};
    Tensor na = Distances.norm(a, 2, d, true);
    Tensor nb = Distances.norm(b, 2, d, true);
    return a.div(na.clampMin(eps)).mul(b.div(nb.clampMin(eps))).sum(d, false);
  }

  /// 1 - cos where y is 1, max(0, cos - margin) where y is -1
  public static Tensor cosineEmbeddingLoss(
      Tensor x1, Tensor x2, Tensor y, double margin, String reduction) {
    String op = "cosineEmbeddingLoss";
    if (y.rank() != x1.rank() - 1 || x1.rank() == 0)
      throw Check.shapeError(
          op,
          "the target "
              + Check.shape(y.shape())
              + " must have one dimension less than the inputs "
              + Check.shape(x1.shape()));
    int d = x1.rank() - 1;
    double eps = 1e-12;
    Tensor product = x1.mul(x2).sum(d);
    Tensor m1 = x1.mul(x1).sum(d).add(eps);
    Tensor m2 = x2.mul(x2).sum(d).add(eps);
    Tensor cos = product.div(m1.mul(m2).sqrt());
    Tensor zero = Tensor.zeros(new long[0], cos.dtype());
    Tensor near = Tensor.where(y.eq(1), cos.rsub(1), zero);
    Tensor far = Tensor.where(y.eq(-1), cos.sub(margin).clampMin(0), zero);
    return reduce(op, near.add(far), reduction);
  }

  /// (Σ |x₁ - x₂ + eps|^p)^(1/p) over the last dimension
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
    Tensor d = x1.sub(x2).add(eps);
    return Distances.norm(d, p, new int[] {d.rank() - 1}, keepdim);
  }

  /// max(0, d(a, positive) - d(a, negative) + margin) with p-norm distances; with `swap` the nearer
  /// of d(a, negative) and d(positive, negative) counts
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      double p,
      double eps,
      boolean swap,
      String reduction) {
    return tripletMarginLoss(
        anchor,
        positive,
        negative,
        (a, b) -> pairwiseDistance(a, b, p, eps, false),
        margin,
        swap,
        reduction);
  }

  /// {@link #tripletMarginLoss} with a distance of one's own.
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      java.util.function.BinaryOperator<Tensor> distance,
      double margin,
      boolean swap,
      String reduction) {
    String op = "tripletMarginLoss";
    Check.value(margin > 0, op, "the margin must be positive, got " + margin);
    if (anchor.rank() != positive.rank() || anchor.rank() != negative.rank())
      throw Check.shapeError(
          op,
          "anchor, positive and negative must have the same number of dimensions, got "
              + Check.shape(anchor.shape())
              + ", "
              + Check.shape(positive.shape())
              + " and "
              + Check.shape(negative.shape()));
    Tensor near = distance.apply(anchor, positive);
    Tensor far = distance.apply(anchor, negative);
    if (swap) far = far.minimum(distance.apply(positive, negative));
    return reduce(op, near.sub(far).add(margin).clampMin(0), reduction);
  }
}
