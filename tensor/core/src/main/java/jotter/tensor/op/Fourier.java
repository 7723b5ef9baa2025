package jotter.tensor.op;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// The discrete Fourier transform of a complex tensor over `dims`: y_k = scale · Σ_j x_j·w^(jk)
/// with w = exp(∓2πi/n), minus for the forward, plus for the inverse transform. Its gradient is the
/// transform of the other direction.
public record Fourier(int[] dims, boolean inverse, double scale) implements Family {
  @Override
  public Tensor[] forward(Tensor... x) {
    DType t = x[0].dtype();
    Tensor in = x[0].to(Device.CPU).to(DType.COMPLEX128);
    Tensor out = in.contiguous();
    if (out.storage() == x[0].storage()) out = out.clone();
    if (out.numel() > 0) {
      for (int i = 0; i < dims.length; i++) transform(out, dims[i], i == 0 ? scale : 1);
      if (dims.length == 0 && scale != 1) out = out.mul(scale);
    }
    return new Tensor[] {out.to(t).to(x[0].device())};
  }

  private void transform(Tensor x, int dim, double factor) {
    long[] s = x.shape();
    int n = Math.toIntExact(s[dim]);
    long inner = 1;
    for (int i = dim + 1; i < s.length; i++) inner *= s[i];
    long outer = x.numel() / (n * inner);
    FftPlan plan = FftPlan.of(n);
    double[] line = new double[2 * n];
    double[] work = new double[plan.workSize()];
    for (long o = 0; o < outer; o++)
      for (long q = 0; q < inner; q++) {
        long at = x.address() + 16 * (o * n * inner + q);
        long step = 16 * inner;
        for (int k = 0; k < n; k++) {
          line[2 * k] = factor * Memory.ALL.get(JAVA_DOUBLE, at + k * step);
          line[2 * k + 1] = factor * Memory.ALL.get(JAVA_DOUBLE, at + k * step + 8);
        }
        plan.transform(line, work, inverse);
        for (int k = 0; k < n; k++) {
          Memory.ALL.set(JAVA_DOUBLE, at + k * step, line[2 * k]);
          Memory.ALL.set(JAVA_DOUBLE, at + k * step + 8, line[2 * k + 1]);
        }
      }
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    return new Tensor[] {Dispatch.one(new Fourier(dims, !inverse, scale), g[0])};
  }

  @Override
  public boolean savesInput(int i) {
    return false;
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof Fourier f
        && Arrays.equals(dims, f.dims)
        && inverse == f.inverse
        && scale == f.scale;
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(dims) + Boolean.hashCode(inverse) + Double.hashCode(scale);
  }
}
