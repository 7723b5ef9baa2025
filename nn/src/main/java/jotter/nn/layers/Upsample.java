package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Enlarges (or reduces) the dimensions behind the channels.
///
/// @param size the sizes of the output, or null
/// @param factor what sizes are multiplied with, or null
/// @param mode `nearest`, `linear`, `bilinear`, `bicubic` or `trilinear`
/// @param alignCorners whether the corners of input and output have the same centres
/// @param recompute whether factors are computed anew from the rounded sizes
public record Upsample(
    long[] size, double[] factor, String mode, boolean alignCorners, boolean recompute)
    implements Layer {
  /// Nearest neighbours, by a factor.
  public Upsample(double factor) {
    this(null, new double[] {factor}, "nearest", false, false);
  }

  /// By a factor.
  public Upsample(double factor, String mode) {
    this(null, new double[] {factor}, mode, false, false);
  }

  @Override
  public Tensor forward(Tensor x) {
    return F.interpolate(x, size, factor, mode, alignCorners, recompute, false);
  }

  @Override
  public String toString() {
    return "Upsample("
        + (size != null ? "size=" + Sizes.one(size) : "scale_factor=" + Arrays.toString(factor))
        + ", mode="
        + mode
        + ")";
  }
}
