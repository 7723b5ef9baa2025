package jotter.audio.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// Hides bands of frequencies and stretches of time of a spectrogram, so that a network does not
/// rely on any of them. Park et al. 2019, arXiv:1904.08779.
///
/// Input and output (bands, frames) or (channels, bands, frames); random numbers come from
/// `Rng.current()`, one choice for all channels.
///
/// @param bands how many bands in a row are hidden at most
/// @param frames how many moments in a row are hidden at most
/// @param times how often each is done
/// @param value what stands where something is hidden
public record SpecAugment(int bands, int frames, int times, double value) {
  public SpecAugment {
    Check.value(
        bands >= 0 && frames >= 0 && times >= 0,
        "SpecAugment",
        "must not be negative: " + bands + " bands, " + frames + " frames, " + times + " times");
  }

  public Tensor apply(Tensor x) {
    Check.rank("SpecAugment", "the spectrogram", x, 2, 3);
    Tensor y = x.clone();
    for (int i = 0; i < times; i++) {
      hide(y, x.rank() - 2, bands);
      hide(y, x.rank() - 1, frames);
    }
    return y;
  }

  private void hide(Tensor y, int dim, int most) {
    long size = y.size(dim);
    long width = Rng.current().nextLong(Math.min(most, size) + 1);
    long from = Rng.current().nextLong(size - width + 1);
    if (width > 0) y.narrow(dim, from, width).fill_(value);
  }
}
