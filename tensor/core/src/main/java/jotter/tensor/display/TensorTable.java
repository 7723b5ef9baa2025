package jotter.tensor.display;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

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
    long[] rows = edges(matrix.size(0));
    long[] columns = edges(matrix.size(1));
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

  private static long[] edges(long n) {
    if (n <= 2 * EDGE + 1) {
      long[] all = new long[(int) n];
      Arrays.setAll(all, i -> i);
      return all;
    }
    long[] some = new long[2 * EDGE];
    Arrays.setAll(some, i -> i < EDGE ? i : n - 2 * EDGE + i);
    return some;
  }

  private static String[][] texts(Tensor matrix, long[] rows, long[] columns) {
    // The longer side first, so that little is copied.
    Tensor few = matrix;
    int first = matrix.size(0) > matrix.size(1) ? 0 : 1;
    for (int d : new int[] {first, 1 - first}) {
      long[] at = d == 0 ? rows : columns;
      if (at.length < few.size(d)) {
        few = few.indexSelect(d, Tensor.of(at).to(few.device()));
      }
    }
    String[][] texts = new String[rows.length][columns.length];
    if (matrix.isComplex()) {
      return complex(few, rows.length, columns.length);
    }
    if (!matrix.isFloatingPoint()) {
      long[] v = few.toLongArray();
      boolean truth = matrix.dtype() == DType.BOOL;
      for (int i = 0; i < v.length; i++) {
        texts[i / columns.length][i % columns.length] =
            truth ? Boolean.toString(v[i] != 0) : Long.toString(v[i]);
      }
      return texts;
    }
    double[] v = few.toDoubleArray();
    Numbers style = Numbers.of(v);
    for (int i = 0; i < v.length; i++) {
      texts[i / columns.length][i % columns.length] = style.text(v[i]);
    }
    return texts;
  }

  private static String[][] complex(Tensor few, int rows, int columns) {
    double[] re = few.real().contiguous().toDoubleArray();
    double[] im = few.imag().contiguous().toDoubleArray();
    double[] both = Arrays.copyOf(re, 2 * re.length);
    System.arraycopy(im, 0, both, re.length, im.length);
    Numbers style = Numbers.of(both);
    String[][] texts = new String[rows][columns];
    for (int i = 0; i < re.length; i++) {
      boolean minus = im[i] < 0 || im[i] == 0 && 1 / im[i] < 0;
      texts[i / columns][i % columns] =
          style.text(re[i]) + (minus ? "−" : "+") + style.text(Math.abs(im[i])) + "i";
    }
    return texts;
  }
}
