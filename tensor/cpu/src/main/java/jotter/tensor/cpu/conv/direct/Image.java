package jotter.tensor.cpu.conv.direct;

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
}
