package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds a value at the ends; negative amounts cut.
///
/// Input (N, C, L) or without N.
///
/// @param padding the amounts before and after the last dimension, then the one before it
public record ConstantPad1d(long[] padding, double value) implements Layer {
  /// The same amount everywhere.
  public ConstantPad1d(long padding, double value) {
    this(new long[] {padding, padding}, value);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.pad(x, padding, "constant", value);
  }

  @Override
  public String toString() {
    return "ConstantPad1d(padding=" + Sizes.tuple(padding) + ", value=" + Sizes.num(value) + ")";
  }
}
