package jotter.tensor.display;

import java.util.Arrays;
import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Tensors as photographs: a grid of small pictures with what they show written below.
final class Images {
  /// Pixels' bytes in one output; as Base64 that is at most 100,000 characters.
  private static final int BUDGET = 75_000;

  private static final int SMALLEST = 8;
  private static final int MOST = 256;

  private Images() {}

  /// The tensor as (N, C, H, W) with C = 1 or 3, or null if its shape is no images'.
  static Tensor stack(Tensor t) {
    long[] s = t.shape();
    return switch (s.length) {
      case 2 -> t.unsqueeze(0).unsqueeze(0);
      case 3 -> {
        if (s[0] == 3 || s[0] == 1) {
          yield t.unsqueeze(0);
        }
        yield s[2] == 3 ? t.permute(2, 0, 1).unsqueeze(0) : t.unsqueeze(1);
      }
      case 4 -> {
        if (s[1] == 1 || s[1] == 3) {
          yield t;
        }
        yield s[3] == 3 || s[3] == 1 ? t.permute(0, 3, 1, 2) : null;
      }
      default -> null;
    };
  }

  /// Whether someone who sees this tensor will want to see a photograph.
  static boolean plausible(Tensor t) {
    long[] s = t.shape();
    int n = s.length;
    if (n < 2 || n > 4 || t.numel() == 0 || t.isComplex() || t.dtype() == DType.BOOL) {
      return false;
    }
    boolean bytes = t.dtype() == DType.UINT8;
    if (!bytes && !t.isFloatingPoint()) {
      return false;
    }
    if (n == 4) {
      return (s[1] == 1 || s[1] == 3) && big(s[2], s[3]) || bytes && s[3] == 3 && big(s[1], s[2]);
    }
    if (n == 3) {
      boolean colours = s[0] == 3 && big(s[1], s[2]) || bytes && s[2] == 3 && big(s[0], s[1]);
      return colours || big(s[1], s[2]) && (bytes || s[1] == s[2] && s[1] >= 2 * SMALLEST);
    }
    return bytes && big(s[0], s[1]);
  }

  private static boolean big(long height, long width) {
    return height >= SMALLEST && width >= SMALLEST && Math.max(height, width) <= 16_384;
  }

  /// A grid of pictures as HTML.
  ///
  /// @param labels what to write below each, or null
  static String grid(Tensor t, List<?> labels, int columns, int limit) {
    Tensor all = stack(t);
    if (all == null) {
      throw Check.shapeError(
          "images",
          "images are (H, W), (N, H, W), (3, H, W), (N, 1, H, W) or (N, 3, H, W), got "
              + Check.shape(t.shape()));
    }
    if (labels != null && labels.size() != all.size(0)) {
      throw Check.valueError(
          "images",
          "there must be a label for each image, got "
              + labels.size()
              + " for "
              + all.size(0)
              + "; give null for none");
    }
    int count = (int) Math.min(all.size(0), Math.clamp(limit, 1, MOST));
    int channels = (int) all.size(1);
    int height = (int) all.size(2);
    int width = (int) all.size(3);
    if (count == 0 || height == 0 || width == 0) {
      return "";
    }
    double shrink = Math.sqrt((double) BUDGET / ((double) count * channels * height * width));
    int h = shrink < 1 ? Math.max(1, (int) (height * shrink)) : height;
    int w = shrink < 1 ? Math.max(1, (int) (width * shrink)) : width;
    // Two samples a pixel are enough for an average; more would only wait for memory.
    long stepY = Math.max(1, height / (2L * h));
    long stepX = Math.max(1, width / w);
    Tensor some = Grad.off(() -> all.detach().narrow(0, 0, count));
    Samples pixels = Samples.take(some, new long[] {1, 1, stepY, stepX});
    double[] range = range(t.dtype(), pixels.values());
    byte[] bytes = resized(pixels, range, h, w);
    int zoom = zoom(h, w, count);
    var out =
        new StringBuilder(
            "<div style=\"display:grid;gap:.5em .45em;justify-content:start;"
                + "grid-template-columns:repeat("
                + Math.min(columns, count)
                + ",max-content)\">");
    int each = h * w * channels;
    for (int i = 0; i < count; i++) {
      byte[] one = Arrays.copyOfRange(bytes, i * each, (i + 1) * each);
      String label = labels == null ? "" : String.valueOf(labels.get(i));
      out.append("<div style=\"text-align:center;line-height:1.3\">")
          .append(
              Png.img(
                  Png.pixels(w, h, channels, one),
                  w * zoom,
                  h * zoom,
                  labels == null ? "image " + i : label));
      if (labels != null) {
        out.append("<small>").append(MimeBundle.escape(label)).append("</small>");
      }
      out.append("</div>");
    }
    out.append("</div>");
    String note = note(all.size(0), count, range, h < height);
    return note.isEmpty()
        ? out.toString()
        : out + "<div style=\"opacity:.65;font-size:smaller;margin-top:.3em\">" + note + "</div>";
  }

  private static String note(long all, int shown, double[] range, boolean smaller) {
    var out = new StringBuilder();
    if (shown < all) {
      out.append("the first ").append(shown).append(" of ").append(all);
    }
    if (range[2] != 0) {
      out.append(out.isEmpty() ? "" : "; ")
          .append("black is ")
          .append(Numbers.brief(range[0]))
          .append(", white is ")
          .append(Numbers.brief(range[1]));
    }
    if (smaller) {
      out.append(out.isEmpty() ? "" : "; ").append("reduced in size");
    }
    return out.toString();
  }

  /// What is black, what is white, and whether the reader must be told.
  private static double[] range(DType type, double[] values) {
    if (type == DType.UINT8) {
      return new double[] {0, 255, 0};
    }
    Statistics s = Statistics.of(values);
    if (!s.hasFinite()) {
      return new double[] {0, 1, 0};
    }
    return s.min() >= 0 && s.max() <= 1 && s.max() > 1.0 / 255
        ? new double[] {0, 1, 0}
        : new double[] {s.min(), s.max() > s.min() ? s.max() : s.min() + 1, 1};
  }

  /// Pixels, colours last, each the mean of those that it stands for.
  private static byte[] resized(Samples from, double[] range, int h, int w) {
    int n = (int) from.shape()[0];
    int channels = (int) from.shape()[1];
    int height = (int) from.shape()[2];
    int width = (int) from.shape()[3];
    byte[] to = new byte[n * channels * h * w];
    double scale = 255 / (range[1] - range[0]);
    for (int i = 0; i < n; i++) {
      for (int c = 0; c < channels; c++) {
        int base = (i * channels + c) * height * width;
        for (int y = 0; y < h; y++) {
          int y0 = (int) ((long) y * height / h);
          int y1 = Math.max(y0 + 1, (int) ((long) (y + 1) * height / h));
          for (int x = 0; x < w; x++) {
            int x0 = (int) ((long) x * width / w);
            int x1 = Math.max(x0 + 1, (int) ((long) (x + 1) * width / w));
            double sum = 0;
            for (int yy = y0; yy < y1; yy++) {
              for (int xx = x0; xx < x1; xx++) {
                sum += from.values()[base + yy * width + xx];
              }
            }
            double v = (sum / ((y1 - y0) * (x1 - x0)) - range[0]) * scale;
            to[((i * h + y) * w + x) * channels + c] = (byte) Math.round(Math.clamp(v, 0, 255));
          }
        }
      }
    }
    return to;
  }

  private static int zoom(int h, int w, int count) {
    int wanted = count == 1 ? 192 : count <= 12 ? 84 : 56;
    return Math.max(1, Math.round((float) wanted / Math.max(h, w)));
  }
}
