package jotter.tensor.op;

import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// softmax(q·kᵀ·scale)·v, with q (…×T×E), k (…×S×E), v (…×S×Ev); causal: query i sees the keys up
/// to i. Outputs: the result (…×T×Ev) and, for the way back, the logarithms of the sums of
/// exponentials (…×T×1).
public record Attention(boolean causal, double scale) implements Family {
  private Tensor scores(Tensor q, Tensor k) {
    Tensor scores = q.mul(scale).matmul(k.mT());
    if (!causal) return scores;
    Tensor i = Tensor.arange(q.size(-2)).unsqueeze(1);
    return scores.maskedFill(Tensor.arange(k.size(-2)).gt(i), Double.NEGATIVE_INFINITY);
  }

  /// Room for a tensor of `shape`, with the heads inside each step of the sequence if those of `x`
  /// are: then they are put side by side again without a copy.
  private static Tensor like(Tensor x, long[] shape) {
    long[] st = x.layout().strides();
    int r = st.length;
    if (r < 3 || st[r - 3] >= st[r - 2]) return Tensor.empty(shape, x.dtype(), x.device());
    long[] strides = new long[r];
    long n = shape[r - 1];
    strides[r - 1] = 1;
    strides[r - 3] = n;
    n *= shape[r - 3];
    strides[r - 2] = n;
    n *= shape[r - 2];
    for (int d = r - 4; d >= 0; n *= shape[d--]) strides[d] = n;
    return Tensor.emptyStrided(shape, strides, x.dtype(), x.device());
  }

  /// `g`, or a copy whose last dimension lies in order.
  private static Tensor rows(Tensor g) {
    return g.layout().strides()[g.rank() - 1] == 1 ? g : g.contiguous();
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor q = x[0];
    long[] s = q.shape();
    s[s.length - 1] = x[2].size(-1);
    Tensor out = like(q, s);
    s[s.length - 1] = 1;
    Tensor sums = Tensor.empty(s, q.dtype(), q.device());
    if (q.backend().attention(q, x[1], x[2], out, sums, causal, scale))
      return new Tensor[] {out, sums};
    Tensor scores = scores(q, x[1]);
    return new Tensor[] {scores.softmax(-1).matmul(x[2]), scores.logsumexp(new int[] {-1}, true)};
  }

  @Override
  public boolean savesOutput(int i) {
    return true;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor q = s.input(0);
    Tensor k = s.input(1);
    Tensor v = s.input(2);
    if (!Grad.isOn() && g[0] != null) {
      Tensor[] r = new Tensor[3];
      for (int i = 0; i < 3; i++) r[i] = like(s.input(i), s.inputShape(i));
      Tensor up = g[1] == null ? null : g[1].contiguous();
      if (q.backend()
          .attentionBackward(
              rows(g[0]), up, q, k, v, s.output(0), s.output(1), r[0], r[1], r[2], causal, scale))
        return r;
    }
    Tensor w = scores(q, k).softmax(-1);
    Tensor change = Tensor.zeros(new long[0], w.dtype());
    if (g[0] != null) {
      Tensor d = g[0].matmul(v.mT());
      change = d.sub(d.mul(w).sum(new int[] {-1}, true));
    }
    if (g[1] != null) change = change.add(g[1]);
    Tensor d = w.mul(change).mul(scale);
    return new Tensor[] {d.matmul(k), d.mT().matmul(q), g[0] == null ? null : w.mT().matmul(g[0])};
  }
}
