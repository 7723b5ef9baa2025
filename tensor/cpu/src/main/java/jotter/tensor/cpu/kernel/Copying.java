package jotter.tensor.cpu.kernel;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.cpu.loop.Turner;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Turns tiles of a transposed input into the output, without a kernel.
final class Copying implements Tiles.Work {
  /// Rows a multiple of so many bytes apart share the same few places in the first level cache.
  private static final long CROWDED = 2048;

  private final int bytes;
  private final Turner turner;
  private final long pitch;
  private final long outPitch;

  Copying(Walk walk, Turned turned, int bytes) {
    this.bytes = bytes;
    this.turner = Turner.of(bytes);
    this.pitch = walk.innerStride(1, 0);
    this.outPitch = walk.stride[0][turned.dimension()];
  }

  /// Whether the elements of the one input become the output's as they are. Truth values do not:
  /// every byte but 0 becomes 1.
  static boolean serves(Program program, DType compute, Walk walk, Block[] all, Turned turned) {
    DType type = all[0].dtype();
    return all.length == 2
        && turned.has(1)
        && type == all[1].dtype()
        && walk.innerStride(0, 0) == type.bytes()
        && program.formula().equals(Formula.X)
        && holds(compute, type);
  }

  /// Whether a computation in one type leaves numbers of the other one as they are.
  private static boolean holds(DType compute, DType type) {
    if (compute == type) return true;
    return type.bytes() <= 2
        && (type.isInteger() || type.isFloatingPoint() && compute.isFloatingPoint());
  }

  @Override
  public void tile(long[] p, int m0, int m1) {
    if (outPitch % CROWDED == 0) aside(p, m0, m1);
    else turner.run(p[1], pitch, m0, m1, p[0], outPitch);
  }

  /// By way of memory that lies close together, row by row from there: twice as fast where the
  /// output's rows would drive each other out of the cache.
  private void aside(long[] p, int m0, int m1) {
    long row = (long) m0 * bytes;
    long turned = Aside.memory(row * m1);
    turner.run(p[1], pitch, m0, m1, turned, row);
    for (int i = 0; i < m1; i++)
      MemorySegment.copy(Memory.ALL, turned + i * row, Memory.ALL, p[0] + i * outPitch, row);
  }
}
