package jotter.nn.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.Locale;
import jotter.nn.Summary;
import jotter.tensor.Check;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a [Summary] as a table: layers, output shapes, parameters.
public final class SummaryRenderer implements Renderer<Summary> {
  private static final String NUMBER = "<td style=\"text-align:right\">";

  @Override
  public Class<Summary> type() {
    return Summary.class;
  }

  @Override
  public MimeBundle render(Summary summary) {
    var out =
        new StringBuilder(
            "<table><thead><tr><th style=\"text-align:left\">layer</th>"
                + "<th style=\"text-align:left\">name</th>"
                + "<th style=\"text-align:left\">output</th>"
                + "<th style=\"text-align:right\">parameters</th></tr></thead><tbody>");
    for (Summary.Row row : summary.rows()) {
      out.append("<tr><td style=\"text-align:left;padding-left:")
          .append(0.6 + 1.2 * row.depth())
          .append("em\">")
          .append(escape(row.type()))
          .append("</td><td style=\"text-align:left;opacity:.7\">")
          .append(escape(row.path()))
          .append("</td><td style=\"text-align:left\">")
          .append(row.output() == null ? "" : Check.shape(row.output()))
          .append("</td>")
          .append(NUMBER)
          .append(row.parameters() == 0 ? "" : String.format(Locale.ROOT, "%,d", row.parameters()))
          .append(row.trainable() < row.parameters() ? " (frozen)" : "")
          .append("</td></tr>");
    }
    out.append("</tbody></table><small style=\"opacity:.75\">")
        .append(
            String.format(
                Locale.ROOT,
                "%,d parameters, %,d of them trained · %.2f MB",
                summary.parameters(),
                summary.trainable(),
                summary.bytes() / 1e6))
        .append("</small>");
    return MimeBundle.of(summary.toString()).html(out.toString());
  }
}
