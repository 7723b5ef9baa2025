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

  /// Rows one after the other. What a row is multiplied by depends on a sum over it, and the
  /// machine would wait for that: so the next row's sum is begun before a row is finished.
  private abstract static class Pipeline {
    final int n;
    final Lines lines;

    Pipeline(int n) {
      this.n = n;
      this.lines = Lines.here(n);
    }

    abstract void begin(int row);

    /// Between the beginning of the next row, if there is one, and its middle.
    abstract void end(int row);

    abstract void middle(int row);

    final void run(int from, int to) {
      begin(from);
      middle(from);
      for (int i = from + 1; i < to; i++) {
        begin(i);
        end(i - 1);
        middle(i);
      }
      end(to - 1);
    }
  }

  private static final class Forward extends Pipeline {
    final Block in;
    final Block out;
    final Block moments;
    final double eps;
    final RowProgram program;
    final long[] addresses;
    final double[] scalars = new double[2];
    double sum;

    Forward(Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
      super(n);
      this.in = in;
      this.out = out;
      this.moments = moments;
      this.eps = eps;
      program = weight == null ? PLAIN : bias == null ? SCALED : AFFINE;
      addresses = new long[weight == null ? 2 : bias == null ? 3 : 4];
      if (weight != null) addresses[2] = weight.address();
      if (bias != null) addresses[3] = bias.address();
    }

    @Override
    void begin(int row) {
      sum = lines.sum(in.address() + 4L * row * n, n);
    }

    @Override
    void end(int row) {
      addresses[0] = out.address() + 4L * row * n;
      addresses[1] = in.address() + 4L * row * n;
      program.run(n, scalars, addresses);
    }

    @Override
    void middle(int row) {
      double mean = sum / n;
      float near = (float) mean;
      double off = mean - near;
      double squares = lines.squares(in.address() + 4L * row * n, n, near);
      double rstd = 1 / Math.sqrt(Math.max(0, squares / n - off * off) + eps);
      scalars[0] = mean;
      scalars[1] = rstd;
      Memory.set(moments.address() + 8L * row, near);
      Memory.set(moments.address() + 8L * row + 4, (float) rstd);
    }
  }

  private static final class Backward extends Pipeline {
    final Block grad;
    final Block in;
    final Block moments;
    final long weight;
    final Block gradIn;
    final float[] gradWeight;
    final float[] gradBias;
    final long[] addresses = new long[4];
    final double[] scalars = new double[4];
    final Lines.Normal found = new Lines.Normal();

    Backward(Block grad, Block in, Block moments, long weight, Block gradIn, int n) {
      super(n);
      this.grad = grad;
      this.in = in;
      this.moments = moments;
      this.weight = weight;
      this.gradIn = gradIn;
      gradWeight = new float[n];
      gradBias = new float[n];
      addresses[3] = weight;
    }

    private float moment(int row, int which) {
      return Memory.getF32(moments.address() + 8L * row + 4L * which);
    }

    // Σ u·h = rstd·(Σ u·x - mean·Σ u) would cancel; h is made anew in place of it.
    @Override
    void begin(int row) {
      long at = 4L * row * n;
      long x = in.address() + at;
      long g = grad.address() + at;
      float mean = moment(row, 0);
      float rstd = moment(row, 1);
      lines.normal(x, g, weight, n, mean, rstd, gradWeight, gradBias, found);
    }

    @Override
    void end(int row) {
      if (gradIn == null) return;
      long at = 4L * row * n;
      addresses[0] = gradIn.address() + at;
      addresses[1] = in.address() + at;
      addresses[2] = grad.address() + at;
      BACK.run(n, scalars, addresses);
    }

    @Override
    void middle(int row) {
      scalars[0] = moment(row, 0);
      scalars[1] = moment(row, 1);
      scalars[2] = found.sum / n;
      scalars[3] = found.other / n;
    }
  }

  static void forward(
      Block in, Block weight, Block bias, Block out, Block moments, int n, double eps) {
    int rows = (int) (in.layout().numel() / n);
    int group = Math.max(1, GRAIN / n);
    Threads.run(
        (rows + group - 1) / group,
        g ->
            new Forward(in, weight, bias, out, moments, n, eps)
                .run(g * group, Math.min(rows, (g + 1) * group)));
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
    float[][] dw = new float[groups][];
    float[][] db = new float[groups][];
    Threads.run(
        groups,
        p -> {
          try (Scratch ones = weight == null ? ones(n) : null) {
            long w = weight == null ? ones.address : weight.address();
            Backward b = new Backward(grad, in, moments, w, gradIn, n);
            b.run(p * group, Math.min(rows, (p + 1) * group));
            dw[p] = b.gradWeight;
            db[p] = b.gradBias;
          }
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
