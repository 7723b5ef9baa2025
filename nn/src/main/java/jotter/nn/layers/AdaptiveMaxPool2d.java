package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// The largest element of windows that divide the input so that the output has a given size.
///
/// Input (N, C, H, W) or without N.
///
/// @param size the sizes of the output; null keeps that of the input
public record AdaptiveMaxPool2d(Long[] size) implements Layer {
  /// The same size in all dimensions.
  public AdaptiveMaxPool2d(long size) {
    this(new Long[] {size, size});
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.adaptiveMaxPool2d(x, size).values();
  }

  /// The largest elements and where they were.
  public Indexed applyWithIndices(Tensor x) {
    return call(() -> F.adaptiveMaxPool2d(x, size));
  }

  @Override
  public String toString() {
    return "AdaptiveMaxPool2d(output_size=" + Arrays.toString(size).replace("null", "None") + ")";
  }
}
