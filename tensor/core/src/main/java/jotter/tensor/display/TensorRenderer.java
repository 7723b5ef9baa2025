package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.stream.Collectors;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Shows a tensor: values, shape, type, device, what its numbers have in common, and a picture
/// where it is one.
///
/// The work does not grow with the tensor: the table shows edges, and statistics and pictures of a
/// large tensor look at an even sample, and say so.
public final class TensorRenderer implements Renderer<Tensor> {
  private static final int EDGE = 4;
  private static final int SAMPLE = 200_000;
  private static final int LINE = 20_000;
  private static final int SHOWN_IMAGES = 20;
  private static final String RED = "color:#e5484d;font-weight:600";

  @Override
  public Class<Tensor> type() {
    return Tensor.class;
  }

  @Override
  public MimeBundle render(Tensor t) {
    MimeBundle plain = MimeBundle.of(t.toString());
    return t.storage().isReleased() ? plain : plain.html(Grad.off(() -> html(t.detach(), t)));
  }

  /// @param t the tensor without its history
  private static String html(Tensor t, Tensor original) {
    var out = new StringBuilder("<div class=\"jotter-tensor\" style=\"line-height:1.4\">");
    out.append(facts(t, original));
    boolean numbers = !t.isComplex() && t.numel() > 0;
    if (numbers) {
      out.append(statistics(t));
    }
    out.append(
        "<div style=\"display:flex;flex-wrap:wrap;gap:.8em 1.6em;align-items:flex-start;"
            + "margin-top:.4em\">");
    if (t.isComplex() || t.numel() == 0) {
      out.append("<pre style=\"margin:0\">").append(escape(original.toString())).append("</pre>");
    } else {
      out.append("<div style=\"overflow-x:auto;max-width:100%\">")
          .append(table(t))
          .append("</div>");
      if (t.numel() > 1) {
        out.append("<div>").append(picture(t)).append("</div>");
      }
    }
    return out.append("</div></div>").toString();
  }

  private static String facts(Tensor t, Tensor original) {
    var facts = new ArrayList<String>();
    facts.add(t.dtype().toString());
    facts.add(t.device().toString());
    facts.add(Numbers.bytes(t.nbytes()));
    if (original.gradNode() != null) {
      facts.add("from " + original.gradNode().name());
    } else if (original.requiresGrad()) {
      facts.add("requires grad");
    }
    String name = original.name() == null ? "" : escape(original.name()) + " ";
    return "<div><b>"
        + name
        + shape(t.shape())
        + "</b><span style=\"opacity:.75\"> · "
        + facts.stream().map(MimeBundle::escape).collect(Collectors.joining(" · "))
        + "</span></div>";
  }

  static String shape(long[] shape) {
    return shape.length == 0 ? "scalar" : Check.shape(shape);
  }

  private static String statistics(Tensor t) {
    Samples sample = Samples.spread(t, SAMPLE);
    Statistics s = Statistics.of(sample.values());
    var out = new StringBuilder("<div style=\"font-size:smaller;opacity:.9\">");
    if (t.numel() > 1 && s.hasFinite()) {
      if (t.dtype() == DType.BOOL) {
        out.append("true ").append(Math.round(1000 * s.mean()) / 10.0).append(" %");
      } else {
        out.append("min ")
            .append(Numbers.brief(s.min()))
            .append(" · max ")
            .append(Numbers.brief(s.max()))
            .append(" · mean ")
            .append(Numbers.brief(s.mean()))
            .append(" · std ")
            .append(Numbers.brief(s.deviation()));
      }
    }
    if (s.nan() > 0) {
      out.append(" <span style=\"").append(RED).append("\">").append(s.nan()).append(" NaN</span>");
    }
    if (s.infinite() > 0) {
      out.append(" <span style=\"").append(RED).append("\">");
      out.append(s.infinite()).append(" infinite</span>");
    }
    if (!sample.complete()) {
      out.append(" <span style=\"opacity:.7\">(of ")
          .append(String.format(java.util.Locale.ROOT, "%,d", s.count()))
          .append(" evenly chosen elements)</span>");
    }
    return out.append("</div>").toString();
  }

  // --- values ---

  /// The first matrix of the tensor, edges only of what is large.
  private static String table(Tensor t) {
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
        boolean odd = text.equals("nan") || text.endsWith("inf");
        out.append("<td style=\"text-align:right;padding:.1em .5em;")
            .append(odd ? RED : "")
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

  // --- picture ---

  private static String picture(Tensor t) {
    if (Images.plausible(t)) {
      return Images.grid(t, null, 10, SHOWN_IMAGES);
    }
    if (t.rank() == 1) {
      return Sparkline.svg(Samples.spread(t, LINE).values());
    }
    Tensor matrix = t;
    while (matrix.rank() > 2) {
      matrix = matrix.select(0, 0);
    }
    return matrix.numel() > 1 ? HeatMap.picture(matrix) : "";
  }
}
