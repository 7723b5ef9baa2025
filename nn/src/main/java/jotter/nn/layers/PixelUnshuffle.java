package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// (N, C, H·r, W·r) rearranged as (N, C·r², H, W): the inverse of {@link PixelShuffle}.
public record PixelUnshuffle(long factor) implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.pixelUnshuffle(x, factor);
  }

  @Override
  public String toString() {
    return "PixelUnshuffle(downscale_factor=" + factor + ")";
  }
}
