package jotter.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// The metrics of every epoch, and why training ended.
public final class History {
  private final List<Map<String, Double>> epochs = new ArrayList<>();
  private String reason = "";

  History() {}

  void add(Map<String, Double> metrics) {
    epochs.add(new LinkedHashMap<>(metrics));
  }

  void end(String why) {
    reason = why;
  }

  /// The metrics of each epoch.
  public List<Map<String, Double>> epochs() {
    return epochs;
  }

  /// One metric over the epochs; NaN where it was not measured.
  public double[] get(String metric) {
    return epochs.stream().mapToDouble(m -> m.getOrDefault(metric, Double.NaN)).toArray();
  }

  /// The last value of a metric.
  public double last(String metric) {
    double[] v = get(metric);
    return v.length == 0 ? Double.NaN : v[v.length - 1];
  }

  /// All names of metrics.
  public Set<String> names() {
    Set<String> r = new LinkedHashSet<>();
    epochs.forEach(m -> r.addAll(m.keySet()));
    return r;
  }

  /// Why training ended: `done`, `interrupted`, or what a listener said.
  public String reason() {
    return reason;
  }

  /// A table: a line for each epoch.
  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("epoch");
    Set<String> names = names();
    for (String n : names) s.append(String.format("  %12s", n));
    for (int i = 0; i < epochs.size(); i++) {
      s.append(String.format("%n%5d", i + 1));
      for (String n : names)
        s.append(String.format(Locale.ROOT, "  %12.6g", epochs.get(i).getOrDefault(n, Double.NaN)));
    }
    return s.toString();
  }
}
