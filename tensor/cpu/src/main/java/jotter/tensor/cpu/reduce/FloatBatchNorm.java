package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Batch normalization of contiguous float32 planes, channel by channel.
public final class FloatBatchNorm {
  private static final RowProgram FORWARD =
      new RowProgram(Program.of("batchNorm", Formula.X.mul(Formula.P0).add(Formula.P1)));

  /// P0·(g - P1 - (x - P2)·P3)
  private static final RowProgram BACK =
      new RowProgram(
          Program.of(
              "batchNormGradient",
              Formula.X.sub(Formula.P1)
                  .sub(Formula.Y.sub(Formula.P2).mul(Formula.P3))
                  .mul(Formula.P0)));

  /// Shorter planes are not worth a call each.
  private static final int LEAST = 8;

  private final int images;
  private final int channels;
  private final int plane;

  private FloatBatchNorm(Block in) {
    long[] s = in.layout().shape();
    images = Math.toIntExact(s[0]);
    channels = Math.toIntExact(s[1]);
    plane = Math.toIntExact(in.layout().numel() / (s[0] * s[1]));
  }

  public static boolean takes(Block in, Block... others) {
    long[] s = in.layout().shape();
    if (s.length < 3 || in.layout().numel() == 0 || in.layout().numel() / (s[0] * s[1]) < LEAST)
      return false;
    if (in.layout().numel() > Integer.MAX_VALUE) return false;
    if (in.dtype() != DType.FLOAT32 || !in.layout().isContiguous()) return false;
    for (Block b : others)
      if (b != null && (b.dtype() != DType.FLOAT32 || !b.layout().isContiguous())) return false;
    return true;
  }

  private long at(Block b, int image, int channel) {
    return b.address() + 4L * ((long) image * channels + channel) * plane;
  }

  private static float number(Block b, int i, float missing) {
    return b == null ? missing : Memory.getF32(b.address() + 4L * i);
  }

  private static void number(Block b, int i, double v) {
    if (b != null) Memory.set(b.address() + 4L * i, (float) v);
  }

  private double sum(Block in, int c) {
    double[] each = new double[images];
    Lines.here((long) images * plane).sum(at(in, 0, c), 4L * channels * plane, images, plane, each);
    double sum = 0;
    for (double s : each) sum += s;
    return sum;
  }

  /// The mean of a channel and its (biased) variance.
  private double[] moments(Block in, int c) {
    Lines lines = Lines.here(plane);
    double n = (double) images * plane;
    double mean = sum(in, c) / n;
    float near = (float) mean;
    double off = mean - near;
    double squares = 0;
    for (int i = 0; i < images; i++) squares += lines.squares(at(in, i, c), plane, near);
    return new double[] {mean, Math.max(0, squares / n - off * off)};
  }

  public static void forward(
      Block in, Block weight, Block bias, Block out, Block mean, Block variance, double eps) {
    FloatBatchNorm b = new FloatBatchNorm(in);
    Threads.run(
        b.channels,
        c -> {
          double[] m = b.moments(in, c);
          number(mean, c, m[0]);
          number(variance, c, m[1]);
          double scale = number(weight, c, 1) / Math.sqrt(m[1] + eps);
          double[] s = {scale, number(bias, c, 0) - m[0] * scale};
          for (int i = 0; i < b.images; i++)
            FORWARD.run(b.plane, s, b.at(out, i, c), b.at(in, i, c));
        });
  }

  /// The gradients, each null where it is not wanted; `mean` and `variance` as forward gave them.
  public static void backward(
      Block grad,
      Block in,
      Block mean,
      Block variance,
      Block weight,
      Block gradIn,
      Block gradWeight,
      Block gradBias,
      double eps) {
    FloatBatchNorm b = new FloatBatchNorm(in);
    double n = (double) b.images * b.plane;
    Threads.run(
        b.channels,
        c -> {
          Lines lines = Lines.here(b.plane);
          double mu = number(mean, c, 0);
          float near = (float) mu;
          double rstd = 1 / Math.sqrt(number(variance, c, 1) + eps);
          double sum = b.sum(grad, c);
          double dot = 0;
          for (int i = 0; i < b.images; i++)
            dot += lines.dot(b.at(grad, i, c), b.at(in, i, c), b.plane, near);
          dot *= rstd;
          number(gradWeight, c, dot);
          number(gradBias, c, sum);
          if (gradIn == null) return;
          double[] s = {number(weight, c, 1) * rstd, sum / n, mu, dot / n * rstd};
          for (int i = 0; i < b.images; i++)
            BACK.run(b.plane, s, b.at(gradIn, i, c), b.at(grad, i, c), b.at(in, i, c));
        });
  }
}
