package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Memory;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Layer normalization of contiguous float32 rows: what {@link LayerNorm} does for all others.
final class FloatLayerNorm {
  private static final int GRAIN = 1 << 14;
  private static final Formula NORMAL = Formula.X.sub(Formula.P0).mul(Formula.P1);
  private static final RowProgram PLAIN = new RowProgram(Program.of("normal", NORMAL));
  private static final RowProgram SCALED =
      new RowProgram(Program.of("normalScaled", NORMAL.mul(Formula.Y)));
  private static final RowProgram AFFINE =
      new RowProgram(Program.of("normalAffine", NORMAL.mul(Formula.Y).add(Formula.Z)));
  private static final RowProgram TIMES =
      new RowProgram(Program.of("times", Formula.X.mul(Formula.Y)));

  /// rstd·(gw - P2 - h·P3), h = (x - P0)·P1, gw the gradient times the weight.
  private static final RowProgram BACK =
      new RowProgram(
          Program.of(
              "layerNormGradient",
              Formula.Y.sub(Formula.P2).sub(NORMAL.mul(Formula.P3)).mul(Formula.P1)));

  private FloatLayerNorm() {}

  static boolean takes(Block... blocks) {
    for (Block b : blocks)
      if (b != null && (b.dtype() != DType.FLOAT32 || !b.layout().isContiguous())) return false;
    return true;
  }

  /// Mean and 1/√(variance + eps) of a row, as the scalars P0 and P1.
  private static void moments(long x, int n, double eps, Lines.Lanes l, double[] s) {
    Lines lines = Lines.here(n);
    double mean = lines.sum(x, n, l) / n;
    float near = (float) mean;
    double off = mean - near;
    double variance = Math.max(0, lines.squares(x, n, near, l) / n - off * off);
    s[0] = mean;
    s[1] = 1 / Math.sqrt(variance + eps);
  }

  static void forward(Block in, Block weight, Block bias, Block out, int n, double eps) {
    int rows = (int) (in.layout().numel() / n);
    int group = Math.max(1, GRAIN / n);
    Threads.run(
        (rows + group - 1) / group,
        g -> {
          Lines.Lanes l = new Lines.Lanes();
          double[] s = new double[2];
          for (int i = g * group; i < Math.min(rows, (g + 1) * group); i++) {
            long x = in.address() + 4L * i * n;
            long y = out.address() + 4L * i * n;
            moments(x, n, eps, l, s);
            if (weight == null) PLAIN.run(n, s, y, x);
            else if (bias == null) SCALED.run(n, s, y, x, weight.address());
            else AFFINE.run(n, s, y, x, weight.address(), bias.address());
          }
        });
  }

  static void backward(
      Block grad,
      Block in,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      int n,
      double eps) {
    int rows = (int) (in.layout().numel() / n);
    // A fixed cut, whatever the threads: sums over rows go part by part.
    int group = Math.max(Math.max(1, GRAIN / n), (rows + 63) / 64);
    int groups = (rows + group - 1) / group;
    boolean sums = gradWeight != null || gradBias != null;
    float[][] dw = new float[groups][];
    float[][] db = new float[groups][];
    Threads.run(
        groups,
        p -> {
          Lines.Lanes l = new Lines.Lanes();
          double[] s = new double[4];
          float[] sw = sums ? new float[n] : null;
          float[] sb = sums ? new float[n] : null;
          float[] h = new float[n];
          float[] d = new float[n];
          try (Scratch gw = new Scratch(n)) {
            for (int i = p * group; i < Math.min(rows, (p + 1) * group); i++) {
              long x = in.address() + 4L * i * n;
              long g = grad.address() + 4L * i * n;
              moments(x, n, eps, l, s);
              if (sums) add(x, g, n, (float) s[0], (float) s[1], h, d, sw, sb);
              if (gradIn == null) continue;
              long u = g;
              if (weight != null) TIMES.run(n, s, u = gw.address, g, weight.address());
              Lines lines = Lines.here(n);
              s[2] = lines.sum(u, n, l) / n;
              // Σ gw·h = rstd·(Σ gw·x - mean·Σ gw) would cancel; h is made anew in place of it.
              long to = gradIn.address() + 4L * i * n;
              PLAIN.run(n, s, to, x);
              s[3] = lines.dot(u, to, n, l) / n;
              BACK.run(n, s, to, x, u);
            }
          }
          dw[p] = sw;
          db[p] = sb;
        });
    if (gradWeight != null) put(gradWeight, dw, n);
    if (gradBias != null) put(gradBias, db, n);
  }

  private static void add(
      long x, long g, int n, float mean, float rstd, float[] h, float[] d, float[] sw, float[] sb) {
    java.lang.foreign.MemorySegment.copy(Memory.ALL, Memory.F32, x, h, 0, n);
    java.lang.foreign.MemorySegment.copy(Memory.ALL, Memory.F32, g, d, 0, n);
    for (int k = 0; k < n; k++) {
      sw[k] += d[k] * ((h[k] - mean) * rstd);
      sb[k] += d[k];
    }
  }

  private static void put(Block b, float[][] parts, int n) {
    double[] total = new double[n];
    for (float[] p : parts) for (int k = 0; k < n; k++) total[k] += p[k];
    for (int k = 0; k < n; k++) Memory.set(b.address() + 4L * k, (float) total[k]);
  }
}
