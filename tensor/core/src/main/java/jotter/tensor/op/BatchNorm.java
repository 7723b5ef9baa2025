package jotter.tensor.op;

import java.util.Arrays;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Batch normalization by the batch's own statistics. Inputs: x (N×C×…), weight and bias (C) or
/// null. Outputs: y, mean and (biased) variance of each channel.
public record BatchNorm(double eps) implements Family {
  private static int[] dims(int rank) {
    int[] d = new int[rank - 1];
    for (int i = 1; i < d.length; i++) d[i] = i + 1;
    return d;
  }

  private static Tensor column(Tensor t, int rank) {
    long[] s = new long[rank];
    Arrays.fill(s, 1);
    s[1] = t.numel();
    return t.reshape(s);
  }

  private static long[] column(Tensor x) {
    long[] s = new long[x.rank()];
    Arrays.fill(s, 1);
    s[1] = x.size(1);
    return s;
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    int n = x[0].rank();
    Tensor in = x[0].contiguous();
    Tensor out = Tensor.empty(in.shape(), in.dtype(), in.device());
    long[] column = column(in);
    Tensor mean = Tensor.empty(column, in.dtype(), in.device());
    Tensor variance = Tensor.empty(column, in.dtype(), in.device());
    if (in.backend().batchNorm(in, x[1], x[2], out, mean, variance, eps))
      return new Tensor[] {out, mean, variance};
    Tensor[] vm = x[0].varMean(dims(n), 0, true);
    Tensor scale = vm[0].add(eps).rsqrt();
    if (x[1] != null) scale = scale.mul(column(x[1], n));
    Tensor shift = vm[1].mul(scale).neg();
    if (x[2] != null) shift = shift.add(column(x[2], n));
    // One pass over x: y = x·scale + shift.
    Tensor y = x[0].mul(scale).add_(shift);
    return new Tensor[] {y, vm[1].detach(), vm[0].detach()};
  }

  @Override
  public boolean savesInput(int i) {
    return i < 2;
  }

  @Override
  public boolean savesOutput(int i) {
    return i > 0;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor[] r = new Tensor[3];
    if (g[0] == null) return r;
    Tensor x = s.input(0);
    int n = x.rank();
    int[] d = dims(n);
    Tensor w = s.inputShape(1) == null ? null : s.input(1);
    if (!Grad.isOn()) {
      Tensor[] k = kernel(s, x, w, g[0].contiguous());
      if (k != null) return k;
    }
    // Computed again from x, so that gradients of gradients see where they come from.
    Tensor[] vm = x.varMean(d, 0, true);
    Tensor inverse = vm[0].add(eps).rsqrt();
    Tensor normal = x.sub(vm[1]).mul(inverse);
    Tensor sum = g[0].sum(d, true);
    Tensor dot = g[0].mul(normal).sum(d, true);
    if (s.needs(0)) {
      double count = (double) x.numel() / x.size(1);
      Tensor scale = w == null ? inverse : inverse.mul(column(w, n));
      r[0] = g[0].sub(sum.div(count)).sub(normal.mul(dot.div(count))).mul(scale);
    }
    if (w != null && s.needs(1)) r[1] = dot.reshape(-1);
    if (s.inputShape(2) != null && s.needs(2)) r[2] = sum.reshape(-1);
    return r;
  }

  /// All in one go, when nobody asks for gradients of the gradients; null if the engine cannot.
  private Tensor[] kernel(Saved s, Tensor x, Tensor w, Tensor g) {
    Tensor[] r = new Tensor[3];
    if (s.needs(0)) r[0] = Tensor.empty(x.shape(), x.dtype(), x.device());
    if (w != null && s.needs(1)) r[1] = Tensor.empty(w.shape(), w.dtype(), w.device());
    if (s.inputShape(2) != null && s.needs(2))
      r[2] = Tensor.empty(s.inputShape(2), s.inputType(2), x.device());
    boolean done =
        x.backend()
            .batchNormBackward(
                g, x.contiguous(), s.output(1), s.output(2), w, r[0], r[1], r[2], eps);
    return done ? r : null;
  }
}
