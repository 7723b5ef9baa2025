package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The mean of windows that divide the input so that the output has a given size.
///
/// Input (N, C, L) or without N.
///
/// @param size the sizes of the output; null keeps that of the input
public record AdaptiveAvgPool1d(Long[] size) implements Layer {
  /// The same size in all dimensions.
  public AdaptiveAvgPool1d(long size) {
    this(new Long[] {size});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.adaptiveAvgPool1d(x, size);
  }

  @Override
  public String toString() {
    return "AdaptiveAvgPool1d(output_size=" + Arrays.toString(size).replace("null", "None") + ")";
  }
}
