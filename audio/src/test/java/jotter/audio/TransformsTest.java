package jotter.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import jotter.audio.transforms.MelScale;
import jotter.audio.transforms.MelSpectrogram;
import jotter.audio.transforms.Mfcc;
import jotter.audio.transforms.Resample;
import jotter.audio.transforms.SpecAugment;
import jotter.audio.transforms.Spectrogram;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Expected values come from torchaudio's formulas, computed with PyTorch.
class TransformsTest {
  private static final Spectrogram SPECTROGRAM = Spectrogram.of(256).window(200).hop(80);

  /// Two tones and a rising one.
  private static final Tensor X = signal();

  private static Tensor signal() {
    double[] r = new double[2000];
    for (int t = 0; t < r.length; t++)
      r[t] =
          0.5 * Math.sin(2 * Math.PI * 440 * t / 8000)
              + 0.25 * Math.sin(2 * Math.PI * 1234.5 * t / 8000 + 0.3)
              + 0.1 * Math.cos((double) t * t / 5000);
    return Tensor.of(r).to(DType.FLOAT32);
  }

  private static void close(Tensor t, long i, long k, double expected) {
    assertThat(t.get(i, k).item()).isCloseTo(expected, within(1e-3 * Math.abs(expected)));
  }

  private static void sum(Tensor t, double expected) {
    assertThat(t.to(DType.FLOAT64).sum().item())
        .isCloseTo(expected, within(1e-4 * Math.abs(expected)));
  }

  @Test
  void spectrogram() {
    Tensor s = SPECTROGRAM.apply(X);
    assertThat(s.shape()).containsExactly(129, 26);
    close(s, 10, 3, 0.01766064390540123);
    close(s, 40, 10, 128.50689697265625);
    sum(s, 39887.02734375);
    Tensor batch = SPECTROGRAM.apply(Tensor.stack(0, X, X).unsqueeze(1));
    assertThat(batch.shape()).containsExactly(2, 1, 129, 26);
    assertThat(batch.select(0, 1).select(0, 0).allclose(s)).isTrue();
  }

  @Test
  void melBands() {
    Tensor m = MelSpectrogram.of(8000, 40, SPECTROGRAM).apply(X);
    close(m, 5, 3, 0.20250508189201355);
    close(m, 20, 10, 51.58260726928711);
    sum(m, 39712.45703125);
    Tensor slaney =
        new MelSpectrogram(SPECTROGRAM, new MelScale(40, 8000, 20, 3800, true)).apply(X);
    close(slaney, 5, 3, 0.24983732402324677);
    close(slaney, 20, 10, 2.6478805541992188);
    sum(slaney, 683.7515869140625);
  }

  @Test
  void cepstra() {
    Tensor c = new Mfcc(MelSpectrogram.of(8000, 40, SPECTROGRAM), 13).apply(X);
    assertThat(c.shape()).containsExactly(13, 26);
    close(c, 0, 3, -145.60885620117188);
    close(c, 5, 10, -71.09427642822266);
    close(c, 12, 20, -28.579891204833984);
    sum(c, -4333.36669921875);
  }

  @Test
  void otherRates() {
    double[][] expected = {
      {
        8000,
        16000,
        4000,
        0.43818992376327515,
        -0.661357581615448,
        -0.1252080202102661,
        1363.0549610800517
      },
      {
        8000,
        6000,
        1500,
        0.07704637944698334,
        0.1669631004333496,
        -0.3679801821708679,
        511.0676447954029
      },
      {
        44100,
        8000,
        363,
        0.44439497590065,
        0.40892139077186584,
        0.41563349962234497,
        115.5295350223314
      },
      {
        16000,
        11025,
        1379,
        -0.24576790630817413,
        -0.016255373135209084,
        -0.09956782311201096,
        469.35669729480287
      }
    };
    for (double[] e : expected) {
      Tensor y = Resample.of((int) e[0], (int) e[1]).apply(X);
      assertThat(y.numel()).isEqualTo((long) e[2]);
      assertThat(y.get(7).item()).isCloseTo(e[3], within(1e-5));
      assertThat(y.get(100).item()).isCloseTo(e[4], within(1e-5));
      assertThat(y.get(y.numel() - 3).item()).isCloseTo(e[5], within(1e-5));
      assertThat(y.to(DType.FLOAT64).abs().sum().item()).isCloseTo(e[6], within(1e-2));
    }
  }

  @Test
  void partsAreHidden() {
    Tensor x = Tensor.ones(2, 20, 50);
    Tensor y = Rng.with(Rng.of(4), () -> new SpecAugment(5, 10, 1, 0).apply(x));
    assertThat(y.select(0, 0).equal(y.select(0, 1))).isTrue();
    Tensor one = y.select(0, 0);
    long bands = one.sum(1).eq(0).sum().itemLong();
    long frames = one.sum(0).eq(0).sum().itemLong();
    assertThat(bands).isBetween(0L, 5L);
    assertThat(frames).isBetween(0L, 10L);
    assertThat(bands + frames).isPositive();
    assertThat(x.sum().item()).isEqualTo(2000);
  }
}
