package jotter.tensor.cpu.attention;

import jotter.tensor.DType;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;

/// The matrices (rows × features) of a block of float32, for all its batch dimensions.
final class Heads {
  final int rows;
  final int features;
  private final Block block;
  private final long rowStride;

  Heads(Block b) {
    Layout l = b.layout();
    int r = l.rank();
    block = b;
    rows = Math.toIntExact(l.shape()[r - 2]);
    features = Math.toIntExact(l.shape()[r - 1]);
    rowStride = 4 * l.strides()[r - 2];
  }

  static boolean takes(Block... blocks) {
    for (Block b : blocks) {
      if (b == null) continue;
      Layout l = b.layout();
      int r = l.rank();
      if (b.dtype() != DType.FLOAT32 || r < 2 || l.numel() == 0) return false;
      if (l.strides()[r - 1] != 1 && l.shape()[r - 1] != 1) return false;
    }
    return true;
  }

  int count() {
    return Math.toIntExact(block.layout().numel() / rows / features);
  }

  long address(int head) {
    Layout l = block.layout();
    long o = 0;
    for (int d = l.rank() - 3; d >= 0; d--) {
      o += head % l.shape()[d] * l.strides()[d];
      head /= (int) l.shape()[d];
    }
    return block.address() + 4 * o;
  }

  /// The rows of a head from `row` on.
  Matrix matrix(int head, int row) {
    return new Matrix(address(head) + row * rowStride, DType.FLOAT32, rowStride, 4, 0);
  }
}
