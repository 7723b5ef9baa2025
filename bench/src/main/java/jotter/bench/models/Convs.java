package jotter.bench.models;

import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvOptions;

/// Convolutions as residual networks have them.
final class Convs {
  private Convs() {}

  /// Without bias, for a normalization follows; padded so that stride 1 keeps the size.
  static Conv2d conv(long in, long out, long kernel, long stride) {
    return conv(in, out, kernel, stride, 1);
  }

  /// The same in groups of channels.
  static Conv2d conv(long in, long out, long kernel, long stride, long groups) {
    var options = ConvOptions.kernel(kernel).stride(stride).padding(kernel / 2).groups(groups);
    return new Conv2d(in, out, options.bias(false));
  }
}
