package jotter.nn.optim;

import java.util.LinkedHashMap;
import java.util.Map;

/// The states of schedulers inside another.
final class Parts {
  private Parts() {}

  static Map<String, Double> of(Map<String, Double> all, int i) {
    Map<String, Double> r = new LinkedHashMap<>();
    String prefix = i + ".";
    all.forEach(
        (n, v) -> {
          if (n.startsWith(prefix)) r.put(n.substring(prefix.length()), v);
        });
    return r;
  }
}
