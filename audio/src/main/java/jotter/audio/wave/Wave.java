package jotter.audio.wave;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import jotter.audio.transforms.Resample;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.io.AtomicFile;

/// Sound: for each channel the pressure at equal distances in time, between -1 and 1.
///
/// ```java
/// Wave w = Wave.read(Path.of("7_lucas_0.wav"));
/// w.mono().resample(16_000).write(Path.of("seven.wav"), Encoding.PCM16);
/// ```
///
/// @param samples float32 (channels, time)
/// @param rate how many samples a second has, for each channel
public record Wave(Tensor samples, int rate) {
  /// Checks the shape.
  public Wave {
    Check.rank("Wave", "the samples", samples, 2);
    Check.value(rate > 0, "Wave", "the rate must be positive, got " + rate);
  }

  /// Reads a WAV file: PCM of 8, 16, 24 or 32 bits, floating point of 32 or 64, A-law, µ-law.
  ///
  /// @throws IOException if it cannot be read or is no such file; the message names the file
  public static Wave read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in);
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /// Reads a WAV file from a stream, which is not closed.
  public static Wave read(InputStream in) throws IOException {
    return WavReader.read(in);
  }

  /// Writes a WAV file; what is beyond ±1 is cut off where the encoding has no room for it.
  public void write(Path file, Encoding encoding) throws IOException {
    AtomicFile.write(
        file,
        false,
        out -> {
          OutputStream stream = Channels.newOutputStream(out);
          WavWriter.write(this, encoding, stream);
          stream.flush();
        });
  }

  /// Writes a WAV file to a stream, which is not closed.
  public void write(OutputStream out, Encoding encoding) throws IOException {
    WavWriter.write(this, encoding, out);
  }

  /// How many channels there are.
  public long channels() {
    return samples.size(0);
  }

  /// How many samples a channel has.
  public long length() {
    return samples.size(1);
  }

  /// How long it lasts.
  public double seconds() {
    return (double) length() / rate;
  }

  /// The mean of all channels as one.
  public Wave mono() {
    if (channels() == 1) return this;
    return new Wave(Grad.off(() -> samples.mean(new int[] {0}, true)), rate);
  }

  /// The same sound with another rate.
  public Wave resample(int to) {
    if (to == rate) return this;
    return new Wave(Grad.off(() -> Resample.of(rate, to).apply(samples)), to);
  }

  /// A part of it, in seconds; what is beyond the end is left out.
  public Wave cut(double from, double to) {
    long a = Math.clamp(Math.round(from * rate), 0, length());
    long b = Math.clamp(Math.round(to * rate), a, length());
    return new Wave(samples.narrow(1, a, b - a).contiguous(), rate);
  }

  /// A sine, for tests and for hearing that something is heard.
  public static Wave sine(double hertz, double seconds, int rate) {
    Tensor t = Tensor.arange(Math.round(seconds * rate)).to(DType.FLOAT64);
    Tensor s = t.mul(2 * Math.PI * hertz / rate).sin().to(DType.FLOAT32);
    return new Wave(s.unsqueeze(0), rate);
  }

  @Override
  public String toString() {
    return String.format(
        java.util.Locale.ROOT,
        "Wave(%d channel%s, %.3f s, %d Hz)",
        channels(),
        channels() == 1 ? "" : "s",
        seconds(),
        rate);
  }
}
