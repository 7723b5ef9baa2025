package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds zeros at the ends; negative amounts cut.
///
/// Input (N, C, D, H, W) or without N.
///
/// @param padding the amounts before and after the last dimension, then the one before it
public record ZeroPad3d(long[] padding) implements Layer {
  /// The same amount everywhere.
  public ZeroPad3d(long padding) {
    this(new long[] {padding, padding, padding, padding, padding, padding});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.pad(x, padding, "constant", 0.0);
  }

  @Override
  public String toString() {
    return "ZeroPad3d(" + Sizes.tuple(padding) + ")";
  }
}
