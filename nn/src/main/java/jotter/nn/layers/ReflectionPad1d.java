package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds the mirror image of the inside at the ends, without the ends themselves.
///
/// Input (N, C, L) or without N.
///
/// @param padding the amounts before and after the last dimension, then the one before it
public record ReflectionPad1d(long[] padding) implements Layer {
  /// The same amount everywhere.
  public ReflectionPad1d(long padding) {
    this(new long[] {padding, padding});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.pad(x, padding, "reflect", null);
  }

  @Override
  public String toString() {
    return "ReflectionPad1d(" + Sizes.tuple(padding) + ")";
  }
}
