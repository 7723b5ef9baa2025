package jotter.audio.transforms;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Energies or amplitudes on a logarithmic scale: factor·log10(max(x, 10⁻¹⁰)).
///
/// As `torchaudio.transforms.AmplitudeToDB`: with `range`, nothing is further below the largest
/// value of its picture (the last three dimensions) than that.
///
/// @param factor 10 for energies, 20 for amplitudes
/// @param range how many decibels there are at most between loud and silent; infinite for no limit
public record Decibels(double factor, double range) {
  public Decibels {
    Check.value(range > 0, "Decibels", "the range must be positive, got " + range);
  }

  /// Of energies, without limit.
  public static Decibels power() {
    return new Decibels(10, Double.POSITIVE_INFINITY);
  }

  /// Of amplitudes, without limit.
  public static Decibels amplitude() {
    return new Decibels(20, Double.POSITIVE_INFINITY);
  }

  /// With a limit, 80 as a rule.
  public Decibels range(double decibels) {
    return new Decibels(factor, decibels);
  }

  public Tensor apply(Tensor x) {
    Tensor y = x.clampMin(1e-10).log10().mul(factor);
    if (range == Double.POSITIVE_INFINITY) return y;
    int dims = Math.min(3, y.rank());
    int[] last = new int[dims];
    for (int i = 0; i < dims; i++) last[i] = y.rank() - dims + i;
    return y.maximum(y.amax(last, true).sub(range));
  }
}
