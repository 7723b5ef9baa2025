package jotter.vision.image;

import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.io.AtomicFile;

/// Reading and writing pictures. As tensors they are (3, H, W) or (1, H, W); bytes from 0 to 255,
/// or floating-point numbers from 0 to 1.
///
/// ```java
/// Tensor photo = Pictures.read(Path.of("cat.jpg"));        // uint8 (3, H, W)
/// Pictures.write(Pictures.grid(batch, 8, 2), Path.of("grid.png"));
/// ```
public final class Pictures {
  /// Larger pictures are refused: 2¹⁶ pixels wide and high, a quarter of a billion in all.
  private static final long MOST = 1L << 28;

  private Pictures() {}

  /// Reads PNG, JPEG, GIF, BMP and whatever else ImageIO finds a reader for, in colour.
  ///
  /// @return uint8 (3, H, W)
  /// @throws IOException if the file cannot be read or is no picture; the message names it
  public static Tensor read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return tensor(decode(in));
    } catch (IOException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /// Reads a picture in shades of grey, uint8 (1, H, W), as ITU-R BT.601 weighs colours.
  public static Tensor readGrey(Path file) throws IOException {
    return grey(read(file));
  }

  private static BufferedImage decode(InputStream in) throws IOException {
    try (ImageInputStream stream = ImageIO.createImageInputStream(in)) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(stream);
      if (!readers.hasNext())
        throw new IOException(
            "no picture that can be read; known are "
                + String.join(", ", ImageIO.getReaderFileSuffixes()));
      ImageReader reader = readers.next();
      try {
        reader.setInput(stream, true, true);
        // Asked before any pixel is decoded: a small file may say that it is enormous.
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MOST) throw new IOException("a picture of " + pixels + " pixels is too large");
        return reader.read(0);
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        throw new IOException("a damaged picture: " + e.getMessage(), e);
      } finally {
        reader.dispose();
      }
    }
  }

  /// An AWT image as a tensor, uint8 (3, H, W).
  public static Tensor tensor(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    BufferedImage plain = image;
    if (image.getType() != BufferedImage.TYPE_INT_RGB) {
      plain = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
      if (image.getType() == BufferedImage.TYPE_BYTE_GRAY) {
        // Drawing would convert linear grey to sRGB and change the values.
        byte[] grey = (byte[]) image.getRaster().getDataElements(0, 0, w, h, null);
        int[] rgb = new int[w * h];
        for (int i = 0; i < rgb.length; i++) rgb[i] = (grey[i] & 0xff) * 0x010101;
        plain.setRGB(0, 0, w, h, rgb, 0, w);
      } else {
        Graphics2D g = plain.createGraphics();
        g.drawImage(image, 0, 0, null);
        g.dispose();
      }
    }
    int[] rgb = plain.getRGB(0, 0, w, h, null, 0, w);
    int[] r = new int[3 * rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      r[i] = rgb[i] >> 16 & 0xff;
      r[rgb.length + i] = rgb[i] >> 8 & 0xff;
      r[2 * rgb.length + i] = rgb[i] & 0xff;
    }
    return Tensor.of(r).to(DType.UINT8).reshape(3, h, w);
  }

  /// A tensor (1, H, W) or (3, H, W) as an AWT image.
  public static BufferedImage image(Tensor picture) {
    Check.that(
        picture.rank() == 3 && (picture.size(0) == 1 || picture.size(0) == 3),
        "image",
        "a picture must be (1, H, W) or (3, H, W), got " + Check.shape(picture.shape()));
    int h = (int) picture.size(1);
    int w = (int) picture.size(2);
    double[] v = Grad.off(() -> bytes(picture.detach()).to(DType.FLOAT64)).toDoubleArray();
    int second = picture.size(0) == 3 ? h * w : 0;
    int[] rgb = new int[h * w];
    for (int i = 0; i < rgb.length; i++)
      rgb[i] = (int) v[i] << 16 | (int) v[i + second] << 8 | (int) v[i + 2 * second];
    BufferedImage image = new BufferedImage(w, h, BufferedImage.TYPE_INT_RGB);
    image.setRGB(0, 0, w, h, rgb, 0, w);
    return image;
  }

  private static Tensor bytes(Tensor x) {
    if (x.dtype() == DType.UINT8) return x;
    return x.to(DType.FLOAT32).mul(255).clamp(0, 255).round();
  }

  /// Writes a picture in the format of the file's ending, such as png or jpg.
  ///
  /// @param picture (1, H, W) or (3, H, W)
  public static void write(Tensor picture, Path file) throws IOException {
    String name = file.getFileName().toString();
    String format = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    BufferedImage image = image(picture);
    AtomicFile.write(
        file,
        false,
        out -> {
          if (!ImageIO.write(image, format, Channels.newOutputStream(out)))
            throw new IOException(file + ": no picture format '" + format + "' is known");
        });
  }

  /// Colours as shades of grey: 0.299·red + 0.587·green + 0.114·blue. Input (*, 3, H, W), output
  /// (*, 1, H, W), in the type of the input.
  public static Tensor grey(Tensor x) {
    Check.that(
        x.rank() >= 3 && x.size(-3) == 3,
        "grey",
        "a picture in colour must be (*, 3, H, W), got " + Check.shape(x.shape()));
    Tensor f = x.dtype().isFloatingPoint() ? x : x.to(DType.FLOAT32);
    int d = x.rank() - 3;
    Tensor y =
        f.narrow(d, 0, 1)
            .mul(0.299)
            .add(f.narrow(d, 1, 1).mul(0.587))
            .add(f.narrow(d, 2, 1).mul(0.114));
    return x.dtype().isFloatingPoint() ? y : y.round().to(x.dtype());
  }

  /// Many pictures as one, side by side in rows.
  ///
  /// @param batch (N, C, H, W)
  /// @param columns how many stand in a row
  /// @param gap how many pixels are between them
  public static Tensor grid(Tensor batch, int columns, int gap) {
    Check.rank("grid", "the pictures", batch, 4);
    Check.value(
        columns > 0 && gap >= 0,
        "grid",
        "columns must be positive and the gap not negative, got " + columns + " and " + gap);
    long n = batch.size(0);
    long h = batch.size(2);
    long w = batch.size(3);
    long across = Math.min(columns, n);
    long rows = (n + columns - 1) / columns;
    Tensor all =
        Tensor.zeros(
            new long[] {batch.size(1), gap + rows * (h + gap), gap + across * (w + gap)},
            batch.dtype());
    for (long i = 0; i < n; i++)
      all.narrow(1, gap + i / columns * (h + gap), h)
          .narrow(2, gap + i % columns * (w + gap), w)
          .copy_(batch.select(0, i).detach());
    return all;
  }
}
