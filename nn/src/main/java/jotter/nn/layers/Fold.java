package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Adds up windows (N, C·kernel, L) where they overlap, giving (N, C, output...): the transpose of
/// {@link Unfold}.
public record Fold(long[] output, long[] kernel, long[] dilation, long[] padding, long[] stride)
    implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return F.fold(x, output, kernel, dilation, padding, stride);
  }

  @Override
  public String toString() {
    return "Fold(output_size="
        + Sizes.tuple(output)
        + ", kernel_size="
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
