package jotter.tensor.cpu.matmul;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.memory.WeightForms;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Matrix products of all types and strides, by size: tiny ones in plain loops, a single row or
/// column by {@link Gemv}, all others by {@link Gemm}. Many small ones go to the threads one by
/// one, a large one is cut up.
public final class MatMul {
  private static final int TINY = 256;

  private MatMul() {}

  public static void run(Block a, Block b, Block out, boolean accumulate) {
    Layout l = out.layout();
    int r = l.rank();
    if (l.numel() == 0) return;
    int m = Math.toIntExact(l.shape()[r - 2]);
    int n = Math.toIntExact(l.shape()[r - 1]);
    int k = Math.toIntExact(a.layout().shape()[r - 1]);
    Matrix x = matrix(a);
    Matrix y = matrix(b);
    Matrix z = matrix(out);
    long batches = 1;
    for (int d = 0; d < r - 2; d++) batches *= l.shape()[d];
    long products = (long) m * n * Math.max(k, 1);
    if (batches == 1) {
      one(m, n, k, x, y, z, accumulate);
      return;
    }
    // Below this size it is better to share out the batch than to cut each product.
    if (products < 1L << 24) {
      int group = (int) Math.clamp((1 << 17) / products, 1, batches);
      long count = batches;
      Threads.run(
          (int) ((batches + group - 1) / group),
          g -> {
            for (long i = (long) g * group; i < Math.min(count, (g + 1L) * group); i++)
              batch(i, a, b, out, m, n, k, x, y, z, accumulate);
          });
    } else for (long i = 0; i < batches; i++) batch(i, a, b, out, m, n, k, x, y, z, accumulate);
  }

  private static void batch(
      long index,
      Block a,
      Block b,
      Block out,
      int m,
      int n,
      int k,
      Matrix x,
      Matrix y,
      Matrix z,
      boolean accumulate) {
    long[] shape = out.layout().shape();
    long oa = 0;
    long ob = 0;
    long oc = 0;
    for (int d = shape.length - 3; d >= 0; d--) {
      long i = index % shape[d];
      index /= shape[d];
      oa += i * a.layout().strides()[d];
      ob += i * b.layout().strides()[d];
      oc += i * out.layout().strides()[d];
    }
    one(
        m,
        n,
        k,
        x.at(oa * a.dtype().bytes()),
        y.at(ob * b.dtype().bytes()),
        z.at(oc * out.dtype().bytes()),
        accumulate);
  }

  static Matrix matrix(Block b) {
    long[] s = b.layout().strides();
    int bytes = b.dtype().bytes();
    return new Matrix(b.address(), b.dtype(), s[s.length - 2] * bytes, s[s.length - 1] * bytes, 0);
  }

  /// One product of any type.
  public static void one(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    switch (c.type()) {
      case FLOAT32, FLOAT16, BFLOAT16 -> floats(Kind.F32, m, n, k, a, b, c, accumulate);
      case FLOAT64 -> floats(Kind.F64, m, n, k, a, b, c, accumulate);
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> Whole.run(m, n, k, a, b, c, accumulate);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> Planes.run(m, n, k, a, b, c, accumulate);
    }
  }

  private static void floats(
      Kind kind, int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    long products = (long) m * n * k;
    if (k == 0) {
      if (!accumulate) clear(m, n, c);
    } else if (products <= TINY) tiny(kind, m, n, k, a, b, c, accumulate);
    else if (m <= 3)
      for (int i = 0; i < m; i++)
        Gemv.run(kind, n, k, a.at(i * a.rowStride()), b, c.at(i * c.rowStride()), accumulate);
    else if (n <= 3) floats(kind, n, m, k, b.transpose(), a.transpose(), c.transpose(), accumulate);
    else Gemm.of(kind, m, n, k, a, b, c, accumulate, null, null).run();
  }

  /// `out = x·wᵀ + bias`, whose `bias` may be null. False if that is nothing for {@link Gemm}.
  public static boolean linear(Block x, Block w, Block bias, Block out) {
    DType type = out.dtype();
    if (type != DType.FLOAT32 && type != DType.FLOAT64) return false;
    int m = Math.toIntExact(x.layout().shape()[0]);
    int k = Math.toIntExact(x.layout().shape()[1]);
    int n = Math.toIntExact(w.layout().shape()[0]);
    if (m <= 3 || n <= 3 || (long) m * n * k <= TINY) return false;
    Tiling t = type == DType.FLOAT32 ? Tiling.F32 : Tiling.F64;
    Object more = null;
    if (bias != null) {
      more = Staging.array(t.kind, (n + t.columns - 1) / t.columns * t.columns);
      long step = bias.layout().strides()[0] * type.bytes();
      Staging.load(t.kind, type, bias.address(), step, n, more, 0, 1, 0);
    }
    Matrix right = matrix(w).transpose();
    float[] whole = WeightForms.of(w, () -> PackedRight.slivers(k, n, right));
    Gemm.of(t.kind, m, n, k, matrix(x), right, matrix(out), false, more, whole).run();
    return true;
  }

  private static void clear(int m, int n, Matrix c) {
    Object zeros = Staging.array(Kind.F64, n);
    for (int part = 0; part < (c.type().isComplex() ? 2 : 1); part++)
      for (int i = 0; i < m; i++)
        Staging.store(
            Kind.F64,
            c.type(),
            c.address() + i * c.rowStride(),
            c.columnStride(),
            n,
            zeros,
            0,
            1,
            part);
  }

  private static void tiny(
      Kind kind, int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    Object x = Staging.array(kind, m * k);
    Object y = Staging.array(kind, k * n);
    Object z = Staging.array(kind, m * n);
    load(kind, a, m, k, x);
    load(kind, b, k, n, y);
    if (accumulate) load(kind, c, m, n, z);
    if (kind == Kind.F32) tiny(m, n, k, (float[]) x, (float[]) y, (float[]) z);
    else tiny(m, n, k, (double[]) x, (double[]) y, (double[]) z);
    for (int i = 0; i < m; i++)
      Staging.store(
          kind, c.type(), c.address() + i * c.rowStride(), c.columnStride(), n, z, i * n, 1, 0);
  }

  /// The whole matrix into an array, row by row.
  static void load(Kind kind, Matrix a, int rows, int columns, Object to) {
    if (a.rowStride() == a.columnStride() * columns)
      Staging.load(
          kind, a.type(), a.address(), a.columnStride(), rows * columns, to, 0, 1, a.part());
    else if (Math.abs(a.columnStride()) > Math.abs(a.rowStride()))
      for (int j = 0; j < columns; j++)
        Staging.load(
            kind,
            a.type(),
            a.address() + j * a.columnStride(),
            a.rowStride(),
            rows,
            to,
            j,
            columns,
            a.part());
    else
      for (int i = 0; i < rows; i++)
        Staging.load(
            kind,
            a.type(),
            a.address() + i * a.rowStride(),
            a.columnStride(),
            columns,
            to,
            i * columns,
            1,
            a.part());
  }

  private static void tiny(int m, int n, int k, float[] a, float[] b, float[] c) {
    for (int i = 0; i < m; i++)
      for (int p = 0; p < k; p++) {
        float x = a[i * k + p];
        for (int j = 0; j < n; j++) c[i * n + j] = Math.fma(x, b[p * n + j], c[i * n + j]);
      }
  }

  private static void tiny(int m, int n, int k, double[] a, double[] b, double[] c) {
    for (int i = 0; i < m; i++)
      for (int p = 0; p < k; p++) {
        double x = a[i * k + p];
        for (int j = 0; j < n; j++) c[i * n + j] = Math.fma(x, b[p * n + j], c[i * n + j]);
      }
  }
}
