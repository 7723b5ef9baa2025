package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The mean of windows that divide the input so that the output has a given size.
///
/// Input (N, C, D, H, W) or without N.
///
/// @param size the sizes of the output; null keeps that of the input
public record AdaptiveAvgPool3d(Long[] size) implements Layer {
  /// The same size in all dimensions.
  public AdaptiveAvgPool3d(long size) {
    this(new Long[] {size, size, size});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.adaptiveAvgPool3d(x, size);
  }

  @Override
  public String toString() {
    return "AdaptiveAvgPool3d(output_size=" + Arrays.toString(size).replace("null", "None") + ")";
  }
}
