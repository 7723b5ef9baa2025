package jotter.tensor.op;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Normalization over the last `count` dimensions. Inputs: x, weight and bias (of the normalized
/// shape) or null. Outputs: the result; and mean and 1/√(variance + eps) of each row, side by side,
/// which the gradient starts from.
public record LayerNorm(int count, double eps) implements Family {
  private int[] dims(int rank) {
    int[] d = new int[count];
    for (int i = 0; i < count; i++) d[i] = rank - count + i;
    return d;
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    if (x[0].dtype().isComplex()) return new Tensor[] {formula(x[0], x[1], x[2])};
    Tensor y = Tensor.empty(x[0].shape(), x[0].dtype(), x[0].device());
    Tensor moments = Tensor.empty(moments(x[0].shape()), moments(x[0].dtype()), x[0].device());
    x[0].backend().layerNorm(x[0].contiguous(), x[1], x[2], y, moments, count, eps);
    return new Tensor[] {y, moments};
  }

  private long[] moments(long[] shape) {
    long[] s = Arrays.copyOf(shape, shape.length - count + 1);
    s[shape.length - count] = 2;
    return s;
  }

  private static DType moments(DType t) {
    return t == DType.FLOAT64 ? t : DType.FLOAT32;
  }

  @Override
  public boolean savesOutput(int i) {
    return i == 1;
  }

  /// By whole tensors, for complex numbers, which the row kernels do not know.
  private Tensor formula(Tensor x, Tensor weight, Tensor bias) {
    Tensor[] vm = x.varMean(dims(x.rank()), 0, true);
    Tensor y = x.sub(vm[1]).mul_(vm[0].add(eps).rsqrt());
    if (weight != null) y.mul_(weight);
    return bias == null ? y : y.add_(bias);
  }

  @Override
  public boolean savesInput(int i) {
    return i < 2;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor x = s.input(0);
    int[] d = dims(x.rank());
    int[] lead = new int[x.rank() - count];
    for (int i = 0; i < lead.length; i++) lead[i] = i;
    Tensor w = s.inputShape(1) == null ? null : s.input(1);
    boolean bias = s.inputShape(2) != null && s.needs(2);
    if (!Grad.isOn() && !x.dtype().isComplex()) return kernel(s, x, w, bias, g[0].contiguous());
    Tensor[] vm = x.varMean(d, 0, true);
    Tensor inverse = vm[0].add(eps).rsqrt();
    Tensor normal = x.sub(vm[1]).mul(inverse);
    Tensor[] r = new Tensor[3];
    if (s.needs(0)) {
      Tensor gw = w == null ? g[0] : g[0].mul(w);
      Tensor mean = gw.mean(d, true);
      Tensor dot = gw.mul(normal).mean(d, true);
      r[0] = gw.sub(mean).sub(normal.mul(dot)).mul(inverse);
    }
    if (w != null && s.needs(1))
      r[1] = lead.length == 0 ? g[0].mul(normal) : g[0].mul(normal).sum(lead, false);
    if (bias) r[2] = lead.length == 0 ? g[0] : g[0].sum(lead, false);
    return r;
  }

  /// All in one go, when nobody asks for gradients of the gradients.
  private Tensor[] kernel(Saved s, Tensor x, Tensor w, boolean bias, Tensor g) {
    Tensor[] r = new Tensor[3];
    if (s.needs(0)) r[0] = Tensor.empty(x.shape(), x.dtype(), x.device());
    if (w != null && s.needs(1)) r[1] = Tensor.empty(w.shape(), w.dtype(), w.device());
    if (bias) r[2] = Tensor.empty(s.inputShape(2), s.inputType(2), x.device());
    x.backend().layerNormBackward(g, x.contiguous(), s.output(1), w, r[0], r[1], r[2], count);
    return r;
  }
}
