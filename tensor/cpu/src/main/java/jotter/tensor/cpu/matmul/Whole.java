package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;

/// Products of whole numbers, wrapping as integers do.
final class Whole {
  private static final int MEMORY = 1 << 22;

  private Whole() {}

  static void run(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    Kind kind = c.type().bytes() == 8 ? Kind.I64 : Kind.I32;
    int width = Math.clamp(MEMORY / Math.max(k, 1), 1, n);
    for (int from = 0; from < n; from += width) {
      int w = Math.min(width, n - from);
      Object y = Staging.array(kind, k * w);
      MatMul.load(kind, b.at(from * b.columnStride()), k, w, y);
      Matrix to = c.at(from * c.columnStride());
      int group = (int) Math.clamp((1 << 17) / ((long) w * Math.max(k, 1)), 1, m);
      Threads.run(
          (m + group - 1) / group,
          g -> {
            Object x = Staging.array(kind, k);
            Object z = Staging.array(kind, w);
            for (int i = g * group; i < Math.min(m, (g + 1) * group); i++) {
              Staging.load(
                  kind, a.type(), a.address() + i * a.rowStride(), a.columnStride(), k, x, 0, 1, 0);
              long row = to.address() + i * to.rowStride();
              if (accumulate) Staging.load(kind, c.type(), row, to.columnStride(), w, z, 0, 1, 0);
              if (kind == Kind.I32) row((int[]) x, (int[]) y, (int[]) z, k, w, accumulate);
              else row((long[]) x, (long[]) y, (long[]) z, k, w, accumulate);
              Staging.store(kind, c.type(), row, to.columnStride(), w, z, 0, 1, 0);
            }
          });
    }
  }

  private static void row(int[] x, int[] y, int[] z, int k, int n, boolean accumulate) {
    if (!accumulate) java.util.Arrays.fill(z, 0);
    for (int p = 0; p < k; p++) {
      int f = x[p];
      for (int j = 0; j < n; j++) z[j] += f * y[p * n + j];
    }
  }

  private static void row(long[] x, long[] y, long[] z, int k, int n, boolean accumulate) {
    if (!accumulate) java.util.Arrays.fill(z, 0);
    for (int p = 0; p < k; p++) {
      long f = x[p];
      for (int j = 0; j < n; j++) z[j] += f * y[p * n + j];
    }
  }
}
