package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;
import static jotter.tensor.display.Svg.n;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Small charts side by side as one SVG picture, drawn in well under a millisecond each: for what
/// is redrawn while something runs. Who wants to design a chart takes XChart.
///
/// ```java
/// new Plot(2).lines("loss", "epoch", false, curves).heat("gradients", names, values, null).svg()
/// ```
public final class Plot {
  private static final int WIDTH = 300;
  private static final int HEIGHT = 190;
  private static final int LEFT = 44;
  private static final int RIGHT = 10;
  private static final int TOP = 24;
  private static final int BOTTOM = 32;
  private static final int POINTS = 200;

  /// How wide a letter of a line of text is.
  private static final double LETTER = 7;

  private static final String[] COLOURS = {"#2f6fed", "#e07a1f", "#1d9a6c", "#a345c9", "#d1366f"};

  private final int columns;
  private final List<String> panels = new ArrayList<>();
  private String foot = "";

  /// @param columns how many charts stand in a row
  public Plot(int columns) {
    this.columns = columns;
  }

  /// How many charts there are.
  public int size() {
    return panels.size();
  }

  /// Text below everything.
  public Plot foot(String text) {
    foot = text;
    return this;
  }

  /// Lines. Faint ones are background and have no colour of their own.
  ///
  /// @param log whether the vertical scale is logarithmic; numbers that are not positive are left
  ///   out
  public Plot lines(String title, String xTitle, boolean log, List<Curves.Curve> curves) {
    double x0 = Double.POSITIVE_INFINITY;
    double x1 = Double.NEGATIVE_INFINITY;
    double y0 = Double.POSITIVE_INFINITY;
    double y1 = Double.NEGATIVE_INFINITY;
    for (Curves.Curve c : curves) {
      for (int i = 0; i < c.x().length; i++) {
        double y = scaled(c.y()[i], log);
        if (y - y == 0) {
          x0 = Math.min(x0, c.x()[i]);
          x1 = Math.max(x1, c.x()[i]);
          y0 = Math.min(y0, y);
          y1 = Math.max(y1, y);
        }
      }
    }
    var out = new StringBuilder();
    if (x0 > x1) {
      panels.add(
          title(title, xTitle) + text(WIDTH / 2.0, HEIGHT / 2.0, "nothing yet", " opacity=\".5\""));
      return this;
    }
    x1 = x1 > x0 ? x1 : x0 + 1;
    double margin = y1 > y0 ? 0.05 * (y1 - y0) : Math.max(1e-9, Math.abs(y0) * 0.1);
    double low = y0 - margin;
    double high = y1 + margin;
    grid(out, low, high, log);
    for (double t : xTitle.equals("epoch") ? whole(ticks(x0, x1, 5)) : ticks(x0, x1, 5)) {
      out.append(text(LEFT + (t - x0) / (x1 - x0) * across(), HEIGHT - BOTTOM + 14, number(t), ""));
    }
    int colour = 0;
    int legend = 0;
    var names = new StringBuilder();
    for (Curves.Curve c : curves) {
      String own = COLOURS[colour % COLOURS.length];
      if (!c.faint()) {
        colour++;
      }
      out.append(line(c, log, x0, x1, low, high, own));
      if (!c.faint() && c.x().length > 0 && !c.name().isEmpty()) {
        names
            .append("<tspan fill=\"")
            .append(own)
            .append("\">")
            .append(legend++ == 0 ? "" : "  ")
            .append(escape(c.name()))
            .append("</tspan>");
      }
    }
    if (!names.isEmpty()) {
      out.append("<text text-anchor=\"end\" font-size=\"10\" xml:space=\"preserve\" x=\"")
          .append(WIDTH - RIGHT)
          .append("\" y=\"14\">")
          .append(names)
          .append("</text>");
    }
    panels.add(out.append(title(title, xTitle)).toString());
    return this;
  }

  /// Rows of colours over time: one row for each name, one column for each moment.
  ///
  /// @param values a row for each name; NaN is left empty
  /// @param range the least and largest value, or null for those that there are
  public Plot heat(
      String title, String xTitle, List<String> names, double[][] values, double[] range) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    int columnsOf = 0;
    for (double[] row : values) {
      columnsOf = Math.max(columnsOf, row.length);
      for (double v : row) {
        if (v - v == 0) {
          low = Math.min(low, v);
          high = Math.max(high, v);
        }
      }
    }
    if (columnsOf == 0 || low > high) {
      panels.add(
          title(title, xTitle) + text(WIDTH / 2.0, HEIGHT / 2.0, "nothing yet", " opacity=\".5\""));
      return this;
    }
    low = range == null ? low : range[0];
    high = range == null ? high : range[1];
    int label = Math.min(110, 8 + 6 * names.stream().mapToInt(String::length).max().orElse(1));
    int right = 52;
    double w = (double) (WIDTH - label - right) / columnsOf;
    double h = (double) (HEIGHT - TOP - BOTTOM) / Math.max(1, names.size());
    byte[] pixels = new byte[names.size() * columnsOf];
    int[] scale = ColorScale.SEQUENTIAL;
    for (int r = 0; r < names.size(); r++) {
      for (int c = 0; c < columnsOf; c++) {
        double v = c < values[r].length ? values[r][c] : Double.NaN;
        double part = high > low ? Math.clamp((v - low) / (high - low), 0, 1) : 0.5;
        pixels[r * columnsOf + c] = (byte) (v - v == 0 ? Math.round(part * 255) : 0);
      }
    }
    var out = new StringBuilder();
    out.append(
        image(
            Png.palette(columnsOf, names.size(), pixels, scale),
            label,
            TOP,
            w * columnsOf,
            h * names.size()));
    int every = (int) Math.max(1, Math.ceil(11 / h));
    for (int r = 0; r < names.size(); r += every) {
      String name = names.get(r);
      name = name.length() > 17 ? "…" + name.substring(name.length() - 16) : name;
      out.append(
          text(label - 4, TOP + (r + 0.5) * h + 3.5, name, " font-size=\"9\" text-anchor=\"end\""));
    }
    byte[] bar = new byte[64];
    for (int i = 0; i < 64; i++) {
      bar[i] = (byte) (255 - 4 * i);
    }
    out.append(image(Png.palette(1, 64, bar, scale), WIDTH - right + 6, TOP, 8, h * names.size()));
    out.append(
        text(
            WIDTH - right + 17,
            TOP + 8,
            Numbers.brief(high),
            " font-size=\"9\" text-anchor=\"start\""));
    out.append(
        text(
            WIDTH - right + 17,
            HEIGHT - BOTTOM,
            Numbers.brief(low),
            " font-size=\"9\" text-anchor=\"start\""));
    panels.add(out.append(title(title, xTitle)).toString());
    return this;
  }

  /// Histograms above one another, the newest in front: how a distribution moves.
  ///
  /// @param low where the first bin begins
  /// @param high where the last bin ends
  /// @param counts a histogram for each moment, oldest first
  public Plot ridges(String title, String xTitle, double low, double high, List<double[]> counts) {
    if (counts.isEmpty()) {
      panels.add(
          title(title, xTitle) + text(WIDTH / 2.0, HEIGHT / 2.0, "nothing yet", " opacity=\".5\""));
      return this;
    }
    var out = new StringBuilder();
    int most = Math.min(counts.size(), 12);
    // A few fill the height, many overlap.
    double rise = Math.max(34, (HEIGHT - TOP - BOTTOM) / (double) most - 6);
    double step = (HEIGHT - TOP - BOTTOM - rise) / Math.max(1, most - 1);
    for (int k = 0; k < most; k++) {
      double[] h =
          counts.get(
              most == 1 ? counts.size() - 1 : (int) ((long) k * (counts.size() - 1) / (most - 1)));
      double top = 1e-12;
      for (double v : h) {
        top = Math.max(top, v);
      }
      double base = TOP + rise + k * step;
      var path = new StringBuilder("M" + n(LEFT) + " " + n(base));
      for (int i = 0; i < h.length; i++) {
        path.append('L').append(n(LEFT + (i + 0.5) / h.length * across())).append(' ');
        path.append(n(base - h[i] / top * rise));
      }
      path.append('L').append(n(LEFT + across())).append(' ').append(n(base)).append('Z');
      String opacity = String.format(Locale.ROOT, "%.2f", 0.15 + 0.4 * (k + 1) / most);
      out.append("<path d=\"")
          .append(path)
          .append("\" fill=\"#2f6fed\" fill-opacity=\"")
          .append(opacity);
      out.append("\" stroke=\"#2f6fed\" stroke-width=\".7\"/>");
    }
    for (double t : ticks(low, high, 5)) {
      out.append(
          text(LEFT + (t - low) / (high - low) * across(), HEIGHT - BOTTOM + 14, number(t), ""));
    }
    panels.add(out.append(title(title, xTitle)).toString());
    return this;
  }

  /// All charts as one picture.
  public String svg() {
    int rows = (panels.size() + columns - 1) / columns;
    int wide = Math.min(columns, Math.max(1, panels.size())) * WIDTH;
    List<String> below = wrapped(foot, (int) (wide / LETTER));
    int high = rows * HEIGHT + (foot.isEmpty() ? 0 : 4 + 15 * below.size());
    var out = new StringBuilder(Svg.open(wide, high));
    for (int i = 0; i < panels.size(); i++) {
      out.append("<g font-size=\"10\" transform=\"translate(")
          .append(i % columns * WIDTH)
          .append(' ')
          .append(i / columns * HEIGHT)
          .append(")\">")
          .append(panels.get(i))
          .append("</g>");
    }
    for (int i = 0; i < below.size() && !foot.isEmpty(); i++) {
      double y = rows * HEIGHT + 14 + 15 * i;
      out.append(text(8, y, below.get(i), " text-anchor=\"start\" opacity=\".75\""));
    }
    return out.append("</svg>").toString();
  }

  /// All charts as a value to be shown.
  public MimeBundle bundle(String plain) {
    return Svg.bundle(plain, svg(), "");
  }

  /// A text in lines of at most so many letters, broken between its facts.
  private static List<String> wrapped(String text, int letters) {
    var lines = new ArrayList<String>();
    var line = new StringBuilder();
    for (String fact : text.split(" · ")) {
      if (!line.isEmpty() && line.length() + 3 + fact.length() > letters) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " · ").append(fact);
    }
    lines.add(line.toString());
    return lines;
  }

  // --- parts ---

  private static int across() {
    return WIDTH - LEFT - RIGHT;
  }

  private static double scaled(double v, boolean log) {
    return !log ? v : v > 0 ? Math.log10(v) : Double.NaN;
  }

  private static String title(String title, String below) {
    return text(8, 14, title, " font-weight=\"600\" font-size=\"12\" text-anchor=\"start\"")
        + (below.isEmpty()
            ? ""
            : text(LEFT + across() / 2.0, HEIGHT - 4, below, " opacity=\".7\""));
  }

  private static String text(double x, double y, String text, String more) {
    return "<text x=\"" + n(x) + "\" y=\"" + n(y) + "\"" + more + ">" + escape(text) + "</text>";
  }

  private static String image(byte[] png, double x, double y, double w, double h) {
    return "<image preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\" x=\""
        + n(x)
        + "\" y=\""
        + n(y)
        + "\" width=\""
        + n(w)
        + "\" height=\""
        + n(h)
        + "\" href=\"data:image/png;base64,"
        + java.util.Base64.getEncoder().encodeToString(png)
        + "\"/>";
  }

  private static void grid(StringBuilder out, double low, double high, boolean log) {
    for (double t : log ? decades(low, high) : ticks(low, high, 4)) {
      double y = TOP + (1 - (t - low) / (high - low)) * (HEIGHT - TOP - BOTTOM);
      out.append("<path d=\"M").append(LEFT).append(' ').append(n(y)).append('H');
      out.append(WIDTH - RIGHT).append("\" stroke=\"currentColor\" opacity=\".15\"/>");
      String label = log ? number(Math.pow(10, t)) : number(t);
      out.append(text(LEFT - 5, y + 3.5, label, " text-anchor=\"end\""));
    }
  }

  private static String line(
      Curves.Curve c, boolean log, double x0, double x1, double low, double high, String colour) {
    var path = new StringBuilder();
    var dots = new StringBuilder();
    int n = c.x().length;
    int groups = Math.min(n, POINTS);
    boolean pen = false;
    for (int g = 0; g < groups; g++) {
      int from = (int) ((long) g * n / groups);
      int to = (int) ((long) (g + 1) * n / groups);
      double sum = 0;
      int count = 0;
      for (int i = from; i < to; i++) {
        double y = scaled(c.y()[i], log);
        if (y - y == 0) {
          sum += y;
          count++;
        }
      }
      if (count == 0) {
        continue;
      }
      String x = n(LEFT + (c.x()[to - 1] - x0) / (x1 - x0) * across());
      String y = n(TOP + (1 - (sum / count - low) / (high - low)) * (HEIGHT - TOP - BOTTOM));
      path.append(pen ? 'L' : 'M').append(x).append(' ').append(y);
      pen = true;
      if (!c.faint() && n <= 12) {
        dots.append("<circle r=\"2.5\" cx=\"").append(x).append("\" cy=\"").append(y);
        dots.append("\" fill=\"").append(colour).append("\"/>");
      }
    }
    return "<path d=\""
        + path
        + "\" fill=\"none\" stroke-linejoin=\"round\" stroke=\""
        + colour
        + (c.faint() ? "\" opacity=\".35\"/>" : "\" stroke-width=\"1.8\"/>")
        + dots;
  }

  /// Round numbers between two others, about `wanted` of them.
  static double[] ticks(double low, double high, int wanted) {
    double raw = (high - low) / wanted;
    double power = Math.pow(10, Math.floor(Math.log10(raw)));
    double step = power;
    for (double m : new double[] {1, 2, 2.5, 5, 10}) {
      if (m * power >= raw * 0.99) {
        step = m * power;
        break;
      }
    }
    var all = new ArrayList<Double>();
    for (double k = Math.ceil(low / step - 1e-9);
        k * step <= high + 1e-9 * step && all.size() < 20;
        k++) {
      all.add(k * step + 0.0);
    }
    return all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Ticks of a logarithmic scale: powers of ten, or 1, 2 and 5 of each where there are few.
  static double[] decades(double low, double high) {
    if (high - low > 4) {
      return whole(ticks(low, high, 4));
    }
    var all = new ArrayList<Double>();
    double[] steps = high - low > 1.7 ? new double[] {1} : new double[] {1, 2, 5};
    for (double k = Math.floor(low); k <= high; k++) {
      for (double step : steps) {
        double t = k + Math.log10(step);
        if (t >= low && t <= high) {
          all.add(t);
        }
      }
    }
    // Within a small part of a decade they are as good as on a line.
    return all.size() < 2
        ? Arrays.stream(ticks(Math.pow(10, low), Math.pow(10, high), 3)).map(Math::log10).toArray()
        : all.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The whole ones of some ticks; there is no half an epoch.
  private static double[] whole(double[] ticks) {
    double[] some = Arrays.stream(ticks).filter(t -> Math.abs(t - Math.rint(t)) < 1e-9).toArray();
    return some.length == 0 ? ticks : some;
  }

  /// A tick's number: short, no zeros behind.
  private static String number(double v) {
    double size = Math.abs(v);
    if (size != 0 && (size < 1e-3 || size >= 1e6)) {
      return String.format(Locale.ROOT, "%.1e", v)
          .replace(".0e", "e")
          .replace("e-0", "e-")
          .replace("e+0", "e");
    }
    if (size >= 1e4) {
      return String.format(Locale.ROOT, "%.0fk", v / 1000);
    }
    // Rounded to digits that count, or two neighbours of small numbers would look the same.
    BigDecimal digits = BigDecimal.valueOf(v).round(new MathContext(4)).stripTrailingZeros();
    return digits.signum() == 0 ? "0" : digits.toPlainString();
  }
}
