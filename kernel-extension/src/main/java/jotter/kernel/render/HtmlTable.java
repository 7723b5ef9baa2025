package jotter.kernel.render;

import static jotter.tensor.display.MimeBundle.escape;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.IntFunction;
import jotter.tensor.display.Facts;
import jotter.tensor.display.Renderers;

/// A table for a page: the first and the last rows, and how many there are.
final class HtmlTable {
  static final int HEAD = 15;
  static final int TAIL = 5;
  private static final int CELL_LIMIT = 200;

  private HtmlTable() {}

  /// @param caption what stands below
  /// @param columns the headings; a second line, as for a type, stands after a line end
  /// @param rows how many there are
  /// @param row the values of a row
  static String of(
      String caption, List<String> columns, int rows, IntFunction<? extends List<?>> row) {
    var out = new StringBuilder("<table><thead><tr><th></th>");
    for (String column : columns) {
      String[] parts = column.split("\n", 2);
      out.append("<th>").append(escape(parts[0]));
      if (parts.length > 1) {
        out.append("<br><small style=\"font-weight:400;opacity:.7\">")
            .append(escape(parts[1]))
            .append("</small>");
      }
      out.append("</th>");
    }
    out.append("</tr></thead><tbody>");
    boolean paged = rows > HEAD + TAIL + 1;
    for (int i = 0; i < (paged ? HEAD : rows); i++) {
      line(out, i, row.apply(i));
    }
    if (paged) {
      out.append("<tr><td></td>").append("<td>⋮</td>".repeat(columns.size())).append("</tr>");
      for (int i = rows - TAIL; i < rows; i++) {
        line(out, i, row.apply(i));
      }
    }
    return out.append("</tbody></table><small style=\"opacity:.7\">")
        .append(escape(caption))
        .append("</small>")
        .toString();
  }

  private static void line(StringBuilder out, int index, List<?> values) {
    line(out, index, values, "");
  }

  /// @param style what the row's style is, or nothing
  static void line(StringBuilder out, int index, List<?> values, String style) {
    out.append(style.isEmpty() ? "<tr>" : "<tr style=\"" + style + "\">");
    out.append("<td style=\"opacity:.6\">").append(index).append("</td>");
    for (Object value : values) {
      String side = value instanceof Number ? " style=\"text-align:right\"" : "";
      out.append("<td").append(side).append('>').append(escape(cell(value))).append("</td>");
    }
    out.append("</tr>");
  }

  /// Up to six digits that count; more make columns unreadable.
  private static String number(double v) {
    if (v - v != 0 || v == Math.rint(v) && Math.abs(v) < 1e7) {
      return String.valueOf(v);
    }
    BigDecimal digits = BigDecimal.valueOf(v).round(new MathContext(6)).stripTrailingZeros();
    double size = Math.abs(v);
    return size >= 1e-4 && size < 1e7 ? digits.toPlainString() : digits.toString();
  }

  /// A value in a cell: what it is in a line, and not too long.
  static String cell(Object value) {
    String text =
        switch (value) {
          case null -> "";
          case Double d -> number(d);
          case Float f -> number(f);
          default ->
              Facts.of(value)
                  .map(f -> value.getClass().getSimpleName() + " " + f.line())
                  .orElseGet(() -> Renderers.text(value));
        };
    return text.length() > CELL_LIMIT ? text.substring(0, CELL_LIMIT) + "…" : text;
  }
}
