package jotter.audio.transforms;

import jotter.tensor.Check;
import jotter.tensor.Stft;
import jotter.tensor.Tensor;
import jotter.tensor.Windows;

/// How strong each frequency is in each moment: |STFT|^power under a Hann window.
///
/// Input (*, time), output (*, nFft/2 + 1, frames), frames = 1 + time/hop. As
/// `torchaudio.transforms.Spectrogram` with its defaults.
///
/// @param nFft the length of the transforms
/// @param winLength the length of the window
/// @param hop the distance of neighbouring windows
/// @param power 2 for energies, 1 for amplitudes
public record Spectrogram(int nFft, int winLength, int hop, double power) {
  public Spectrogram {
    Check.value(
        nFft > 0 && winLength > 0 && winLength <= nFft && hop > 0 && power > 0,
        "Spectrogram",
        "lengths and power must be positive and the window not longer than the transform, got "
            + nFft
            + ", "
            + winLength
            + ", "
            + hop
            + ", "
            + power);
  }

  /// Energies, windows as long as the transforms, half of that apart.
  public static Spectrogram of(int nFft) {
    return new Spectrogram(nFft, nFft, nFft / 2, 2);
  }

  public Spectrogram hop(int samples) {
    return new Spectrogram(nFft, winLength, samples, power);
  }

  public Spectrogram window(int samples) {
    return new Spectrogram(nFft, samples, hop, power);
  }

  public Spectrogram power(double p) {
    return new Spectrogram(nFft, winLength, hop, p);
  }

  public Tensor apply(Tensor x) {
    Check.floating("Spectrogram", "the sound", x);
    long n = x.size(-1);
    Stft stft = Stft.of(nFft).hop(hop).window(Windows.hannWindow(winLength).to(x.dtype()));
    Tensor s = stft.apply(x.reshape(-1, n));
    Tensor magnitude = s.abs();
    Tensor y = power == 1 ? magnitude : power == 2 ? magnitude.square() : magnitude.pow(power);
    long[] shape = new long[x.rank() + 1];
    System.arraycopy(x.shape(), 0, shape, 0, x.rank() - 1);
    shape[x.rank() - 1] = y.size(-2);
    shape[x.rank()] = y.size(-1);
    return y.reshape(shape);
  }
}
