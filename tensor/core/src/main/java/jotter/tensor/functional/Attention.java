package jotter.tensor.functional;

import jotter.tensor.Autocast;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;

/// Attention.
public abstract sealed class Attention extends Lookups permits Losses {
  Attention() {}

  /// softmax(q·kᵀ·scale + mask)·v for the last two dimensions (length × features). Vaswani et al.
  /// 2017, arXiv:1706.03762.
  ///
  /// @param mask bool (true: may look) or numbers to be added, broadcast to (…×L×S); null: none
  /// @param causal position i looks at positions up to i only
  /// @param scale null: 1/√features
  /// @param grouped keys and values may have fewer heads (dimension -3), which are repeated
  public static Tensor scaledDotProductAttention(
      Tensor q,
      Tensor k,
      Tensor v,
      Tensor mask,
      double dropout,
      boolean causal,
      Double scale,
      boolean grouped) {
    if (Autocast.isOn()) {
      q = Autocast.low(q);
      k = Autocast.low(k);
      v = Autocast.low(v);
    }
    String op = "scaledDotProductAttention";
    for (Tensor t : new Tensor[] {q, k, v})
      if (t.rank() < 2)
        throw Check.shapeError(
            op, "q, k and v must have at least two dimensions, got " + Check.shape(t.shape()));
    Check.sameDType(op, "q", q, "k", k);
    Check.sameDType(op, "q", q, "v", v);
    if (q.size(-1) != k.size(-1))
      throw Check.shapeError(
          op,
          "q "
              + Check.shape(q.shape())
              + " and k "
              + Check.shape(k.shape())
              + " must have the same number of features");
    if (causal && mask != null)
      throw Check.valueError(op, "a mask and causal = true exclude each other");
    if (grouped) {
      k = k.repeatInterleave(q.size(-3) / k.size(-3), -3);
      v = v.repeatInterleave(q.size(-3) / v.size(-3), -3);
    }
    double s = scale == null ? 1 / Math.sqrt(q.size(-1)) : scale;
    if (mask == null && dropout == 0 && sameHeads(q, k, v))
      return Dispatch.one(new jotter.tensor.op.Attention(causal, s), q, k, v);
    Tensor scores = q.mul(s).matmul(k.mT());
    if (causal) {
      Tensor i = Tensor.arange(q.size(-2)).unsqueeze(1);
      scores = scores.maskedFill(Tensor.arange(k.size(-2)).gt(i), Double.NEGATIVE_INFINITY);
    }
    Tensor weights;
    if (mask == null) weights = scores.softmax(-1);
    else if (mask.dtype() == DType.BOOL) {
      Tensor barred = mask.logicalNot();
      weights = scores.maskedFill(barred, Double.NEGATIVE_INFINITY).softmax(-1);
      // Where nothing may be looked at, PyTorch's result is 0, not NaN.
      weights = weights.maskedFill(barred.all(new int[] {-1}, true), 0);
    } else weights = scores.add(mask).softmax(-1);
    return dropout(weights, dropout, dropout > 0).matmul(v);
  }

  /// Whether the three have the same batch dimensions and something in them.
  private static boolean sameHeads(Tensor q, Tensor k, Tensor v) {
    if (q.rank() != k.rank() || q.rank() != v.rank() || !q.dtype().isFloatingPoint()) return false;
    for (int d = 0; d < q.rank() - 2; d++)
      if (q.size(d) != k.size(d) || q.size(d) != v.size(d)) return false;
    return k.size(-2) == v.size(-2) && q.numel() > 0 && k.numel() > 0 && v.numel() > 0;
  }

  /// {@link #scaledDotProductAttention} without mask.
  public static Tensor scaledDotProductAttention(Tensor q, Tensor k, Tensor v, boolean causal) {
    return scaledDotProductAttention(q, k, v, null, 0, causal, null, false);
  }
}
