package jotter.tensor.display;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// A tensor's numbers as a table: the first matrix of it, and of what is large the edges.
final class TensorTable {
  private static final int EDGE = 4;

  private TensorTable() {}

  static String html(Tensor t) {
    Tensor matrix = t;
    String where = "";
    if (t.rank() == 0) {
      matrix = t.reshape(1, 1);
    } else if (t.rank() == 1) {
      matrix = t.unsqueeze(0);
    }
    if (matrix.rank() > 2) {
      where = "[" + "0, ".repeat(matrix.rank() - 2) + ":, :]";
      while (matrix.rank() > 2) {
        matrix = matrix.select(0, 0);
      }
    }
    boolean titled = t.rank() > 1;
    long[] rows = edges(matrix.size(0), EDGE);
    // A complex number is as wide as two.
    long[] columns = edges(matrix.size(1), t.isComplex() ? EDGE / 2 : EDGE);
    String[][] texts = texts(matrix, rows, columns);
    var out = new StringBuilder("<table style=\"font-size:smaller;margin:0;white-space:nowrap\">");
    if (t.rank() > 0) {
      out.append("<thead><tr>").append(titled ? "<th></th>" : "");
      for (int c = 0; c < columns.length; c++) {
        gap(out, columns, c, "<th></th>");
        out.append("<th style=\"text-align:right;font-weight:400;opacity:.6;padding:.1em .5em\">")
            .append(columns[c])
            .append("</th>");
      }
      out.append("</tr></thead>");
    }
    out.append("<tbody>");
    for (int r = 0; r < rows.length; r++) {
      int wide = columns.length + (columns.length < matrix.size(1) ? 1 : 0);
      gap(
          out,
          rows,
          r,
          "<tr><td></td>"
              + "<td style=\"text-align:right;padding:0 .5em\">⋮</td>".repeat(wide)
              + "</tr>");
      out.append("<tr>");
      if (titled) {
        out.append("<td style=\"opacity:.6;padding:.1em .5em\">").append(rows[r]).append("</td>");
      }
      for (int c = 0; c < columns.length; c++) {
        gap(out, columns, c, "<td style=\"padding:.1em .3em\">…</td>");
        String text = texts[r][c];
        boolean odd = text.contains("nan") || text.contains("inf");
        out.append("<td style=\"text-align:right;padding:.1em .5em;")
            .append(odd ? TensorRenderer.RED : "")
            .append("\">")
            .append(text)
            .append("</td>");
      }
      out.append("</tr>");
    }
    out.append("</tbody></table>");
    if (!where.isEmpty()) {
      out.append("<div style=\"opacity:.65;font-size:smaller\">").append(where).append("</div>");
    }
    return out.toString();
  }

  private static void gap(StringBuilder out, long[] at, int i, String mark) {
    if (i > 0 && at[i] > at[i - 1] + 1) {
      out.append(mark);
    }
  }

  private static long[] range(int n) {
    long[] all = new long[n];
    Arrays.setAll(all, i -> i);
    return all;
  }

  private static long[] edges(long n, int edge) {
    if (n <= 2 * edge + 1) {
      return range((int) n);
    }
    long[] some = new long[2 * edge];
    Arrays.setAll(some, i -> i < edge ? i : n - 2 * edge + i);
    return some;
  }

  /// Reads where the numbers lie: an operation for the few that are shown would first have to be
  /// compiled.
  private static String[][] texts(Tensor matrix, long[] rows, long[] columns) {
    if (!matrix.device().isCpu()) {
      Tensor few = matrix;
      for (int d : new int[] {0, 1}) {
        few = few.indexSelect(d, Tensor.of(d == 0 ? rows : columns).to(few.device()));
      }
      return texts(few.to(Device.CPU), range(rows.length), range(columns.length));
    }
    DType type = matrix.dtype();
    long[] strides = matrix.strides();
    long[] places = new long[rows.length * columns.length];
    for (int i = 0; i < places.length; i++) {
      long r = rows[i / columns.length] * strides[0];
      long c = columns[i % columns.length] * strides[1];
      places[i] = matrix.address() + (r + c) * type.bytes();
    }
    String[] texts = new String[places.length];
    if (type.isComplex()) {
      complex(type, places, texts);
    } else if (type.isFloatingPoint()) {
      double[] v = new double[places.length];
      Arrays.setAll(v, i -> Memory.getDouble(type, places[i]));
      Numbers style = Numbers.of(v);
      Arrays.setAll(texts, i -> style.text(v[i]));
    } else {
      boolean truth = type == DType.BOOL;
      for (int i = 0; i < texts.length; i++) {
        long v = Memory.getLong(type, places[i]);
        texts[i] = truth ? Boolean.toString(v != 0) : Long.toString(v);
      }
    }
    String[][] table = new String[rows.length][];
    for (int r = 0; r < table.length; r++) {
      table[r] = Arrays.copyOfRange(texts, r * columns.length, (r + 1) * columns.length);
    }
    return table;
  }

  private static void complex(DType type, long[] places, String[] texts) {
    int n = places.length;
    double[] both = new double[2 * n];
    for (int i = 0; i < n; i++) {
      both[i] = Memory.getDouble(type, places[i]);
      both[n + i] = Memory.getImag(type, places[i]);
    }
    Numbers style = Numbers.of(both);
    for (int i = 0; i < n; i++) {
      double im = both[n + i];
      boolean minus = im < 0 || im == 0 && 1 / im < 0;
      texts[i] = style.text(both[i]) + (minus ? "−" : "+") + style.text(Math.abs(im)) + "i";
    }
  }
}
