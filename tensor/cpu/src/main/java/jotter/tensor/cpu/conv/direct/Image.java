package jotter.tensor.cpu.conv.direct;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// A block (N, C, spatial...) of float32 with three spatial dimensions, missing ones of size 1;
/// strides count bytes.
final class Image {
  final long address;
  final long batch;
  final long channel;
  final int[] size = {1, 1, 1};
  final long[] strides = {0, 0, 0};

  Image(Block b) {
    Layout l = b.layout();
    address = b.address();
    batch = l.strides()[0] * 4;
    channel = l.strides()[1] * 4;
    for (int d = 2; d < l.rank(); d++) {
      size[d + 3 - l.rank()] = Math.toIntExact(l.shape()[d]);
      strides[d + 3 - l.rank()] = l.strides()[d] * 4;
    }
  }

  long at(int n, int c) {
    return address + n * batch + c * channel;
  }

  /// Reads a channel, element after element.
  void load(long address, float[] to) {
    int at = 0;
    int width = size[2];
    if (dense()) {
      MemorySegment.copy(Memory.ALL, Memory.F32, address, to, 0, size[0] * size[1] * width);
      return;
    }
    for (int z = 0; z < size[0]; z++)
      for (int y = 0; y < size[1]; y++, at += width)
        Places.load(address + z * strides[0] + y * strides[1], strides[2], width, to, at);
  }

  /// Whether the elements of a channel lie one after the other.
  boolean dense() {
    long n = 4;
    for (int d = 2; d >= 0; d--) {
      if (size[d] != 1 && strides[d] != n) return false;
      n *= size[d];
    }
    return true;
  }
}
