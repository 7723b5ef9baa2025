package jotter.nn.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// A study as a table of its best trials, and plots of all: each trial's value with the best so far
/// as a line, the values over each setting, and how trials came to them.
public final class StudyRenderer implements Renderer<Study> {
  private static final int ROWS = 10;
  private static final int WIDTH = 520;
  private static final int HEIGHT = 180;

  @Override
  public Class<Study> type() {
    return Study.class;
  }

  @Override
  public MimeBundle render(Study study) {
    return MimeBundle.of(plain(study)).html(html(study));
  }

  static String plain(Study study) {
    StringBuilder s = new StringBuilder(head(study));
    for (Trial t : study.best(ROWS)) {
      s.append(String.format(Locale.ROOT, "%n%6d  %12.6g ", t.number(), t.value()));
      t.settings().forEach((n, v) -> s.append("  ").append(n).append(' ').append(show(v)));
    }
    return s.toString();
  }

  private static String head(Study study) {
    List<Trial> all = study.trials();
    return String.format(
        Locale.ROOT,
        "study %s: %d trials, %d done, %d ended early, %d failed",
        study.name(),
        all.size(),
        count(all, Trial.Status.DONE),
        count(all, Trial.Status.PRUNED),
        count(all, Trial.Status.FAILED));
  }

  private static long count(List<Trial> all, Trial.Status s) {
    return all.stream().filter(t -> t.status() == s).count();
  }

  private static String show(Object v) {
    return v instanceof Double d ? String.format(Locale.ROOT, "%.4g", d) : String.valueOf(v);
  }

  private static String html(Study study) {
    StringBuilder s = new StringBuilder("<div>").append(MimeBundle.escape(head(study)));
    List<Trial> best = study.best(ROWS);
    if (!best.isEmpty()) {
      List<String> names = new ArrayList<>(best.getFirst().settings().keySet());
      s.append("<table><thead><tr><th>trial</th><th>value</th>");
      for (String n : names) s.append("<th>").append(MimeBundle.escape(n)).append("</th>");
      s.append("</tr></thead><tbody>");
      for (Trial t : best) {
        s.append("<tr><td>").append(t.number()).append("</td><td>").append(show(t.value()));
        s.append("</td>");
        for (String n : names)
          s.append("<td>").append(MimeBundle.escape(show(t.settings().get(n)))).append("</td>");
        s.append("</tr>");
      }
      s.append("</tbody></table>").append(plot(study));
      s.append(StudyPlots.of(study, study.space().dimensions()));
    }
    return s.append("</div>").toString();
  }

  private static String plot(Study study) {
    List<Trial> done =
        study.trials().stream().filter(t -> t.status() == Trial.Status.DONE).toList();
    double low = done.stream().mapToDouble(Trial::value).min().orElse(0);
    double high = done.stream().mapToDouble(Trial::value).max().orElse(1);
    if (high == low) high = low + 1;
    int last = Math.max(1, done.getLast().number());
    StringBuilder dots = new StringBuilder();
    StringBuilder line = new StringBuilder();
    double best = study.isMinimizing() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    for (Trial t : done) {
      best = study.isMinimizing() ? Math.min(best, t.value()) : Math.max(best, t.value());
      double x = 8 + (WIDTH - 16.0) * t.number() / last;
      dots.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"#4c78a8\" opacity=\".7\">"
                  + "<title>trial %d: %s</title></circle>",
              x,
              y(t.value(), low, high),
              t.number(),
              show(t.value())));
      line.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y(best, low, high)));
    }
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\""
        + WIDTH
        + "\" height=\""
        + HEIGHT
        + "\" role=\"img\" aria-label=\"value of each trial, and the best so far\">"
        + "<polyline fill=\"none\" stroke=\"#e45756\" stroke-width=\"1.5\" points=\""
        + line
        + "\"/>"
        + dots
        + "<text x=\"8\" y=\"14\" font-size=\"11\" fill=\"currentColor\">"
        + show(high)
        + "</text><text x=\"8\" y=\""
        + (HEIGHT - 4)
        + "\" font-size=\"11\" fill=\"currentColor\">"
        + show(low)
        + "</text></svg>";
  }

  private static double y(double v, double low, double high) {
    return HEIGHT - 20 - (HEIGHT - 40) * (v - low) / (high - low);
  }
}
