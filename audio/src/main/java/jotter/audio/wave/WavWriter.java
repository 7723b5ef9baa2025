package jotter.audio.wave;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Writes RIFF WAVE files.
final class WavWriter {
  private WavWriter() {}

  static void write(Wave w, Encoding e, OutputStream out) throws IOException {
    int channels = (int) w.channels();
    int n = (int) w.length();
    long size = (long) channels * n * e.bytes();
    // Everything but PCM has an extension and says how many samples there are.
    boolean pcm = e.format == 1;
    int head = pcm ? 44 : 58;
    if (size + head > 0xffffffffL)
      throw new IOException("a WAV file holds 4 GiB, this sound has " + size + " bytes");
    ByteBuffer b = ByteBuffer.allocate(head).order(ByteOrder.LITTLE_ENDIAN);
    tag(b, "RIFF").putInt((int) (head - 8 + size + size % 2));
    tag(b, "WAVE");
    tag(b, "fmt ").putInt(pcm ? 16 : 18);
    b.putShort((short) e.format).putShort((short) channels);
    b.putInt(w.rate()).putInt(w.rate() * channels * e.bytes());
    b.putShort((short) (channels * e.bytes())).putShort((short) e.bits);
    if (!pcm) {
      b.putShort((short) 0);
      tag(b, "fact").putInt(4).putInt(n);
    }
    tag(b, "data").putInt((int) size);
    out.write(b.array());
    float[] samples = w.samples().toFloatArray();
    int block = channels * e.bytes();
    int piece = Math.max(1, 65536 / block);
    ByteBuffer data = ByteBuffer.allocate(piece * block).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < n; from += piece) {
      data.clear();
      for (int i = from; i < Math.min(n, from + piece); i++)
        for (int c = 0; c < channels; c++) put(data, e, samples[c * n + i]);
      out.write(data.array(), 0, data.position());
    }
    if (size % 2 == 1) out.write(0);
  }

  private static ByteBuffer tag(ByteBuffer b, String name) {
    return b.put(name.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static void put(ByteBuffer b, Encoding e, float v) {
    switch (e) {
      case PCM8 -> b.put((byte) (whole(v, 0x1p7) + 128));
      case PCM16 -> b.putShort((short) whole(v, 0x1p15));
      case PCM24 -> {
        int x = (int) whole(v, 0x1p23);
        b.put((byte) x).putShort((short) (x >> 8));
      }
      case PCM32 -> b.putInt((int) whole(v, 0x1p31));
      case FLOAT32 -> b.putFloat(v);
      case FLOAT64 -> b.putDouble(v);
      case ALAW -> b.put((byte) Companding.toAlaw((int) whole(v, 0x1p15)));
      case MULAW -> b.put((byte) Companding.toMulaw((int) whole(v, 0x1p15)));
    }
  }

  private static long whole(float v, double scale) {
    return Math.round(Math.clamp(v * scale, -scale, scale - 1));
  }
}
