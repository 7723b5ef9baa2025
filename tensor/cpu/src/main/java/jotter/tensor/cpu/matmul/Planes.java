package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;

/// Products of complex matrices, real and imaginary parts apart, summed in float64.
final class Planes {
  private static final int MEMORY = 1 << 21;

  private Planes() {}

  static void run(int m, int n, int k, Matrix a, Matrix b, Matrix c, boolean accumulate) {
    int width = Math.clamp(MEMORY / Math.max(k, 1), 1, n);
    for (int from = 0; from < n; from += width) {
      int w = Math.min(width, n - from);
      double[][] y = new double[2][k * w];
      for (int part = 0; part < 2; part++)
        MatMul.load(Kind.F64, part(b.at(from * b.columnStride()), part), k, w, y[part]);
      Matrix to = c.at(from * c.columnStride());
      int group = (int) Math.clamp((1 << 15) / ((long) w * Math.max(k, 1)), 1, m);
      Threads.run(
          (m + group - 1) / group,
          g -> {
            double[][] x = new double[2][k];
            double[][] z = new double[2][w];
            for (int i = g * group; i < Math.min(m, (g + 1) * group); i++) {
              for (int part = 0; part < 2; part++) {
                Staging.load(
                    Kind.F64,
                    a.type(),
                    a.address() + i * a.rowStride(),
                    a.columnStride(),
                    k,
                    x[part],
                    0,
                    1,
                    part);
                if (accumulate)
                  Staging.load(
                      Kind.F64,
                      c.type(),
                      to.address() + i * to.rowStride(),
                      to.columnStride(),
                      w,
                      z[part],
                      0,
                      1,
                      part);
                else java.util.Arrays.fill(z[part], 0);
              }
              for (int p = 0; p < k; p++) row(x[0][p], x[1][p], y[0], y[1], p * w, z[0], z[1], w);
              for (int part = 0; part < 2; part++)
                Staging.store(
                    Kind.F64,
                    c.type(),
                    to.address() + i * to.rowStride(),
                    to.columnStride(),
                    w,
                    z[part],
                    0,
                    1,
                    part);
            }
          });
    }
  }

  private static Matrix part(Matrix a, int part) {
    return new Matrix(a.address(), a.type(), a.rowStride(), a.columnStride(), part);
  }

  private static void row(
      double p, double q, double[] re, double[] im, int at, double[] a, double[] b, int n) {
    for (int j = 0; j < n; j++) {
      a[j] += p * re[at + j] - q * im[at + j];
      b[j] += p * im[at + j] + q * re[at + j];
    }
  }
}
