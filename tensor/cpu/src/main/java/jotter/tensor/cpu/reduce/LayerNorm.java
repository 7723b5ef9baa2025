package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Layer normalization over the last dimensions, and its gradients; sums in float64.
public final class LayerNorm {
  private static final int GRAIN = 1 << 14;

  private final Kind kind;
  private final int dims;
  private final int n;
  private final int rows;

  private LayerNorm(Block in, int dims) {
    this.kind = Reduce.kind(in.dtype()) == Kind.F32 ? Kind.F32 : Kind.F64;
    this.dims = dims;
    long[] s = in.layout().shape();
    long count = 1;
    for (int d = s.length - dims; d < s.length; d++) count *= s[d];
    this.n = Math.toIntExact(count);
    this.rows = n == 0 ? 0 : Math.toIntExact(in.layout().numel() / count);
  }

  /// The rows of a block: where each begins, and its elements.
  private final class View {
    final Block b;
    final Dims outer = new Dims();
    final Dims inner = new Dims();

    /// `last` of the block's dimensions are the row.
    View(Block b, int last) {
      this.b = b;
      Layout l = b.layout();
      int bytes = b.dtype().bytes();
      for (int d = 0; d < l.rank(); d++) {
        long s = l.strides()[d] * bytes;
        if (d < l.rank() - last) outer.add(l.shape()[d], s, s);
        else inner.add(l.shape()[d], s, s);
      }
    }

    long address(int row) {
      return b.address() + outer.offset(row, outer.stride);
    }

    void load(int row, Object to) {
      inner.load(kind, b.dtype(), address(row), 0, n, to, 0);
    }

    void store(int row, Object from) {
      inner.store(kind, b.dtype(), address(row), 0, n, from, 0);
    }
  }

  private double[] numbers(Block b, double missing) {
    double[] a = new double[n];
    if (b == null) java.util.Arrays.fill(a, missing);
    else {
      View v = new View(b, b.layout().rank());
      v.inner.load(Kind.F64, b.dtype(), b.address(), 0, n, a, 0);
    }
    return a;
  }

  /// `out = (in - mean) · weight / √(variance + eps) + bias`. Mean and 1/√(variance + eps) of each
  /// row go to `moments`.
  public static void forward(
      Block in, Block weight, Block bias, Block out, Block moments, int dims, double eps) {
    LayerNorm ln = new LayerNorm(in, dims);
    if (ln.rows == 0) return;
    if ((weight != null || bias == null) && FloatLayerNorm.takes(in, weight, bias, out))
      FloatLayerNorm.forward(in, weight, bias, out, moments, ln.n, eps);
    else ln.forward(in, weight, bias, out, moments, eps);
  }

  private void forward(Block in, Block weight, Block bias, Block out, Block moments, double eps) {
    View x = new View(in, dims);
    View y = new View(out, dims);
    double[] w = numbers(weight, 1);
    double[] b = numbers(bias, 0);
    float[] fw = floats(w);
    float[] fb = floats(b);
    int group = Math.max(1, GRAIN / Math.max(1, n));
    Threads.run(
        (rows + group - 1) / group,
        g -> {
          Object a = Staging.array(kind, n);
          for (int i = g * group; i < Math.min(rows, (g + 1) * group); i++) {
            x.load(i, a);
            double[] both = moments(a, eps);
            double mu = both[0];
            double s = both[1];
            int bytes = moments.dtype().bytes();
            long at = moments.address() + 2L * bytes * i;
            Staging.store(Kind.F64, moments.dtype(), at, bytes, 2, both, 0, 1, 0);
            if (kind == Kind.F32) {
              float[] v = (float[]) a;
              float c = (float) mu;
              float f = (float) s;
              for (int k = 0; k < n; k++) v[k] = (v[k] - c) * f * fw[k] + fb[k];
            } else {
              double[] v = (double[]) a;
              for (int k = 0; k < n; k++) v[k] = (v[k] - mu) * s * w[k] + b[k];
            }
            y.store(i, a);
          }
        });
  }

  /// Mean and 1/√(variance + eps).
  private double[] moments(Object a, double eps) {
    double mu;
    double var;
    if (kind == Kind.F32) {
      mu = Sums.HERE.sum((float[]) a, n) / n;
      float near = (float) mu;
      double off = mu - near;
      var = Math.max(0, Sums.HERE.squares((float[]) a, n, near) / n - off * off);
    } else {
      mu = Sums.HERE.sum((double[]) a, n) / n;
      var = Sums.HERE.squares((double[]) a, n, mu) / n;
    }
    return new double[] {mu, 1 / Math.sqrt(var + eps)};
  }

  private static float[] floats(double[] a) {
    float[] f = new float[a.length];
    for (int i = 0; i < a.length; i++) f[i] = (float) a[i];
    return f;
  }

  /// The gradients, each of which may be null where it is not wanted.
  public static void backward(
      Block grad,
      Block in,
      Block moments,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      int dims) {
    LayerNorm ln = new LayerNorm(in, dims);
    if (ln.rows > 0 && FloatLayerNorm.takes(grad, in, weight, gradIn, gradWeight, gradBias))
      FloatLayerNorm.backward(grad, in, moments, weight, gradIn, gradWeight, gradBias, ln.n);
    else ln.backward(grad, in, moments, weight, gradIn, gradWeight, gradBias);
  }

  private void backward(
      Block grad,
      Block in,
      Block moments,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias) {
    View g = new View(grad, dims);
    View x = new View(in, dims);
    View to = gradIn == null ? null : new View(gradIn, dims);
    double[] w = numbers(weight, 1);
    boolean sums = gradWeight != null || gradBias != null;
    int group = (int) Threads.perBlock(rows, GRAIN / Math.max(1, n));
    int groups = (rows + group - 1) / group;
    double[][] dw = new double[groups][];
    double[][] db = new double[groups][];
    Threads.run(
        groups,
        p -> {
          Object a = Staging.array(kind, n);
          Object u = Staging.array(kind, n);
          double[] h = new double[n];
          double[] d = new double[n];
          double[] sw = new double[n];
          double[] sb = new double[n];
          double[] both = new double[2];
          for (int i = p * group; i < Math.min(rows, (p + 1) * group); i++) {
            x.load(i, a);
            g.load(i, u);
            int bytes = moments.dtype().bytes();
            long at = moments.address() + 2L * bytes * i;
            Staging.load(Kind.F64, moments.dtype(), at, bytes, 2, both, 0, 1, 0);
            double mu = both[0];
            double s = both[1];
            widen(a, h);
            widen(u, d);
            for (int k = 0; k < n; k++) h[k] = (h[k] - mu) * s;
            if (sums)
              for (int k = 0; k < n; k++) {
                sw[k] += d[k] * h[k];
                sb[k] += d[k];
              }
            if (to == null) continue;
            for (int k = 0; k < n; k++) d[k] *= w[k];
            double mean1 = Sums.HERE.sum(d, n) / n;
            double mean2 = Sums.HERE.dot(d, h, n) / n;
            for (int k = 0; k < n; k++) d[k] = s * (d[k] - mean1 - h[k] * mean2);
            narrow(d, a);
            to.store(i, a);
          }
          dw[p] = sw;
          db[p] = sb;
        });
    if (gradWeight != null) put(gradWeight, dw);
    if (gradBias != null) put(gradBias, db);
  }

  private void widen(Object from, double[] to) {
    if (kind == Kind.F32) for (int k = 0; k < n; k++) to[k] = ((float[]) from)[k];
    else System.arraycopy(from, 0, to, 0, n);
  }

  private void narrow(double[] from, Object to) {
    if (kind == Kind.F32) for (int k = 0; k < n; k++) ((float[]) to)[k] = (float) from[k];
    else System.arraycopy(from, 0, to, 0, n);
  }

  private void put(Block b, double[][] parts) {
    double[] total = new double[n];
    for (double[] p : parts) for (int k = 0; k < n; k++) total[k] += p[k];
    View v = new View(b, b.layout().rank());
    v.inner.store(Kind.F64, b.dtype(), b.address(), 0, n, total, 0);
  }
}
