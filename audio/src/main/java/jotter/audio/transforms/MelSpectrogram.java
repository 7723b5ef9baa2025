package jotter.audio.transforms;

import jotter.tensor.Tensor;

/// How strong each mel band is in each moment.
///
/// ```java
/// var mel = MelSpectrogram.of(8000, 40, Spectrogram.of(256).hop(80));
/// Tensor features = Decibels.power().apply(mel.apply(wave.samples()));
/// ```
///
/// Input (*, time), output (*, bands, frames).
public record MelSpectrogram(Spectrogram spectrogram, MelScale scale) {
  /// Bands from 0 to half the rate.
  public static MelSpectrogram of(int rate, int bands, Spectrogram spectrogram) {
    return new MelSpectrogram(spectrogram, MelScale.of(bands, rate));
  }

  public Tensor apply(Tensor x) {
    return scale.apply(spectrogram.apply(x));
  }
}
