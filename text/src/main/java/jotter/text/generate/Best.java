package jotter.text.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// The largest few of many values; of equal ones those that came first.
final class Best {
  record Entry(double value, int way, int token) {}

  private final int n;
  private final PriorityQueue<Entry> least =
      new PriorityQueue<>(
          Comparator.comparingDouble(Entry::value)
              .thenComparing(Comparator.comparingInt(Entry::way).reversed())
              .thenComparing(Comparator.comparingInt(Entry::token).reversed()));
  private double bound = Double.NEGATIVE_INFINITY;

  Best(int n) {
    this.n = n;
  }

  void offer(double value, int way, int token) {
    if (!(value > bound)) return;
    least.add(new Entry(value, way, token));
    if (least.size() > n) least.poll();
    if (least.size() == n) bound = least.peek().value();
  }

  /// The largest first.
  List<Entry> sorted() {
    List<Entry> r = new ArrayList<>(least);
    r.sort(
        Comparator.comparingDouble((Entry e) -> -e.value())
            .thenComparingInt(Entry::way)
            .thenComparingInt(Entry::token));
    return r;
  }
}
