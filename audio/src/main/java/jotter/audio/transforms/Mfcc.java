package jotter.audio.transforms;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Mel-frequency cepstral coefficients: the cosine transform of a mel spectrogram in decibels.
///
/// c_k = Σ_m √(2/M)·cos(πk(m + ½)/M)·dB_m, c_0 divided by √2. Davis and Mermelstein 1980. As
/// `torchaudio.transforms.MFCC` with its defaults (orthonormal, 80 decibels at most).
///
/// Input (*, time), output (*, count, frames).
///
/// @param mel the spectrogram that they are made of
/// @param count how many coefficients are kept
public record Mfcc(MelSpectrogram mel, int count) {
  public Mfcc {
    Check.value(
        count > 0 && count <= mel.scale().bands(),
        "Mfcc",
        "cannot keep " + count + " coefficients of " + mel.scale().bands() + " bands");
  }

  /// 40 coefficients of 128 bands with windows of 400 samples, 200 apart.
  public static Mfcc of(int rate) {
    return new Mfcc(MelSpectrogram.of(rate, 128, Spectrogram.of(400)), 40);
  }

  /// The matrix (bands, count) of the orthonormal cosine transform.
  public static Tensor cosines(int bands, int count) {
    double[] r = new double[bands * count];
    for (int m = 0; m < bands; m++)
      for (int k = 0; k < count; k++)
        r[m * count + k] =
            Math.cos(Math.PI / bands * (m + 0.5) * k)
                * Math.sqrt(2.0 / bands)
                * (k == 0 ? Math.sqrt(0.5) : 1);
    return Tensor.of(r, bands, count);
  }

  public Tensor apply(Tensor x) {
    Tensor decibels = Decibels.power().range(80).apply(mel.apply(x));
    Tensor dct = cosines(mel.scale().bands(), count).to(decibels.dtype());
    return decibels.transpose(-1, -2).matmul(dct).transpose(-1, -2);
  }
}
