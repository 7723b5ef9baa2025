package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Matrices as colours.
final class HeatMap {
  private static final int LARGEST = 200;
  private static final int SIDE = 260;

  private HeatMap() {}

  /// A matrix as an HTML picture with its scale beside it.
  static String picture(Tensor matrix) {
    return picture(matrix, 0, 0);
  }

  /// As {@link #picture(Tensor)}, stretched to a size.
  ///
  /// @param wide the width in pixels, 0 for square cells
  /// @param high the height in pixels
  static String picture(Tensor matrix, int wide, int high) {
    int height = (int) Math.min(matrix.size(0), Integer.MAX_VALUE);
    int width = (int) Math.min(matrix.size(1), Integer.MAX_VALUE);
    long[] steps = {1 + (matrix.size(0) - 1L) / LARGEST, 1 + (matrix.size(1) - 1L) / LARGEST};
    Samples cells = Samples.take(matrix, steps);
    int h = (int) cells.shape()[0];
    int w = (int) cells.shape()[1];
    Statistics s = Statistics.of(cells.values());
    boolean signed = s.min() < 0 && s.max() > 0;
    double end = Math.max(-s.min(), s.max());
    double low = signed ? -end : s.min();
    double top = signed ? end : s.max();
    int[] scale = (signed ? ColorScale.DIVERGING : ColorScale.SEQUENTIAL).clone();
    boolean odd = s.nan() + s.infinite() > 0;
    if (odd) {
      scale[0] = ColorScale.ODD;
    }
    byte[] pixels = new byte[h * w];
    for (int i = 0; i < pixels.length; i++) {
      double v = cells.values()[i];
      double part = top > low ? (v - low) / (top - low) : 0.5;
      pixels[i] = (byte) (v - v == 0 ? Math.max(odd ? 1 : 0, Math.round(part * 255)) : 0);
    }
    double zoom = Math.min(24, (double) SIDE / Math.max(h, w));
    // A row of a few numbers is still to be seen.
    int shownW = wide > 0 ? wide : Math.max(20, (int) Math.round(w * zoom));
    int shownH = wide > 0 ? high : Math.max(20, (int) Math.round(h * zoom));
    String img =
        Png.img(Png.palette(w, h, pixels, scale), shownW, shownH, "heat map " + h + " × " + w);
    var note = new StringBuilder();
    if (steps[0] > 1 || steps[1] > 1) {
      note.append("every ")
          .append(ordinal(steps[0]))
          .append("row, every ")
          .append(ordinal(steps[1]))
          .append("column of ")
          .append(height)
          .append(" × ")
          .append(width);
    }
    if (odd) {
      note.append(note.isEmpty() ? "" : "; ").append("not finite: magenta");
    }
    return "<div style=\"display:flex;gap:.6em\">"
        + img
        + bar(signed, low, top, Math.max(shownH, 60))
        + "</div>"
        + (note.isEmpty()
            ? ""
            : "<div style=\"opacity:.65;font-size:smaller;margin-top:.3em\">" + note + "</div>");
  }

  private static String ordinal(long n) {
    return n == 1 ? "" : n == 2 ? "2nd " : n == 3 ? "3rd " : n + "th ";
  }

  private static String bar(boolean signed, double low, double high, int height) {
    byte[] column = new byte[ColorScale.SIZE];
    for (int i = 0; i < column.length; i++) {
      column[i] = (byte) (255 - i);
    }
    byte[] png =
        Png.palette(
            1, column.length, column, signed ? ColorScale.DIVERGING : ColorScale.SEQUENTIAL);
    return Png.img(png, 10, height, "colour scale")
        + "<div style=\"display:flex;flex-direction:column;justify-content:space-between;"
        + "font-size:smaller;line-height:1;height:"
        + height
        + "px\"><span>"
        + Numbers.brief(high)
        + "</span><span>"
        + (signed ? "0" : "")
        + "</span><span>"
        + Numbers.brief(low)
        + "</span></div>";
  }

  /// A small matrix as SVG with its numbers written in and names on its sides.
  static String annotated(
      Tensor matrix, List<?> rows, List<?> columns, String rowTitle, String columnTitle) {
    Check.rank("heatMap", "the tensor", matrix, 2);
    int h = (int) matrix.size(0);
    int w = (int) matrix.size(1);
    if (rows.size() != h || columns.size() != w) {
      throw Check.valueError(
          "heatMap",
          "there must be a name for each row and column of "
              + Check.shape(matrix.shape())
              + ", got "
              + rows.size()
              + " and "
              + columns.size());
    }
    double[] v = Samples.all(matrix);
    Statistics s = Statistics.of(v);
    Numbers style = Numbers.of(v);
    int cell = 12;
    for (double x : v) {
      cell = Math.max(cell, text(style, x).length());
    }
    int cw = Math.max(34, cell > 12 ? cell * 7 : 34);
    int ch = 30;
    int longest = rows.stream().mapToInt(r -> String.valueOf(r).length()).max().orElse(1);
    int left = 26 + Math.min(longest, 20) * 7;
    int top = 44;
    int width = left + w * cw + 8;
    int height = top + h * ch + 8;
    var out = new StringBuilder(Svg.open(width, height));
    write(out, left + w * cw / 2, 14, columnTitle, " font-weight=\"600\"");
    write(
        out,
        12,
        top + h * ch / 2,
        rowTitle,
        " font-weight=\"600\" transform=\"rotate(-90 12 " + (top + h * ch / 2) + ")\"");
    for (int x = 0; x < w; x++) {
      write(out, left + x * cw + cw / 2, top - 8, columns.get(x), "");
    }
    for (int y = 0; y < h; y++) {
      write(out, left - 6, top + y * ch + 19, rows.get(y), " text-anchor=\"end\"");
      for (int x = 0; x < w; x++) {
        double value = v[y * w + x];
        // A root shows that a few mistakes among hundreds of hits are not none.
        double part = value - value == 0 ? Math.sqrt(s.place(value)) : 0;
        out.append("<rect x=\"")
            .append(left + x * cw)
            .append("\" y=\"")
            .append(top + y * ch)
            .append("\" width=\"")
            .append(cw - 1)
            .append("\" height=\"")
            .append(ch - 1)
            .append("\" rx=\"2\" fill=\"#2f6fed\" fill-opacity=\"")
            .append(Math.round(100 * (0.05 + 0.95 * part)) / 100.0)
            .append("\"/>");
        write(
            out,
            left + x * cw + (cw - 1) / 2,
            top + y * ch + 19,
            value == 0 ? "·" : text(style, value),
            part > 0.55 ? " fill=\"#fff\"" : value == 0 ? " opacity=\".35\"" : "");
      }
    }
    return out.append("</svg>").toString();
  }

  private static String text(Numbers style, double v) {
    return style == Numbers.DECIMAL ? Numbers.brief(v) : style.text(v);
  }

  private static void write(StringBuilder out, int x, int y, Object text, String more) {
    out.append("<text x=\"")
        .append(x)
        .append("\" y=\"")
        .append(y)
        .append('"')
        .append(more)
        .append('>')
        .append(escape(String.valueOf(text)))
        .append("</text>");
  }
}
