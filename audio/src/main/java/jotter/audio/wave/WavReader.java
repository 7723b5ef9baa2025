package jotter.audio.wave;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jotter.tensor.Tensor;

/// Reads RIFF WAVE files (Microsoft and IBM 1991), chunk by chunk; unknown chunks are skipped.
///
/// Sizes in the file are not believed: memory grows with what is really there.
final class WavReader {
  private static final int EXTENSIBLE = 0xfffe;
  private static final int PIECE = 1 << 20;
  private static final long MOST = 1L << 31;

  private WavReader() {}

  private record Form(Encoding encoding, int channels, int rate) {}

  static Wave read(InputStream in) throws IOException {
    String riff = tag(in);
    if (!riff.equals("RIFF"))
      throw new IOException("a WAV file begins with RIFF, this one with '" + shown(riff) + "'");
    number(in, 4);
    String wave = tag(in);
    if (!wave.equals("WAVE"))
      throw new IOException("this RIFF file is '" + shown(wave) + "', not WAVE");
    Form form = null;
    while (true) {
      String name = tag(in);
      long size = number(in, 4);
      switch (name) {
        case "fmt " -> form = form(bytes(in, size, 1 << 16));
        case "data" -> {
          if (form == null) throw new IOException("the data comes before the format");
          return data(form, in, size);
        }
        default -> in.skipNBytes(size);
      }
      // Chunks begin at even places.
      if (size % 2 == 1) in.skipNBytes(1);
    }
  }

  private static Form form(byte[] chunk) throws IOException {
    if (chunk.length < 16)
      throw new IOException("the format has " + chunk.length + " bytes, at least 16 are needed");
    ByteBuffer b = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int format = b.getShort(0) & 0xffff;
    int channels = b.getShort(2) & 0xffff;
    int rate = b.getInt(4);
    int block = b.getShort(12) & 0xffff;
    int bits = b.getShort(14) & 0xffff;
    // The real format of an extensible one stands in the first bytes of its GUID.
    if (format == EXTENSIBLE && chunk.length >= 26) format = b.getShort(24) & 0xffff;
    Encoding e = Encoding.of(format, bits);
    if (e == null)
      throw new IOException(
          "format "
              + format
              + " with "
              + bits
              + " bits is not known; PCM (1) of 8, 16, 24, 32 bits, floating point (3) of 32, 64"
              + " bits, A-law (6) and µ-law (7) are");
    if (channels == 0 || rate <= 0)
      throw new IOException(channels + " channels with " + rate + " samples a second are no sound");
    if (block != channels * e.bytes())
      throw new IOException(
          channels
              + " channels of "
              + e
              + " want blocks of "
              + channels * e.bytes()
              + " bytes, not "
              + block);
    return new Form(e, channels, rate);
  }

  private static Wave data(Form f, InputStream in, long size) throws IOException {
    // Streams write 0 or the largest number, when they do not yet know how much will come.
    long most = size == 0 || size >= 0xffffffffL - 44 ? MOST : size;
    byte[] all = bytesUpTo(in, most);
    if (most == size && all.length < size)
      throw new EOFException(
          "the file ends after " + all.length + " of " + size + " bytes of sound");
    int block = f.channels * f.encoding.bytes();
    int n = all.length / block;
    float[] r = new float[n * f.channels];
    ByteBuffer b = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
    int at = 0;
    for (int i = 0; i < n; i++)
      for (int c = 0; c < f.channels; c++) {
        r[c * n + i] = value(f.encoding, b, at);
        at += f.encoding.bytes();
      }
    return new Wave(Tensor.of(r, f.channels, n), f.rate);
  }

  private static float value(Encoding e, ByteBuffer b, int at) {
    return switch (e) {
      case PCM8 -> ((b.get(at) & 0xff) - 128) * 0x1p-7f;
      case PCM16 -> b.getShort(at) * 0x1p-15f;
      case PCM24 -> (b.get(at) & 0xff | b.getShort(at + 1) << 8) * 0x1p-23f;
      case PCM32 -> b.getInt(at) * 0x1p-31f;
      case FLOAT32 -> b.getFloat(at);
      case FLOAT64 -> (float) b.getDouble(at);
      case ALAW -> Companding.fromAlaw(b.get(at) & 0xff) * 0x1p-15f;
      case MULAW -> Companding.fromMulaw(b.get(at) & 0xff) * 0x1p-15f;
    };
  }

  private static String tag(InputStream in) throws IOException {
    return new String(bytes(in, 4, 4), java.nio.charset.StandardCharsets.ISO_8859_1);
  }

  private static String shown(String tag) {
    return tag.replaceAll("[^ -~]", "?");
  }

  private static long number(InputStream in, int n) throws IOException {
    byte[] b = bytes(in, n, n);
    long r = 0;
    for (int i = n - 1; i >= 0; i--) r = r << 8 | b[i] & 0xff;
    return r;
  }

  private static byte[] bytes(InputStream in, long n, int most) throws IOException {
    if (n > most)
      throw new IOException("a chunk of " + n + " bytes where at most " + most + " fit");
    byte[] b = in.readNBytes((int) n);
    if (b.length < n) throw new EOFException("the file ends before there is any sound");
    return b;
  }

  private static byte[] bytesUpTo(InputStream in, long most) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    while (out.size() < most) {
      byte[] piece = in.readNBytes((int) Math.min(PIECE, most - out.size()));
      if (piece.length == 0) break;
      out.writeBytes(piece);
    }
    return out.toByteArray();
  }
}
