package jotter.kernel.render;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.diagnostics.AboutShapes;
import jotter.tensor.display.MimeBundle;

/// Draws the operands of an operation whose shapes did not fit: matrices as rectangles, batches as
/// sheets behind them, and the sizes that disagree in red.
///
/// It reads the shapes from the message, where every such error names them as `(32×784)`.
public final class ShapePicture {
  private static final int DEPTH = 8;
  private static final int MOST = 4;
  private static final String RED = "#e5484d";
  private static final String INK = "currentColor";

  /// A word that may name the operand, and its shape.
  private static final Pattern OPERAND =
      Pattern.compile("(?:\\b(\\p{Alpha}\\w*) )?(?:\\p{Alpha}\\w*)?\\((\\d+(?:×\\d+)*)\\)");

  private static final Pattern MEET = Pattern.compile("meet at dimension (-?\\d+)");
  private static final Set<String> NO_NAMES =
      Set.of("and", "of", "to", "got", "shape", "shapes", "the", "the shapes", "with", "differ");

  private ShapePicture() {}

  private record Operand(String name, long[] shape, Set<Integer> wrong) {}

  /// The picture, if the exception or one of its causes is about at least two shapes.
  public static Optional<MimeBundle> of(Throwable thrown) {
    Throwable t = thrown;
    for (int depth = 0; t != null && depth < 10; depth++, t = t.getCause()) {
      if (t instanceof AboutShapes && t.getMessage() != null) {
        return draw(t.getMessage());
      }
    }
    return Optional.empty();
  }

  private static Optional<MimeBundle> draw(String message) {
    var operands = new ArrayList<Operand>();
    Matcher m = OPERAND.matcher(message);
    while (m.find() && operands.size() < MOST) {
      String name = m.group(1) == null || NO_NAMES.contains(m.group(1)) ? "" : m.group(1);
      String[] sizes = m.group(2).split("×");
      long[] shape = new long[sizes.length];
      for (int i = 0; i < sizes.length; i++) {
        shape[i] = Long.parseLong(sizes[i]);
      }
      operands.add(new Operand(name, shape, new HashSet<>()));
    }
    if (operands.size() < 2) {
      return Optional.empty();
    }
    mark(message, operands.get(0), operands.get(1));
    return Optional.of(MimeBundle.of(plain(operands)).html(svg(operands)).svg(svg(operands)));
  }

  /// Finds the sizes that disagree, as the rule says that was broken.
  private static void mark(String message, Operand a, Operand b) {
    int ranks = Math.min(a.shape.length, b.shape.length);
    Matcher meet = MEET.matcher(message);
    if (message.contains("inner dimensions differ")) {
      a.wrong.add(a.shape.length - 1);
      b.wrong.add(Math.max(0, b.shape.length - 2));
    } else if (meet.find()) {
      int fromEnd = Integer.parseInt(meet.group(1));
      wrong(a, fromEnd < 0 ? a.shape.length + fromEnd : fromEnd);
      wrong(b, fromEnd < 0 ? b.shape.length + fromEnd : fromEnd);
    } else if (message.contains("features in its last dimension")) {
      wrong(a, a.shape.length - 1);
      wrong(b, b.shape.length - 1);
    } else if (message.contains(" channels")) {
      wrong(a, 1);
      wrong(b, 1);
    } else {
      for (int k = 1; k <= ranks; k++) {
        if (a.shape[a.shape.length - k] != b.shape[b.shape.length - k]) {
          wrong(a, a.shape.length - k);
          wrong(b, b.shape.length - k);
        }
      }
      for (int k = ranks; k < a.shape.length; k++) {
        wrong(a, a.shape.length - 1 - k);
      }
      for (int k = ranks; k < b.shape.length; k++) {
        wrong(b, b.shape.length - 1 - k);
      }
    }
  }

  private static void wrong(Operand o, int dim) {
    if (dim >= 0 && dim < o.shape.length) {
      o.wrong.add(dim);
    }
  }

  /// The shapes below one another, last dimension below last dimension, with marks.
  private static String plain(List<Operand> operands) {
    int rank = operands.stream().mapToInt(o -> o.shape.length).max().orElse(0);
    int name = operands.stream().mapToInt(o -> o.name.length()).max().orElse(0);
    var out = new StringBuilder();
    for (Operand o : operands) {
      out.append(out.isEmpty() ? "" : "\n");
      out.append(" ".repeat(name - o.name.length())).append(o.name);
      out.append("         ".repeat(rank - o.shape.length));
      for (int d = 0; d < o.shape.length; d++) {
        String size = o.wrong.contains(d) ? "[" + o.shape[d] + "]" : o.shape[d] + " ";
        out.append(String.format("%9s", size));
      }
    }
    return out.toString().replaceAll(" +(?=\\n|\\z)", "");
  }

  private static double side(long n) {
    return n <= 0 ? 6 : Math.clamp(16 + 11 * (Math.log(n) / Math.log(2)), 16, 130);
  }

  private static String svg(List<Operand> operands) {
    var body = new StringBuilder();
    double x = 16;
    double high = operands.stream().mapToDouble(ShapePicture::height).max().orElse(0);
    for (Operand o : operands) {
      x += draw(body, o, x, high) + 34;
    }
    return String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" fill=\"%s\""
                + " font-family=\"system-ui,sans-serif\" font-size=\"12\" text-anchor=\"middle\">",
            x,
            high + 52,
            INK)
        + "<style>svg:root{color:#1c2128}@media(prefers-color-scheme:dark){svg:root{color:#e4e6ea}}"
        + "</style>"
        + body
        + "</svg>";
  }

  private static int sheets(Operand o) {
    int sheets = 0;
    for (int d = 0; d < o.shape.length - 2; d++) {
      sheets += o.shape[d] == 1 ? 0 : 2;
    }
    return Math.min(4, sheets);
  }

  private static double height(Operand o) {
    double rows = o.shape.length < 2 ? 16 : side(o.shape[o.shape.length - 2]);
    return rows + sheets(o) * DEPTH + (o.shape.length > 2 ? 16 : 0);
  }

  /// Draws one operand and returns how wide it is.
  private static double draw(StringBuilder out, Operand o, double x, double high) {
    int rank = o.shape.length;
    double w = side(o.shape[rank - 1]);
    double h = rank < 2 ? 16 : side(o.shape[rank - 2]);
    double label = rank < 2 ? 0 : 8 + 7 * Long.toString(o.shape[rank - 2]).length();
    int sheets = sheets(o);
    double left = x + label;
    double top = 8 + high - h;
    for (int s = sheets; s >= 0; s--) {
      out.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"2\" fill=\"#2f6fed\""
                  + " fill-opacity=\"%s\" stroke=\"#2f6fed\"/>",
              left + s * DEPTH,
              top - s * DEPTH,
              w,
              h,
              s == 0 ? ".35" : ".12"));
    }
    side(out, o, rank - 1, left, top + h, left + w, top + h);
    out.append(
        text(left + w / 2, top + h + 15, "" + o.shape[rank - 1], o.wrong.contains(rank - 1)));
    if (rank >= 2) {
      side(out, o, rank - 2, left, top, left, top + h);
      out.append(
          text(
              x + label / 2 - 1,
              top + h / 2 + 4,
              "" + o.shape[rank - 2],
              o.wrong.contains(rank - 2)));
    }
    if (rank > 2) {
      var lead = new StringBuilder();
      for (int d = 0; d < rank - 2; d++) {
        lead.append(
                o.wrong.contains(d)
                    ? "<tspan fill=\"" + RED + "\" font-weight=\"700\">"
                    : "<tspan>")
            .append(o.shape[d])
            .append(" ×</tspan> ");
      }
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\">%s</text>",
              left + (w + sheets * DEPTH) / 2,
              top - sheets * DEPTH - 6,
              lead.toString().strip()));
    }
    String name = (o.name.isEmpty() ? "" : o.name + " ") + shape(o.shape);
    double wide = label + w + sheets * DEPTH;
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" opacity=\".7\">%s</text>",
            x + wide / 2,
            high + 44,
            MimeBundle.escape(name)));
    return Math.max(wide, 7 * name.length());
  }

  private static void side(
      StringBuilder out, Operand o, int dim, double x1, double y1, double x2, double y2) {
    if (o.wrong.contains(dim)) {
      out.append(
          String.format(
              Locale.ROOT,
              "<path d=\"M%.1f %.1fL%.1f %.1f\" stroke=\"%s\" stroke-width=\"3\"/>",
              x1,
              y1,
              x2,
              y2,
              RED));
    }
  }

  private static String text(double x, double y, String text, boolean wrong) {
    return String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>",
        x,
        y,
        wrong ? " fill=\"" + RED + "\" font-weight=\"700\"" : "",
        text);
  }

  private static String shape(long[] shape) {
    var out = new StringBuilder("(");
    for (int d = 0; d < shape.length; d++) {
      out.append(d == 0 ? "" : "×").append(shape[d]);
    }
    return out.append(')').toString();
  }
}
