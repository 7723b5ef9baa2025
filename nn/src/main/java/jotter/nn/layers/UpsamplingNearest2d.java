package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Enlarges images (N, C, H, W) by repeating the nearest element.
///
/// @param size the sizes of the output, or null
/// @param factor what sizes are multiplied with, or null
public record UpsamplingNearest2d(long[] size, double[] factor) implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.interpolate(x, size, factor, "nearest", false, false, false);
  }

  @Override
  public String toString() {
    return "UpsamplingNearest2d("
        + (size != null ? "size=" + Sizes.one(size) : "scale_factor=" + Arrays.toString(factor))
        + ")";
  }
}
