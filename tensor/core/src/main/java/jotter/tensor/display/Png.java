package jotter.tensor.display;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Writes PNG files, so that a picture needs neither AWT nor a screen.
///
/// Specification: W3C, Portable Network Graphics, third edition.
final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final int GREY = 0;
  private static final int COLOUR = 2;
  private static final int PALETTE = 3;
  private static final int SMALL = 20_000;

  private Png() {}

  /// Grey (one byte a pixel) or colour (three bytes a pixel), row by row.
  static byte[] pixels(int width, int height, int channels, byte[] data) {
    // The difference to the left neighbour compresses photographs better than their pixels.
    return file(width, height, channels, channels == 1 ? GREY : COLOUR, data, null, 1);
  }

  /// One byte a pixel, which stands for the colour at that place of the palette.
  static byte[] palette(int width, int height, byte[] data, int[] palette) {
    return file(width, height, 1, PALETTE, data, palette, 0);
  }

  private static byte[] file(
      int width, int height, int channels, int type, byte[] data, int[] palette, int filter) {
    var out = new ByteArrayOutputStream(data.length / 2 + 1024);
    out.writeBytes(SIGNATURE);
    byte[] header = new byte[13];
    put(header, 0, width);
    put(header, 4, height);
    header[8] = 8;
    header[9] = (byte) type;
    chunk(out, "IHDR", header, header.length);
    if (palette != null) {
      byte[] colours = new byte[3 * palette.length];
      for (int i = 0; i < palette.length; i++) {
        colours[3 * i] = (byte) (palette[i] >> 16);
        colours[3 * i + 1] = (byte) (palette[i] >> 8);
        colours[3 * i + 2] = (byte) palette[i];
      }
      chunk(out, "PLTE", colours, colours.length);
    }
    compressed(out, lines(width * channels, height, channels, data, filter));
    chunk(out, "IEND", new byte[0], 0);
    return out.toByteArray();
  }

  private static byte[] lines(int row, int height, int channels, byte[] data, int filter) {
    byte[] lines = new byte[(row + 1) * height];
    for (int y = 0, to = 0; y < height; y++) {
      lines[to++] = (byte) filter;
      for (int x = 0, from = y * row; x < row; x++, from++) {
        int left = filter == 1 && x >= channels ? data[from - channels] : 0;
        lines[to++] = (byte) (data[from] - left);
      }
    }
    return lines;
  }

  private static void compressed(ByteArrayOutputStream out, byte[] lines) {
    // A few bytes more in a large picture are worth less than the time.
    try (var deflater = new Deflater(lines.length > SMALL ? Deflater.BEST_SPEED : 6)) {
      deflater.setInput(lines);
      deflater.finish();
      var packed = new ByteArrayOutputStream(lines.length / 2 + 64);
      byte[] buffer = new byte[16384];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      chunk(out, "IDAT", packed.toByteArray(), packed.size());
    }
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] data, int length) {
    byte[] four = new byte[4];
    put(four, 0, length);
    out.writeBytes(four);
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(data, 0, length);
    out.writeBytes(name);
    out.write(data, 0, length);
    put(four, 0, (int) crc.getValue());
    out.writeBytes(four);
  }

  private static void put(byte[] to, int at, int value) {
    to[at] = (byte) (value >> 24);
    to[at + 1] = (byte) (value >> 16);
    to[at + 2] = (byte) (value >> 8);
    to[at + 3] = (byte) value;
  }

  /// An `img` element of a picture, enlarged so that its pixels can be seen.
  static String img(byte[] png, int width, int height, String alt) {
    return "<img alt=\""
        + MimeBundle.escape(alt)
        + "\" style=\"image-rendering:pixelated;max-width:none;margin:0;display:block;width:"
        + width
        + "px;height:"
        + height
        + "px\""
        + " src=\"data:image/png;base64,"
        + Base64.getEncoder().encodeToString(png)
        + "\">";
  }
}
