package jotter.nn.display;

import static jotter.tensor.display.MimeBundle.escape;

import java.util.List;
import java.util.Locale;
import jotter.nn.train.History;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a [History] as a table with a row for each epoch.
public final class HistoryRenderer implements Renderer<History> {
  @Override
  public Class<History> type() {
    return History.class;
  }

  @Override
  public MimeBundle render(History history) {
    List<String> names = List.copyOf(history.names());
    var out = new StringBuilder("<table><thead><tr><th>epoch</th>");
    names.forEach(
        n -> out.append("<th style=\"text-align:right\">").append(escape(n)).append("</th>"));
    out.append("</tr></thead><tbody>");
    for (int i = 0; i < history.epochs().size(); i++) {
      out.append("<tr><td>").append(i + 1).append("</td>");
      for (String name : names) {
        double v = history.get(name)[i];
        out.append("<td style=\"text-align:right\">")
            .append(Double.isNaN(v) ? "" : String.format(Locale.ROOT, "%.5g", v))
            .append("</td>");
      }
      out.append("</tr>");
    }
    out.append("</tbody></table>");
    if (!history.reason().equals("done")) {
      out.append("<small>ended: ").append(escape(history.reason())).append("</small>");
    }
    return MimeBundle.of(history.toString()).html(out.toString());
  }
}
