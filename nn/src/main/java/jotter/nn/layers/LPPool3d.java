package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// The p-norm of every window, (Σ xᵖ)^(1/p).
///
/// Input (N, C, D, H, W) or without N.
///
/// @param norm the order p
/// @param stride steps between windows, null for the size of the window
public record LPPool3d(double norm, long[] kernel, long[] stride, boolean ceil) implements Layer {
  /// Windows of one size, side by side.
  public LPPool3d(double norm, long kernel) {
    this(norm, new long[] {kernel}, null, false);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.lpPool3d(x, norm, kernel, stride, ceil);
  }

  @Override
  public String toString() {
    return "LPPool3d(norm_type="
        + Sizes.num(norm)
        + ", kernel_size="
        + Sizes.one(kernel)
        + ", stride="
        + (stride == null ? "None" : Sizes.one(stride))
        + ", ceil_mode="
        + Sizes.bool(ceil)
        + ")";
  }
}
