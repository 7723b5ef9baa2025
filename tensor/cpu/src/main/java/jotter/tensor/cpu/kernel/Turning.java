package jotter.tensor.cpu.kernel;

import jotter.tensor.cpu.loop.Turner;

/// Turns tiles of transposed inputs into scratch memory and runs a kernel over memory along the
/// rows: all other operands are read and written where they lie.
final class Turning implements Tiles.Work {
  private final MemoryKernel kernel;
  private final double[] scalars;
  private final Turned turned;
  private final Turner turner;
  private final int bytes;
  private final long[] pitch;
  private final long[] step;
  private final long[] at;

  Turning(MemoryKernel kernel, double[] scalars, Walk walk, Turned turned, int bytes) {
    int n = walk.address.length;
    this.kernel = kernel;
    this.scalars = scalars;
    this.turned = turned;
    this.turner = Turner.of(bytes);
    this.bytes = bytes;
    this.pitch = new long[n];
    this.step = new long[n];
    this.at = new long[n];
    for (int k = 0; k < n; k++) {
      pitch[k] = walk.innerStride(k, 0);
      step[k] = walk.stride[k][turned.dimension()];
    }
  }

  @Override
  public void tile(long[] p, int m0, int m1) {
    long row = (long) m0 * bytes;
    long scratch = Aside.memory((at.length - 1) * row * m1);
    for (int k = 0; k < at.length; k++)
      if (turned.has(k)) {
        turner.run(p[k], pitch[k], m0, m1, scratch, row);
        at[k] = scratch;
        step[k] = row;
        scratch += row * m1;
      } else at[k] = p[k];
    for (int i = 0; i < m1; i++) {
      kernel.run(at, m0, scalars);
      for (int k = 0; k < at.length; k++) at[k] += step[k];
    }
  }
}
