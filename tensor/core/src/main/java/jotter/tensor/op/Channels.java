package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// Images (N, C, spatial...) whose channels lie innermost: what layers make of them lies like that
/// too.
final class Channels {
  private Channels() {}

  /// Whether the channels lie innermost, and not by chance alone: with one channel, or one place,
  /// all layouts are alike.
  static boolean innermost(Tensor x) {
    return !x.layout().isContiguous() && x.layout().channelsLast();
  }

  /// A tensor with undefined contents and its channels where those of `like` are.
  static Tensor empty(long[] shape, DType type, Tensor like) {
    return innermost(like)
        ? Tensor.emptyStrided(shape, Layout.channelsLast(shape), type, like.device())
        : Tensor.empty(shape, type, like.device());
  }
}
