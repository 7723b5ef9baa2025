package jotter.tensor.display;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Stft;
import jotter.tensor.Tensor;
import jotter.tensor.Windows;

/// Sound to hear and to see: a player, the waveform, and the spectrogram.
///
/// The player holds a WAV file with 16 bits a sample, so every browser plays it and nothing else is
/// needed. A long sound is cut, and says so.
final class Sound {
  private static final int LONGEST = 1_500_000;
  private static final int WINDOW = 512;
  private static final int COLUMNS = 300;
  private static final double FLOOR_DB = -80;

  private Sound() {}

  /// @param wave samples between -1 and 1, (samples) or (channels, samples)
  static MimeBundle of(Tensor wave, int rate) {
    Check.rank("audio", "the wave", wave, 1, 2);
    Check.value(rate > 0 && rate <= 768_000, "audio", "the rate must be positive, got " + rate);
    Check.value(
        wave.isFloatingPoint(),
        "audio",
        "samples are floating point numbers from -1 to 1, got "
            + wave.dtype()
            + "; use wave.to(DType.FLOAT32).div(32768) for 16-bit samples");
    return Grad.off(() -> draw(wave.detach().to(DType.FLOAT32), rate));
  }

  private static MimeBundle draw(Tensor wave, int rate) {
    Tensor channels = wave.rank() == 1 ? wave.unsqueeze(0) : wave;
    int count = (int) channels.size(0);
    Check.value(
        count >= 1 && count <= 8,
        "audio",
        "a wave has 1 to 8 channels in its first dimension, got " + Check.shape(wave.shape()));
    long samples = channels.size(1);
    String about =
        String.format(Locale.ROOT, "%.2f s · %,d Hz", samples / (double) rate, rate)
            + (count == 1 ? "" : " · " + count + " channels");
    String plain = "audio, " + about;
    if (samples == 0) {
      return MimeBundle.of(plain);
    }
    long kept = Math.min(samples, LONGEST / (2L * count));
    Tensor mono = channels.size(0) == 1 ? channels.select(0, 0) : channels.mean(0);
    var html = new StringBuilder("<div class=\"jotter-audio\"><div>").append(about);
    if (kept < samples) {
      html.append(
          String.format(Locale.ROOT, ", the first %.1f s to be heard", kept / (double) rate));
    }
    html.append("</div><audio controls preload=\"metadata\" src=\"data:audio/wav;base64,")
        .append(Base64.getEncoder().encodeToString(wav(channels.narrow(1, 0, kept), rate)))
        .append("\"></audio><div>")
        .append(Sparkline.svg(Samples.spread(mono, 20_000).values()))
        .append("</div>");
    if (samples >= WINDOW) {
      html.append(TensorPicture.title("spectrogram, 0 to " + rate / 2 + " Hz upwards, in dB"))
          .append(spectrogram(mono));
    }
    return MimeBundle.of(plain).html(html.append("</div>").toString());
  }

  private static byte[] wav(Tensor channels, int rate) {
    int count = (int) channels.size(0);
    double[] v = Samples.all(channels.t().contiguous());
    int bytes = 2 * v.length;
    ByteBuffer out = ByteBuffer.allocate(44 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + bytes);
    out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
    out.putShort((short) 1).putShort((short) count).putInt(rate).putInt(2 * count * rate);
    out.putShort((short) (2 * count)).putShort((short) 16);
    out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(bytes);
    for (double x : v) {
      out.putShort((short) Math.round(32767 * Math.clamp(x == x ? x : 0, -1, 1)));
    }
    return out.array();
  }

  private static String spectrogram(Tensor mono) {
    // As many windows as there are columns: between them nothing is looked at.
    long hop = Math.max(WINDOW / 4, (mono.numel() - WINDOW) / COLUMNS + 1);
    Tensor spectrum =
        Stft.of(WINDOW)
            .hop((int) Math.min(hop, Integer.MAX_VALUE))
            .window(Windows.hannWindow(WINDOW))
            .apply(mono)
            .abs();
    Tensor db = spectrum.clampMin(1e-6).log10().mul(20);
    double top = db.max().item();
    return HeatMap.picture(db.sub(top).clampMin(FLOOR_DB).flip(0), 420, 160);
  }
}
