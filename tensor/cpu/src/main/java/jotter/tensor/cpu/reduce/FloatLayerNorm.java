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

  private static final class Forward {
    final int n;
    final Lines lines;
    final Block in;
    final Block out;
    final Block moments;
    final double eps;
    final RowProgram program;
    final long[] addresses;
    final double[] scalars = new double[2];

    Forward(Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
      this.n = n;
      this.lines = Lines.here(n);
      this.in = in;
      this.out = out;
      this.moments = moments;
      this.eps = eps;
      program = weight == null ? PLAIN : bias == null ? SCALED : AFFINE;
      addresses = new long[weight == null ? 2 : bias == null ? 3 : 4];
      if (weight != null) addresses[2] = weight.address();
      if (bias != null) addresses[3] = bias.address();
    }

    void row(int row) {
      long x = in.address() + 4L * row * n;
      double mean = lines.sum(x, n) / n;
      float near = (float) mean;
      double off = mean - near;
      double squares = lines.squares(x, n, near);
      double rstd = 1 / Math.sqrt(Math.max(0, squares / n - off * off) + eps);
      Memory.set(moments.address() + 8L * row, near);
      Memory.set(moments.address() + 8L * row + 4, (float) rstd);
      scalars[0] = mean;
      scalars[1] = rstd;
      addresses[0] = out.address() + 4L * row * n;
      addresses[1] = x;
      program.run(n, scalars, addresses);
    }
  }

  private static final class Backward {
    final int n;
    final Block grad;
    final Block in;
    final Block moments;
    final long weight;
    final Block gradIn;
    final long zeros;
    final long[] addresses = new long[4];
    final double[] scalars = new double[4];
    final Normals normals = Normals.here();
    final Normals.Rows rows = new Normals.Rows();

    Backward(Block grad, Block in, Block moments, long weight, Block gradIn, long zeros, int n) {
      this.n = n;
      this.grad = grad;
      this.in = in;
      this.moments = moments;
      this.weight = weight;
      this.gradIn = gradIn;
      this.zeros = zeros;
      addresses[3] = weight;
    }

    private static long at(Block b, int row, int n) {
      return b.address() + 4L * row * n;
    }

    /// The rows from `first` on, at most {@link Normals#ROWS} and none from `end` on.
    void rows(int first, int end, long gradWeight, long gradBias) {
      for (int k = 0; k < Normals.ROWS; k++) {
        int row = Math.min(first + k, end - 1);
        rows.mean[k] = Memory.getF32(moments.address() + 8L * row);
        rows.rstd[k] = Memory.getF32(moments.address() + 8L * row + 4);
        rows.x[k] = at(in, row, n);
        rows.g[k] = first + k < end ? at(grad, row, n) : zeros;
      }
      // Σ u·h = rstd·(Σ u·x - mean·Σ u) would cancel; h is made anew in place of it.
      normals.run(rows, weight, n, gradWeight, gradBias);
      if (gradIn == null) return;
      for (int k = 0; k < Normals.ROWS && first + k < end; k++) {
        scalars[0] = rows.mean[k];
        scalars[1] = rows.rstd[k];
        scalars[2] = rows.sum[k] / n;
        scalars[3] = rows.dot[k] / n;
        addresses[0] = at(gradIn, first + k, n);
        addresses[1] = rows.x[k];
        addresses[2] = rows.g[k];
        BACK.run(n, scalars, addresses);
      }
    }
  }

  static void forward(
      Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
    int rows = (int) (in.layout().numel() / n);
    int group = Math.max(1, GRAIN / n);
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
    int group = Math.max(Math.max(1, GRAIN / n), (rows + 63) / 64);
    int groups = (rows + group - 1) / group;
    // For each group the sums for the weight and the bias; after all of them, ones for no weight,
    // and zeros.
    try (Scratch sums = new Scratch((2L * groups + 2) * n)) {
      sums.clear(0, 2L * groups * n);
      sums.fill(2L * groups * n, n, 1);
      sums.clear((2L * groups + 1) * n, n);
      long ones = sums.address + 8L * groups * n;
      long w = weight == null ? ones : weight.address();
      Threads.run(
          groups,
          p -> {
            long dw = sums.address + 8L * p * n;
            Backward b = new Backward(grad, in, moments, w, gradIn, ones + 4L * n, n);
            int end = Math.min(rows, (p + 1) * group);
            for (int i = p * group; i < end; i += Normals.ROWS) b.rows(i, end, dw, dw + 4L * n);
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
