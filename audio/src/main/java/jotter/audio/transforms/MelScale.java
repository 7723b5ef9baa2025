package jotter.audio.transforms;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Sums frequencies into bands that are as wide as the ear hears them.
///
/// Input (*, frequencies, frames), output (*, bands, frames): a bank of triangles whose corners lie
/// evenly on the mel scale. As `torchaudio.transforms.MelScale`.
///
/// @param bands how many bands there are
/// @param rate samples a second
/// @param low the lowest frequency in hertz
/// @param high the highest frequency, half the rate as a rule
/// @param slaney whether the scale is Slaney's (linear below 1000 Hz) with triangles of equal area,
///   as librosa has it, or HTK's with triangles of equal height
public record MelScale(int bands, int rate, double low, double high, boolean slaney) {
  public MelScale {
    Check.value(
        bands > 0 && rate > 0 && low >= 0 && low < high,
        "MelScale",
        "bands and rate must be positive and low below high, got "
            + bands
            + ", "
            + rate
            + ", "
            + low
            + ", "
            + high);
  }

  /// HTK's scale from 0 to half the rate.
  public static MelScale of(int bands, int rate) {
    return new MelScale(bands, rate, 0, rate / 2, false);
  }

  /// The weights (frequencies, bands) of a transform with so many frequencies.
  public Tensor bank(int frequencies) {
    double[] corners = new double[bands + 2];
    double from = mel(low);
    double to = mel(high);
    for (int i = 0; i < corners.length; i++)
      corners[i] = hertz(from + (to - from) * i / (bands + 1));
    float[] r = new float[frequencies * bands];
    for (int f = 0; f < frequencies; f++) {
      double at = rate / 2 * (double) f / (frequencies - 1);
      for (int b = 0; b < bands; b++) {
        double rise = (at - corners[b]) / (corners[b + 1] - corners[b]);
        double fall = (corners[b + 2] - at) / (corners[b + 2] - corners[b + 1]);
        double height = slaney ? 2 / (corners[b + 2] - corners[b]) : 1;
        r[f * bands + b] = (float) (Math.max(0, Math.min(rise, fall)) * height);
      }
    }
    return Tensor.of(r, frequencies, bands);
  }

  private double mel(double f) {
    if (!slaney) return 2595 * Math.log10(1 + f / 700);
    return f < 1000 ? f * 3 / 200 : 15 + Math.log(f / 1000) * 27 / Math.log(6.4);
  }

  private double hertz(double m) {
    if (!slaney) return 700 * (Math.pow(10, m / 2595) - 1);
    return m < 15 ? m * 200 / 3 : 1000 * Math.exp((m - 15) * Math.log(6.4) / 27);
  }

  public Tensor apply(Tensor spectrum) {
    Tensor bank = bank((int) spectrum.size(-2)).to(spectrum.dtype());
    return spectrum.transpose(-1, -2).matmul(bank).transpose(-1, -2);
  }
}
