package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.RowProgram;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Cross entropy of float32 rows that lie in order, and class numbers.
public final class FloatCrossEntropy {
  private static final int GRAIN = 1 << 14;
  private static final RowProgram BACK =
      new RowProgram(
          Program.of("crossEntropyRow", Formula.X.sub(Formula.P0).exp().mul(Formula.P1)));

  private FloatCrossEntropy() {}

  public static boolean takes(Block x, Block target, Block... others) {
    if (x.layout().rank() != 2 || x.layout().numel() == 0) return false;
    if (x.layout().shape()[1] > Integer.MAX_VALUE) return false;
    if (x.dtype() != DType.FLOAT32 || !x.layout().isContiguous()) return false;
    if (target.dtype() != DType.INT64 || !target.layout().isContiguous()) return false;
    for (Block b : others)
      if (b.dtype() != DType.FLOAT32 || !b.layout().isContiguous()) return false;
    return true;
  }

  private interface Rows {
    void run(int from, int end);
  }

  private static void rows(Block x, Rows body) {
    int rows = Math.toIntExact(x.layout().shape()[0]);
    int group = (int) Math.max(1, GRAIN / x.layout().shape()[1]);
    Threads.run(
        (rows + group - 1) / group, g -> body.run(g * group, Math.min(rows, (g + 1) * group)));
  }

  private static long checked(long target, int n) {
    if (target < 0 || target >= n)
      throw new IndexOutOfBoundsException(
          "crossEntropy: class " + target + " is not below the number of classes, " + n);
    return target;
  }

  /// See {@link jotter.tensor.spi.Backend#crossEntropy}.
  public static void forward(Block x, Block target, long ignore, Block logs, Block loss) {
    int n = (int) x.layout().shape()[1];
    long from = x.address();
    long classes = target.address();
    long to = logs.address();
    int rows = Math.toIntExact(x.layout().shape()[0]);
    double[] losses = new double[rows];
    rows(
        x,
        (first, end) -> {
          double[] found = new double[2];
          try (Scratch scratch = new Scratch(n)) {
            for (int i = first; i < end; i++) {
              long row = from + 4L * n * i;
              FloatSoftmax.logSumExp(row, n, scratch.address, found);
              float log = (float) (found[0] + Math.log(found[1]));
              Memory.set(to + 4L * i, log);
              long c = Memory.getI64(classes + 8L * i);
              if (c != ignore) losses[i] = log - Memory.getF32(row + 4 * checked(c, n));
            }
          }
        });
    double sum = 0;
    for (double l : losses) sum += l;
    Memory.set(loss.address(), (float) sum);
  }

  /// See {@link jotter.tensor.spi.Backend#crossEntropyBackward}.
  public static void backward(
      Block x, Block target, long ignore, Block logs, Block grad, Block gradIn) {
    int n = (int) x.layout().shape()[1];
    long from = x.address();
    long classes = target.address();
    long sums = logs.address();
    long to = gradIn.address();
    float g = Memory.getF32(grad.address());
    rows(
        x,
        (first, end) -> {
          double[] scalars = {0, g};
          long[] addresses = new long[2];
          for (int i = first; i < end; i++) {
            long c = Memory.getI64(classes + 8L * i);
            addresses[0] = to + 4L * n * i;
            addresses[1] = from + 4L * n * i;
            if (c == ignore) {
              Memory.ALL.asSlice(addresses[0], 4L * n).fill((byte) 0);
              continue;
            }
            scalars[0] = Memory.getF32(sums + 4L * i);
            BACK.run(n, scalars, addresses);
            long at = addresses[0] + 4 * checked(c, n);
            Memory.set(at, Memory.getF32(at) - g);
          }
        });
  }
}
