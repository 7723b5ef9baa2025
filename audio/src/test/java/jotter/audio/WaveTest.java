package jotter.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import jotter.audio.datasets.SpokenDigits;
import jotter.audio.wave.Encoding;
import jotter.audio.wave.Wave;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WaveTest {
  @TempDir Path dir;

  private final Wave noise =
      new Wave(Rng.with(Rng.of(1), () -> Tensor.rand(2, 101).mul(2).sub(1)), 11025);

  private static byte[] bytes(Wave w, Encoding e) throws IOException {
    var out = new ByteArrayOutputStream();
    w.write(out, e);
    return out.toByteArray();
  }

  private static Wave read(byte[] b) throws IOException {
    return Wave.read(new ByteArrayInputStream(b));
  }

  @ParameterizedTest
  @EnumSource(Encoding.class)
  void whatIsWrittenComesBack(Encoding e) throws IOException {
    Path file = dir.resolve("noise.wav");
    noise.write(file, e);
    Wave back = Wave.read(file);
    assertThat(back.rate()).isEqualTo(11025);
    double most = back.samples().sub(noise.samples()).abs().max().item();
    double allowed =
        switch (e) {
          case PCM8 -> 0.5 / 128;
          case PCM16 -> 0.5 / 32768;
          case PCM24 -> 0.5 / (1 << 23) + 1e-7;
          case PCM32, FLOAT32, FLOAT64 -> 1e-7;
          case ALAW, MULAW -> 0.02;
        };
    // The largest positive number of PCM is one step below 1.
    assertThat(most).isLessThanOrEqualTo(allowed * 2.01);
    // A second way through the file changes nothing more.
    Wave again = read(bytes(back, e));
    assertThat(again.samples().equal(back.samples())).isTrue();
  }

  @Test
  void telephoneCodesAreThoseOfTheStandard() throws IOException {
    float[] v = new float[256];
    // All codes decoded, weighed by their number; sums computed with Python's audioop.
    long[] sums = {98107392, 100139008};
    Encoding[] laws = {Encoding.MULAW, Encoding.ALAW};
    for (int k = 0; k < 2; k++) {
      byte[] file = bytes(new Wave(Tensor.of(v, 1, 256), 8000), laws[k]);
      for (int i = 0; i < 256; i++) file[58 + i] = (byte) i;
      double[] x = read(file).samples().toDoubleArray();
      long sum = 0;
      for (int i = 0; i < 256; i++) sum += i * Math.round(x[i] * 32768);
      assertThat(sum).isEqualTo(sums[k]);
    }
    short[] samples = {0, 1, -1, 100, -100, 1000, -1000, 8000, -8000, 32767, -32768, 12345, -23456};
    float[] x = new float[samples.length];
    for (int i = 0; i < x.length; i++) x[i] = samples[i] / 32768f;
    Wave w = new Wave(Tensor.of(x, 1, x.length), 8000);
    int[] mu = {255, 255, 126, 242, 114, 206, 78, 160, 32, 128, 0, 151, 8};
    int[] a = {213, 213, 85, 211, 83, 250, 122, 138, 10, 170, 42, 189, 35};
    byte[] muFile = bytes(w, Encoding.MULAW);
    byte[] aFile = bytes(w, Encoding.ALAW);
    for (int i = 0; i < x.length; i++) {
      assertThat(muFile[58 + i] & 0xff).as("µ-law of %d", samples[i]).isEqualTo(mu[i]);
      assertThat(aFile[58 + i] & 0xff).as("A-law of %d", samples[i]).isEqualTo(a[i]);
    }
  }

  @Test
  void extensibleFilesAndUnknownChunksAreRead() throws IOException {
    ByteBuffer b = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
    b.put("RIFF".getBytes()).putInt(92).put("WAVE".getBytes());
    b.put("LIST".getBytes()).putInt(3).put(new byte[4]);
    b.put("fmt ".getBytes()).putInt(40).putShort((short) 0xfffe).putShort((short) 1);
    b.putInt(8000).putInt(24000).putShort((short) 3).putShort((short) 24);
    b.putShort((short) 22).putShort((short) 24).putInt(4).putShort((short) 1).put(new byte[14]);
    b.put("data".getBytes()).putInt(6).put(new byte[] {0, 0, 64, 0, 0, -64});
    Wave w = read(java.util.Arrays.copyOf(b.array(), b.position()));
    assertThat(w.samples().toFloatArray()).containsExactly(0.5f, -0.5f);
  }

  @Test
  void damagedFilesAreRefused() throws IOException {
    byte[] good = bytes(noise, Encoding.PCM16);
    for (int n : new int[] {0, 3, 11, 20, 40, 60, good.length - 1}) {
      byte[] cut = java.util.Arrays.copyOf(good, n);
      assertThatThrownBy(() -> read(cut)).as("cut to %d bytes", n).isInstanceOf(IOException.class);
    }
    byte[] other = good.clone();
    other[20] = 85; // MP3 in a WAV file
    assertThatThrownBy(() -> read(other)).hasMessageContaining("format 85");
    byte[] enormous = good.clone();
    enormous[16] = -1;
    enormous[17] = -1;
    enormous[18] = -1;
    assertThatThrownBy(() -> read(enormous)).isInstanceOf(IOException.class);
  }

  @Test
  void aSineKeepsItsPitch() {
    Wave w = Wave.sine(440, 0.5, 8000).resample(16000);
    assertThat(w.length()).isEqualTo(8000);
    double[] x = w.samples().toDoubleArray();
    int crossings = 0;
    for (int i = 1; i < x.length; i++) if (x[i - 1] < 0 != x[i] < 0) crossings++;
    assertThat(crossings).isBetween(438, 442);
    assertThat(w.cut(0.1, 0.2).seconds()).isCloseTo(0.1, within(1e-9));
    assertThat(w).hasToString("Wave(1 channel, 0.500 s, 16000 Hz)");
  }

  @Test
  void digitsAreReadFromTheirArchive() throws IOException {
    Path zip = dir.resolve("recordings.zip");
    try (var out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name : new String[] {"3_ann_7", "1_bob_0", "1_bob_5"}) {
        out.putNextEntry(new ZipEntry("recordings/" + name + ".wav"));
        out.write(bytes(Wave.sine(300, 0.1, 8000), Encoding.PCM16));
      }
      out.putNextEntry(new ZipEntry("README.md"));
    }
    SpokenDigits later = SpokenDigits.read(zip, r -> r.index() >= 5);
    assertThat(later.size()).isEqualTo(2);
    assertThat(later.get(1).digit()).isEqualTo(3);
    assertThat(later.get(1).speaker()).isEqualTo("ann");
    assertThat(later.get(0).wave().length()).isEqualTo(800);
    assertThatThrownBy(() -> SpokenDigits.read(zip, r -> false))
        .hasMessageContaining("no recordings");
  }
}
