package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.machine.Memory;
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

  /// Addresses are asked for once: that costs as much as some dozens of elements.
  private static final class Forward {
    final int n;
    final Lines lines;
    final long in;
    final long out;
    final long moments;
    final double eps;
    final RowProgram program;
    final long[] addresses;
    final double[] scalars = new double[2];

    Forward(Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
      this.n = n;
      lines = Lines.here(n);
      this.in = in.address();
      this.out = out.address();
      this.moments = moments.address();
      this.eps = eps;
      program = weight == null ? PLAIN : bias == null ? SCALED : AFFINE;
      addresses = new long[weight == null ? 2 : bias == null ? 3 : 4];
      if (weight != null) addresses[2] = weight.address();
      if (bias != null) addresses[3] = bias.address();
    }

    /// Row by row, though sums of several lines are one call: while a row is written, the processor
    /// is on its way to the next one, and less so the more rows are written before it is read.
    void row(int row) {
      long x = in + 4L * row * n;
      double mean = lines.sum(x, n) / n;
      float near = (float) mean;
      double off = mean - near;
      double squares = lines.squares(x, n, near);
      double rstd = 1 / Math.sqrt(Math.max(0, squares / n - off * off) + eps);
      Memory.set(moments + 8L * row, near);
      Memory.set(moments + 8L * row + 4, (float) rstd);
      scalars[0] = mean;
      scalars[1] = rstd;
      addresses[0] = out + 4L * row * n;
      addresses[1] = x;
      program.run(n, scalars, addresses);
    }
  }

  private static final class Backward {
    final int n;
    final long grad;
    final long in;
    final long moments;
    final long weight;
    final long gradIn;
    final long[] addresses = new long[4];
    final double[] scalars = new double[4];
    final Normals normals = Normals.here();
    final Normals.Row now = new Normals.Row();

    /// @param gradIn null if that gradient is not wanted
    Backward(Block grad, Block in, Block moments, long weight, Block gradIn, int n) {
      this.n = n;
      this.grad = grad.address();
      this.in = in.address();
      this.moments = moments.address();
      this.weight = weight;
      this.gradIn = gradIn == null ? 0 : gradIn.address();
      addresses[3] = weight;
    }

    void row(int row, long gradWeight, long gradBias) {
      now.mean = Memory.getF32(moments + 8L * row);
      now.rstd = Memory.getF32(moments + 8L * row + 4);
      now.x = in + 4L * row * n;
      now.g = grad + 4L * row * n;
      // Σ u·h = rstd·(Σ u·x - mean·Σ u) would cancel; h is made anew in place of it.
      normals.run(now, weight, n, gradWeight, gradBias);
      if (gradIn == 0) return;
      scalars[0] = now.mean;
      scalars[1] = now.rstd;
      scalars[2] = now.sum / n;
      scalars[3] = now.dot / n;
      addresses[0] = gradIn + 4L * row * n;
      addresses[1] = now.x;
      addresses[2] = now.g;
      BACK.run(n, scalars, addresses);
    }
  }

  static void forward(
      Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
    int rows = (int) (in.layout().numel() / n);
    int group = (int) Threads.perBlock(rows, GRAIN / n);
    Threads.run(
        (rows + group - 1) / group,
        g -> {
          Forward f = new Forward(in, weight, bias, out, moments, n, eps);
          for (int i = g * group; i < Math.min(rows, (g + 1) * group); i++) f.row(i);
        });
  }

  static void backward(
      Block grad,
      Block in,
      Block moments,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      int n) {
    int rows = (int) (in.layout().numel() / n);
    // A fixed cut, whatever the threads: sums over rows go part by part.
    int group = (int) Threads.perBlock(rows, GRAIN / n);
    int groups = (rows + group - 1) / group;
    // For each group the sums for the weight and the bias; after all of them, ones for no weight.
    try (Scratch sums = new Scratch((2L * groups + 1) * n)) {
      sums.clear(0, 2L * groups * n);
      if (weight == null) sums.fill(2L * groups * n, n, 1);
      long w = weight == null ? sums.address + 8L * groups * n : weight.address();
      Threads.run(
          groups,
          p -> {
            long dw = sums.address + 8L * p * n;
            Backward b = new Backward(grad, in, moments, w, gradIn, n);
            for (int i = p * group; i < Math.min(rows, (p + 1) * group); i++)
              b.row(i, dw, dw + 4L * n);
          });
      if (gradWeight != null) put(gradWeight, sums.address, groups, n);
      if (gradBias != null) put(gradBias, sums.address + 4L * n, groups, n);
    }
  }

  /// The sums of all groups.
  private static void put(Block b, long parts, int groups, int n) {
    double[] total = new double[n];
    float[] some = new float[n];
    long[] rows = new long[Columns.ROWS];
    Columns columns = Columns.here();
    for (int p = 0; p < groups; p += Columns.ROWS) {
      int count = Math.min(Columns.ROWS, groups - p);
      for (int k = 0; k < count; k++) rows[k] = parts + 8L * (p + k) * n;
      columns.sum(rows, count, n, some);
      for (int k = 0; k < n; k++) total[k] += some[k];
      java.util.Arrays.fill(some, 0);
    }
    for (int k = 0; k < n; k++) Memory.set(b.address() + 4L * k, (float) total[k]);
  }
}
