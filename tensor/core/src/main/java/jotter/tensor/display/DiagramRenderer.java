package jotter.tensor.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;

/// Draws a [Diagram] as SVG, in the colours of the page around it.
public final class DiagramRenderer implements Renderer<Diagram> {
  @Override
  public Class<Diagram> type() {
    return Diagram.class;
  }

  @Override
  public MimeBundle render(Diagram diagram) {
    MimeBundle top = Svg.bundle(diagram.toString(), svg(diagram), diagram.note());
    if (diagram.parts().isEmpty()) {
      return top;
    }
    var html = new StringBuilder((String) top.data().get(MimeBundle.HTML));
    parts(html, diagram);
    return top.html(html.toString());
  }

  /// Folded parts can be opened below, without any script.
  private static void parts(StringBuilder html, Diagram diagram) {
    for (Diagram.Part part : diagram.parts()) {
      html.append("<details style=\"margin-left:1em\"><summary style=\"cursor:pointer\">")
          .append(escape(part.title()))
          .append("</summary><div style=\"overflow-x:auto\">")
          .append(svg(part.inside()))
          .append("</div>");
      parts(html, part.inside());
      html.append("</details>");
    }
  }

  private static String svg(Diagram diagram) {
    var layout = new DiagramLayout(diagram);
    var out = new StringBuilder(Svg.open(layout.width, layout.height));
    for (DiagramLayout.Path path : layout.paths) {
      arrow(out, path);
    }
    DoubleSummaryStatistics range =
        diagram.boxes().stream()
            .mapToDouble(Diagram.Box::gradient)
            .filter(g -> g > 0)
            .map(Math::log10)
            .summaryStatistics();
    for (List<DiagramLayout.Spot> row : layout.rows) {
      for (DiagramLayout.Spot spot : row) {
        if (spot.box >= 0) {
          Diagram.Box box = diagram.boxes().get(spot.box);
          box(out, spot, box, heat(box.gradient(), range));
        }
      }
    }
    return out.append("</svg>").toString();
  }

  /// Where a gradient lies among all of them, on a logarithmic scale; -1 if there is none.
  private static double heat(double gradient, DoubleSummaryStatistics range) {
    if (!(gradient > 0)) {
      return gradient == 0 ? 0 : -1;
    }
    double span = range.getMax() - range.getMin();
    return span > 0 ? (Math.log10(gradient) - range.getMin()) / span : 0.5;
  }

  private static String colour(Diagram.Kind kind) {
    return switch (kind) {
      case INPUT -> "#1d8a5f";
      case PARAMETER -> "#d9642a";
      case OPERATION -> "#7a869a";
      case LAYER -> "#2f6fed";
      case OUTPUT -> "#a345c9";
    };
  }

  private static void box(StringBuilder out, DiagramLayout.Spot s, Diagram.Box box, double heat) {
    String colour = colour(box.kind());
    double round =
        box.kind() == Diagram.Kind.LAYER || box.kind() == Diagram.Kind.OPERATION ? 6 : s.height / 2;
    out.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" rx=\"%.1f\" fill=\"%s\""
                + " fill-opacity=\"%.2f\" stroke=\"%s\" stroke-opacity=\".8\"/>",
            s.x - s.width / 2,
            s.y - s.height / 2,
            s.width,
            s.height,
            Math.min(round, 15),
            heat < 0 ? colour : "#e07a1f",
            heat < 0 ? 0.13 : 0.1 + 0.7 * heat,
            colour));
    for (int i = 0; i < box.lines().size(); i++) {
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\"%s>%s</text>",
              s.x,
              s.y - s.height / 2 + 19 + 16 * i,
              i == 0 ? " font-weight=\"600\"" : " font-size=\"11\" opacity=\".75\"",
              escape(box.lines().get(i))));
    }
  }

  private static void arrow(StringBuilder out, DiagramLayout.Path path) {
    List<DiagramLayout.Spot> spots = path.spots();
    out.append("<path fill=\"none\" stroke=\"currentColor\" stroke-opacity=\".5\" d=\"");
    DiagramLayout.Spot first = spots.getFirst();
    double x = first.x;
    double y = first.y + first.height / 2;
    out.append(String.format(Locale.ROOT, "M%.1f %.1f", x, y));
    for (int i = 1; i < spots.size(); i++) {
      DiagramLayout.Spot s = spots.get(i);
      boolean end = i == spots.size() - 1;
      double ty = end ? s.y - s.height / 2 - 5 : s.y;
      double half = (y + ty) / 2;
      out.append(
          String.format(
              Locale.ROOT, "C%.1f %.1f %.1f %.1f %.1f %.1f", x, half, s.x, half, s.x, ty));
      x = s.x;
      y = ty;
    }
    out.append("\"/>");
    out.append(
        String.format(
            Locale.ROOT,
            "<path fill=\"currentColor\" fill-opacity=\".6\" d=\"M%.1f %.1fl-3.5 -6h7z\"/>",
            x,
            y + 5));
    if (!path.arrow().label().isEmpty()) {
      DiagramLayout.Spot second = spots.get(1);
      double top = first.y + first.height / 2;
      double bottom = spots.size() == 2 ? second.y - second.height / 2 : second.y;
      out.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%.1f\" font-size=\"10.5\" opacity=\".7\""
                  + " text-anchor=\"%s\">%s</text>",
              DiagramLayout.labelX(first, second),
              (top + bottom) / 2 + 3,
              DiagramLayout.labelBefore(first, second) ? "end" : "start",
              escape(path.arrow().label())));
    }
  }
}
