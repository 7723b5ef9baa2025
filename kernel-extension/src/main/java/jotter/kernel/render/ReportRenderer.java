package jotter.kernel.render;

import static jotter.tensor.display.MimeBundle.escape;

import jotter.tensor.diagnostics.Report;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows the report of `%jotter`.
public final class ReportRenderer implements Renderer<Report> {
  @Override
  public Class<Report> type() {
    return Report.class;
  }

  @Override
  public MimeBundle render(Report report) {
    var out = new StringBuilder("<table><tbody>");
    for (Report.Section section : report.sections()) {
      out.append("<tr><th colspan=\"3\" style=\"text-align:left\">")
          .append(escape(section.title()))
          .append("</th></tr>");
      for (Report.Entry entry : section.entries()) {
        String mark =
            switch (entry.level()) {
              case INFO -> "";
              case GOOD -> "<span style=\"color:#2e9e4f\">✓</span>";
              case ABSENT -> "<span style=\"opacity:.6\">–</span>";
              case WARN -> "<b style=\"color:#d9642a\">!</b>";
            };
        out.append("<tr><td>")
            .append(mark)
            .append("</td><td style=\"text-align:left;opacity:.75\">")
            .append(escape(entry.label()))
            .append("</td><td style=\"text-align:left\">")
            .append(escape(entry.value()));
        if (!entry.advice().isEmpty()) {
          out.append("<br><small>→ ").append(escape(entry.advice())).append("</small>");
        }
        out.append("</td></tr>");
      }
    }
    return MimeBundle.of(report.toString()).html(out.append("</tbody></table>").toString());
  }
}
