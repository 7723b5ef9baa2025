package jotter.nn.display;

import java.util.Locale;
import jotter.nn.metrics.Metric;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderer;

/// Shows a metric with its value so far.
public final class MetricRenderer implements Renderer<Metric> {
  @Override
  public Class<Metric> type() {
    return Metric.class;
  }

  @Override
  public MimeBundle render(Metric metric) {
    double value = metric.value();
    String name = metric.getClass().getSimpleName();
    return MimeBundle.of(
        (name.isEmpty() ? "metric" : name)
            + (Double.isNaN(value)
                ? ", nothing seen yet"
                : String.format(Locale.ROOT, " %.6g", value)));
  }
}
