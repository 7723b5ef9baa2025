package jotter.nn.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jotter.tensor.display.MimeBundle;

/// What the settings of a study have to do with its values: a small picture for each dimension, and
/// the way of every trial that reported on it, the ended ones among them.
final class StudyPlots {
  private static final int WIDTH = 170;
  private static final int HEIGHT = 110;
  private static final int EDGE = 16;
  private static final int MOST = 8;

  private StudyPlots() {}

  /// A picture for each of the first eight dimensions, and one of the reports if there are any.
  static String of(Study study, Map<String, SearchSpace.Dimension> space) {
    StringBuilder s = new StringBuilder("<div style=\"display:flex;flex-wrap:wrap;gap:8px\">");
    List<Trial> done =
        study.trials().stream().filter(t -> t.status() == Trial.Status.DONE).toList();
    space.entrySet().stream()
        .limit(MOST)
        .forEach(e -> s.append(slice(e.getKey(), e.getValue(), done)));
    return s.append(ways(study.trials())).append("</div>").toString();
  }

  private static String slice(String name, SearchSpace.Dimension d, List<Trial> done) {
    double[] x = new double[done.size()];
    double[] y = new double[done.size()];
    for (int i = 0; i < x.length; i++) {
      x[i] = place(d, done.get(i).settings().get(name));
      y[i] = done.get(i).value();
    }
    double[] xs = ends(x);
    double[] ys = ends(y);
    StringBuilder s = open("value over " + name, name);
    for (int i = 0; i < x.length; i++)
      if (Double.isFinite(x[i]) && Double.isFinite(y[i]))
        s.append(
            String.format(
                Locale.ROOT,
                "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"#4c78a8\" opacity=\".7\">"
                    + "<title>%s: %.4g</title></circle>",
                across(x[i], xs),
                up(y[i], ys),
                MimeBundle.escape(String.valueOf(done.get(i).settings().get(name))),
                y[i]));
    return s.append("</svg>").toString();
  }

  /// Where a setting stands from left to right: by its logarithm, its number, or its turn.
  private static double place(SearchSpace.Dimension d, Object setting) {
    return switch (d) {
      case SearchSpace.Range r when r.logarithmic() -> Math.log(((Number) setting).doubleValue());
      case SearchSpace.Range r -> ((Number) setting).doubleValue();
      case SearchSpace.Whole w -> ((Number) setting).doubleValue();
      case SearchSpace.Choice c -> c.options().indexOf(String.valueOf(setting));
    };
  }

  private static String ways(List<Trial> all) {
    List<Trial> told = all.stream().filter(t -> t.reports().size() > 1).toList();
    if (told.isEmpty()) return "";
    List<Double> xs = new ArrayList<>();
    List<Double> ys = new ArrayList<>();
    for (Trial t : told)
      t.reports()
          .forEach(
              (step, v) -> {
                xs.add((double) step);
                ys.add(v);
              });
    double[] x = ends(xs.stream().mapToDouble(Double::doubleValue).toArray());
    double[] y = ends(ys.stream().mapToDouble(Double::doubleValue).toArray());
    StringBuilder s = open("reports of each trial, step by step", "step");
    for (Trial t : told) {
      boolean ended = t.status() == Trial.Status.PRUNED;
      s.append("<polyline fill=\"none\" stroke=\"")
          .append(ended ? "#9aa5b1" : "#4c78a8")
          .append("\" stroke-width=\"1\" points=\"");
      t.reports().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .filter(e -> Double.isFinite(e.getValue()))
          .forEach(
              e ->
                  s.append(
                      String.format(
                          Locale.ROOT, "%.1f,%.1f ", across(e.getKey(), x), up(e.getValue(), y))));
      s.append("\"/>");
    }
    return s.append("</svg>").toString();
  }

  private static StringBuilder open(String what, String below) {
    return new StringBuilder("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"")
        .append(WIDTH)
        .append("\" height=\"")
        .append(HEIGHT)
        .append("\" role=\"img\" aria-label=\"")
        .append(MimeBundle.escape(what))
        .append("\"><text x=\"")
        .append(WIDTH / 2)
        .append("\" y=\"")
        .append(HEIGHT - 3)
        .append("\" font-size=\"11\" text-anchor=\"middle\" fill=\"currentColor\">")
        .append(MimeBundle.escape(below))
        .append("</text>");
  }

  private static double[] ends(double[] v) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (double x : v)
      if (Double.isFinite(x)) {
        low = Math.min(low, x);
        high = Math.max(high, x);
      }
    return low < high ? new double[] {low, high} : new double[] {low - 0.5, low + 0.5};
  }

  private static double across(double x, double[] ends) {
    return EDGE / 2 + (WIDTH - EDGE) * (x - ends[0]) / (ends[1] - ends[0]);
  }

  private static double up(double y, double[] ends) {
    return HEIGHT - EDGE - 4 - (HEIGHT - EDGE - 12) * (y - ends[0]) / (ends[1] - ends[0]);
  }
}
