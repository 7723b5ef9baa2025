package jotter.tensor.cpu.memory;

import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Large tensors of zeros, such as gradients that little will be added to. The C library writes
/// them with an instruction that does not read what it overwrites: twice as fast as a loop of
/// stores.
public final class Zeros {
  /// Bytes from which on a call of the C library pays, and pieces that threads share out.
  private static final int LARGE = 1 << 20;

  private Zeros() {}

  /// Whether `program` fills `out` with zeros and this was done here.
  public static boolean fill(Program program, double[] scalars, Block out) {
    if (program.formula() != Formula.P0 || Double.doubleToRawLongBits(scalars[0]) != 0)
      return false;
    if (!out.layout().isContiguous()) return false;
    long bytes = out.layout().numel() * out.dtype().bytes();
    if (bytes < LARGE || !SystemMemory.canZero()) return false;
    long address = out.address();
    Threads.run(
        Math.toIntExact((bytes + LARGE - 1) / LARGE),
        i -> {
          long from = (long) i * LARGE;
          SystemMemory.zero(address + from, Math.min(LARGE, bytes - from));
        });
    return true;
  }
}
