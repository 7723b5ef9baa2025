package jotter.tensor.op;

import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// e^xᵢ / Σ e^xⱼ along `dim`, or its logarithm.
public record Softmax(int dim, boolean log) implements Family {
  @Override
  public String name() {
    return log ? "logSoftmax" : "softmax";
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor out = Tensor.empty(x[0].shape(), x[0].dtype(), x[0].device());
    x[0].backend().softmax(x[0], out, dim, log);
    return new Tensor[] {out};
  }

  @Override
  public boolean savesInput(int i) {
    return false;
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
    Tensor y = s.output(0);
    if (!Grad.isOn()) {
      Tensor r = Tensor.empty(y.shape(), y.dtype(), y.device());
      y.backend().softmaxBackward(g[0], y, r, dim, log);
      return new Tensor[] {r};
    }
    int[] d = {dim};
    if (log) return new Tensor[] {g[0].sub(y.exp().mul(g[0].sum(d, true)))};
    Tensor gy = g[0].mul(y);
    return new Tensor[] {gy.sub(y.mul(gy.sum(d, true)))};
  }
}
