package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds copies of the elements at the ends.
///
/// Input (N, C, L) or without N.
///
/// @param padding the amounts before and after the last dimension, then the one before it
public record ReplicationPad1d(long[] padding) implements Layer {
  /// The same amount everywhere.
  public ReplicationPad1d(long padding) {
    this(new long[] {padding, padding});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.pad(x, padding, "replicate", null);
  }

  @Override
  public String toString() {
    return "ReplicationPad1d(" + Sizes.tuple(padding) + ")";
  }
}
