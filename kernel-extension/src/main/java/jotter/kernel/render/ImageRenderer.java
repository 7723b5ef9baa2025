package jotter.kernel.render;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows an image as PNG; a tiny one enlarged, so that its pixels can be seen.
public final class ImageRenderer implements Renderer<BufferedImage> {
  private static final int TINY = 64;
  private static final int ENLARGED = 192;

  @Override
  public Class<BufferedImage> type() {
    return BufferedImage.class;
  }

  @Override
  public MimeBundle render(BufferedImage image) {
    int w = image.getWidth();
    int h = image.getHeight();
    MimeBundle bundle = MimeBundle.of("BufferedImage " + w + "×" + h).png(png(image));
    int longer = Math.max(w, h);
    if (longer > TINY) {
      return bundle;
    }
    int times = Math.max(1, ENLARGED / longer);
    return bundle.withMetadata(
        MimeBundle.PNG, java.util.Map.of("width", w * times, "height", h * times));
  }

  static byte[] png(BufferedImage image) {
    var out = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalArgumentException("no PNG can be written of this image's colour model");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
