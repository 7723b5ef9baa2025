package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.machine.Memory;

/// Moves what windows came to between arrays, where rows of places lie as far apart as the rows of
/// a {@link Grid}, and memory.
final class Places {
  private Places() {}

  /// What remains to be done with each result.
  interface Row {
    /// The place `p` in the array is the first of `n` of a row, which is the `k`-th.
    void at(int p, int n, int k, long address);
  }

  /// Runs `body` for all rows of places of an image's channel.
  static void rows(Grid g, Image to, long address, Row body) {
    int height = g.axes[1].extent();
    int width = g.axes[2].extent();
    for (int z = 0, k = 0; z < to.size[0]; z++)
      for (int y = 0; y < to.size[1]; y++, k++)
        body.at(
            (z * height + y) * width,
            to.size[2],
            k,
            address + z * to.strides[0] + y * to.strides[1]);
  }

  static void store(float[] from, Grid g, Image to, long address) {
    rows(g, to, address, (p, n, k, a) -> store(from, p, n, a, to.strides[2]));
  }

  static void store(float[] from, int p, int n, long a, long stride) {
    if (stride == 4) MemorySegment.copy(from, p, Memory.ALL, Memory.F32, a, n);
    else for (int i = 0; i < n; i++, a += stride) Memory.set(a, from[p + i]);
  }

  /// The places of a channel from `at` on; what lies between their rows is left as it is.
  static void load(Image image, long address, Grid g, float[] to, int at) {
    rows(g, image, address, (p, n, k, a) -> load(a, image.strides[2], n, to, at + p));
  }

  /// `n` numbers, `stride` bytes apart.
  static void load(long a, long stride, int n, float[] to, int at) {
    if (stride == 4) MemorySegment.copy(Memory.ALL, Memory.F32, a, to, at, n);
    else for (int i = 0; i < n; i++, a += stride) to[at + i] = Memory.getF32(a);
  }
}
