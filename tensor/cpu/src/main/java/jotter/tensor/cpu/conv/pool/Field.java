package jotter.tensor.cpu.conv.pool;

import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// Images (N, C, spatial...) of float32 with three spatial dimensions, missing ones of size 1;
/// strides count bytes.
record Field(
    long address, int images, int channels, long batch, long channel, int[] size, long[] strides) {

  static Field of(Block b) {
    Layout l = b.layout();
    int[] size = {1, 1, 1};
    long[] strides = {0, 0, 0};
    for (int d = 2; d < l.rank(); d++) {
      size[d + 3 - l.rank()] = Math.toIntExact(l.shape()[d]);
      strides[d + 3 - l.rank()] = 4 * l.strides()[d];
    }
    return new Field(
        b.address(),
        Math.toIntExact(l.shape()[0]),
        Math.toIntExact(l.shape()[1]),
        4 * l.strides()[0],
        4 * l.strides()[1],
        size,
        strides);
  }

  /// Whether the channels of a place lie side by side and fill vectors.
  boolean channelsInnermost() {
    return channel == 4 && channels >= PoolLoop.LANES;
  }

  /// Whether all planes of all images are equally far apart.
  boolean planesApart() {
    return images == 1 || batch == channels * channel;
  }

  /// Whether rows lie one behind the other, without gaps.
  boolean rowsDense() {
    return (size[2] == 1 || strides[2] == 4) && (size[1] == 1 || strides[1] == 4L * size[2]);
  }

  /// Whether the places of a row, with all their channels, lie one behind the other.
  boolean placesDense() {
    return channel == 4 && (size[2] == 1 || strides[2] == 4L * channels);
  }

  boolean sameStrides(Field o) {
    if (images > 1 && batch != o.batch || channels > 1 && channel != o.channel) return false;
    for (int d = 0; d < 3; d++) if (size[d] > 1 && strides[d] != o.strides[d]) return false;
    return true;
  }

  long at(int image, int z, int y) {
    return address + image * batch + z * strides[0] + y * strides[1];
  }
}
