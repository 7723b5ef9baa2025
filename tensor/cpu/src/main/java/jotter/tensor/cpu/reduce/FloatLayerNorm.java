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

  /// rstd·(u - P2 - h·P3), h = (x - P0)·P1, u the gradient times the weight.
  private static final RowProgram BACK =
      new RowProgram(
          Program.of(
              "layerNormGradient",
              Formula.Y.mul(Formula.Z)
                  .sub(Formula.P2)
                  .sub(NORMAL.mul(Formula.P3))
                  .mul(Formula.P1)));

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
    float[][] dw = new float[groups][];
    float[][] db = new float[groups][];
    Threads.run(
        groups,
        p -> {
          Lines.Lanes l = new Lines.Lanes();
          double[] s = new double[4];
          float[] sw = new float[n];
          float[] sb = new float[n];
          try (Scratch ones = weight == null ? ones(n) : null) {
            long w = weight == null ? ones.address : weight.address();
            for (int i = p * group; i < Math.min(rows, (p + 1) * group); i++) {
              long x = in.address() + 4L * i * n;
              long g = grad.address() + 4L * i * n;
              moments(x, n, eps, l, s);
              // Σ u·h = rstd·(Σ u·x - mean·Σ u) would cancel; h is made anew in place of it.
              Lines.here(n).normal(x, g, w, n, (float) s[0], (float) s[1], sw, sb, l);
              s[2] = l.sums[0] / n;
              s[3] = l.others[0] / n;
              if (gradIn != null) BACK.run(n, s, gradIn.address() + 4L * i * n, x, g, w);
            }
          }
          dw[p] = sw;
          db[p] = sb;
        });
    if (gradWeight != null) put(gradWeight, dw, n);
    if (gradBias != null) put(gradBias, db, n);
  }

  private static Scratch ones(int n) {
    Scratch s = new Scratch(n);
    for (int i = 0; i < n; i++) Memory.set(s.address + 4L * i, 1f);
    return s;
  }

  private static void put(Block b, float[][] parts, int n) {
    double[] total = new double[n];
    for (float[] p : parts) for (int k = 0; k < n; k++) total[k] += p[k];
    for (int k = 0; k < n; k++) Memory.set(b.address() + 4L * k, (float) total[k]);
  }
}
