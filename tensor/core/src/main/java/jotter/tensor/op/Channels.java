package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// Images (N, C, spatial...) whose channels lie innermost: what layers make of them lies like that
/// too.
final class Channels {
  private Channels() {}

  /// A tensor with undefined contents and its channels where those of `like` are.
  static Tensor empty(long[] shape, DType type, Tensor like) {
    if (!innermost(like.layout())) return Tensor.empty(shape, type, like.device());
    int n = shape.length;
    long[] stored = new long[n];
    int[] back = new int[n];
    stored[0] = shape[0];
    stored[n - 1] = shape[1];
    back[1] = n - 1;
    for (int d = 2; d < n; d++) {
      stored[d - 1] = shape[d];
      back[d] = d - 1;
    }
    return Tensor.empty(stored, type, like.device()).permute(back);
  }

  /// Whether the channels lie innermost, and not by chance alone: with one channel, or one place,
  /// all layouts are alike.
  private static boolean innermost(Layout l) {
    if (l.rank() < 3 || l.isContiguous() || l.shape()[1] == 1) return false;
    if (l.strides()[1] != 1) return false;
    long n = l.shape()[1];
    for (int d = l.rank() - 1; d >= 2; d--) {
      if (l.shape()[d] != 1 && l.strides()[d] != n) return false;
      n *= l.shape()[d];
    }
    return l.shape()[0] == 1 || l.strides()[0] == n;
  }
}
