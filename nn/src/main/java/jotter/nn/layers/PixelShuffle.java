package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// (N, C·r², H, W) rearranged as (N, C, H·r, W·r). Shi et al. 2016, arXiv:1609.05158.
public record PixelShuffle(long factor) implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.pixelShuffle(x, factor);
  }

  @Override
  public String toString() {
    return "PixelShuffle(upscale_factor=" + factor + ")";
  }
}
