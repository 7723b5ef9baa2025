package jotter.tensor.display;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// The picture that suits a tensor: photographs, lines, bars, colours.
///
/// | tensor | picture |
/// |---|---|
/// | bytes or numbers shaped like images | a grid of photographs |
/// | small whole numbers in a row (labels) | bars: how often each comes |
/// | one-hot rows | bars of the classes |
/// | complex numbers | magnitude and phase |
/// | a vector | a line |
/// | truth values | black and white |
/// | several long lines of signals, (channels, samples) | a line for each |
/// | anything else | its first matrix as a heat map |
final class TensorPicture {
  private static final int LINE = 20_000;
  private static final int LOOKED_AT = 50_000;
  private static final int SHOWN_IMAGES = 20;
  private static final int MOST_CLASSES = 64;
  private static final int MOST_SIGNALS = 6;

  private TensorPicture() {}

  static String html(Tensor t) {
    if (t.isComplex()) {
      return complex(t);
    }
    if (Images.plausible(t)) {
      return Images.grid(t, null, 10, SHOWN_IMAGES);
    }
    if (t.rank() == 1) {
      double[] v = Samples.spread(t, LINE).values();
      int classes = classes(t, v);
      return classes > 0 ? bars(v, classes) : Sparkline.svg(v);
    }
    if (t.rank() == 2 && isOneHot(t)) {
      Samples rows = Samples.spread(t.argmax(1), LOOKED_AT);
      return HeatMap.picture(t) + title("classes") + bars(rows.values(), (int) t.size(1));
    }
    Tensor matrix = t;
    while (matrix.rank() > 2) {
      matrix = matrix.select(0, 0);
    }
    if (matrix.numel() < 2) {
      return "";
    }
    return isSignals(matrix) ? lines(matrix) : HeatMap.picture(matrix);
  }

  /// At most about `limit` elements of a tensor, evenly spread, as a tensor.
  static Tensor fewer(Tensor t, int limit) {
    long step = (long) Math.ceil(Math.pow((double) t.numel() / limit, 1.0 / Math.max(1, t.rank())));
    Tensor few = t;
    for (int d = 0; d < t.rank() && step > 1; d++) {
      if (few.size(d) > step) {
        few = few.slice(d, null, null, step);
      }
    }
    while (few.numel() > 4L * limit) {
      int widest = 0;
      for (int d = 1; d < few.rank(); d++) {
        widest = few.size(d) > few.size(widest) ? d : widest;
      }
      few = few.slice(widest, null, null, 2L);
    }
    return few;
  }

  // --- complex ---

  private static String complex(Tensor t) {
    Tensor part = t;
    while (part.rank() > 2) {
      part = part.select(0, 0);
    }
    part = fewer(part, part.rank() == 1 ? LINE : LOOKED_AT / 3).contiguous();
    Tensor size = part.abs();
    Tensor phase = part.angle();
    if (part.rank() < 2) {
      return title("magnitude")
          + Sparkline.svg(Samples.all(size.reshape(-1)))
          + title("phase, −π to π")
          + Sparkline.svg(Samples.all(phase.reshape(-1)));
    }
    return "<div style=\"display:flex;flex-wrap:wrap;gap:1em\"><div>"
        + title("magnitude")
        + HeatMap.picture(size)
        + "</div><div>"
        + title("phase")
        + HeatMap.picture(phase)
        + "</div></div>";
  }

  static String title(String text) {
    return "<div style=\"opacity:.65;font-size:smaller\">" + text + "</div>";
  }

  // --- classes ---

  /// How many classes a row of labels has; 0 if it is none.
  private static int classes(Tensor t, double[] v) {
    boolean whole = t.dtype().isInteger() && t.dtype() != DType.BOOL;
    if (!whole || v.length < 8) {
      return 0;
    }
    Statistics s = Statistics.of(v);
    if (s.min() < 0 || s.max() >= MOST_CLASSES || v.length < 2 * s.max()) {
      return 0;
    }
    // What only rises, as a range of indices, is no row of labels.
    boolean repeats = false;
    boolean[] seen = new boolean[MOST_CLASSES];
    for (double x : v) {
      repeats |= seen[(int) x];
      seen[(int) x] = true;
    }
    return repeats ? (int) s.max() + 1 : 0;
  }

  private static boolean isOneHot(Tensor t) {
    if (t.size(1) < 2 || t.size(1) > MOST_CLASSES || t.size(0) < 2 || t.dtype() == DType.BOOL) {
      return false;
    }
    Tensor few = t.size(0) > 2000 ? t.narrow(0, 0, 2000) : t;
    double[] v = Samples.all(few);
    int columns = (int) t.size(1);
    for (int r = 0; r < v.length; r += columns) {
      int ones = 0;
      for (int c = 0; c < columns; c++) {
        if (v[r + c] == 1) {
          ones++;
        } else if (v[r + c] != 0) {
          return false;
        }
      }
      if (ones != 1) {
        return false;
      }
    }
    return true;
  }

  /// How often each class comes.
  private static String bars(double[] labels, int classes) {
    long[] counts = new long[classes];
    for (double v : labels) {
      if (v >= 0 && v < classes) {
        counts[(int) v]++;
      }
    }
    long most = Math.max(1, Arrays.stream(counts).max().orElse(1));
    int width = Math.max(14, Math.min(30, 420 / classes));
    int height = 72;
    var out = new StringBuilder(Svg.open(classes * width + 4, height + 30));
    int every = width >= 18 || classes <= 10 ? 1 : 5;
    for (int i = 0; i < classes; i++) {
      double h = Math.round(10.0 * height * counts[i] / most) / 10.0;
      double middle = 2 + i * width + width / 2.0;
      out.append("<rect x=\"").append(Svg.n(2 + i * width + 1)).append("\" y=\"");
      out.append(Svg.n(12 + height - h)).append("\" width=\"").append(width - 2);
      out.append("\" height=\"").append(Svg.n(h)).append("\" rx=\"1.5\" fill=\"#2f6fed\"><title>");
      out.append(i).append(": ").append(counts[i]).append("</title></rect>");
      if (classes <= 16) {
        out.append("<text font-size=\"9\" opacity=\".7\" x=\"").append(Svg.n(middle));
        out.append("\" y=\"").append(Svg.n(9 + height - h)).append("\">");
        out.append(counts[i]).append("</text>");
      }
      if (i % every == 0) {
        out.append("<text font-size=\"10\" x=\"").append(Svg.n(middle)).append("\" y=\"");
        out.append(height + 25).append("\">").append(i).append("</text>");
      }
    }
    return out.append("</svg>").toString();
  }

  // --- signals ---

  /// A few long lines: channels of sound, measured series.
  private static boolean isSignals(Tensor m) {
    return m.isFloatingPoint() && m.size(0) <= MOST_SIGNALS && m.size(1) >= 64 * m.size(0);
  }

  private static String lines(Tensor m) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < m.size(0); i++) {
      all.add(Sparkline.svg(Samples.spread(m.select(0, i), LINE).values()));
    }
    return String.join("<br>", all);
  }
}
