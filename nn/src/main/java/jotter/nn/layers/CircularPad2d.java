package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds what stands at the other end.
///
/// Input (N, C, H, W) or without N.
///
/// @param padding the amounts before and after the last dimension, then the one before it
public record CircularPad2d(long[] padding) implements Layer {
  /// The same amount everywhere.
  public CircularPad2d(long padding) {
    this(new long[] {padding, padding, padding, padding});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.pad(x, padding, "circular", null);
  }

  @Override
  public String toString() {
    return "CircularPad2d(" + Sizes.tuple(padding) + ")";
  }
}
