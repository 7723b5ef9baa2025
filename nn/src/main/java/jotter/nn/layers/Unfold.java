package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// All windows of (N, C, H, W) as columns (N, C·kernel, L).
public record Unfold(long[] kernel, long[] dilation, long[] padding, long[] stride)
    implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.unfold(x, kernel, dilation, padding, stride);
  }

  @Override
  public String toString() {
    return "Unfold(kernel_size="
        + Sizes.tuple(kernel)
        + ", dilation="
        + Sizes.one(dilation)
        + ", padding="
        + Sizes.one(padding)
        + ", stride="
        + Sizes.one(stride)
        + ")";
  }
}
