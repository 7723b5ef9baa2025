package jotter.text.tokenize;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/// Finds the most frequent neighbours again and again.
///
/// Each pair knows the words that it is in, so that a joint looks at those alone; the queue holds
/// counts that may have fallen since, which is seen when they come to its head.
final class BpeLearner {
  private static final class Word {
    int[] parts;
    int count;
  }

  private record Entry(Bpe.Pair pair, long count) {}

  private final List<Word> words = new ArrayList<>();
  private final Map<Bpe.Pair, Long> counts = new HashMap<>();
  private final Map<Bpe.Pair, Set<Integer>> places = new HashMap<>();
  private final PriorityQueue<Entry> queue =
      // Equal counts in the order of their tokens: the same text always gives the same encoding.
      new PriorityQueue<>(
          Comparator.comparingLong((Entry e) -> -e.count)
              .thenComparingInt(e -> e.pair.left())
              .thenComparingInt(e -> e.pair.right()));
  private final int first;

  /// @param first the number of the first byte
  BpeLearner(Map<String, Integer> frequencies, int first) {
    this.first = first;
    // Sorted, because hash order would decide between equal pairs.
    new TreeMap<>(frequencies)
        .forEach(
            (text, n) -> {
              Word w = new Word();
              byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
              w.parts = new int[bytes.length];
              for (int i = 0; i < bytes.length; i++) w.parts[i] = first + (bytes[i] & 0xff);
              w.count = n;
              words.add(w);
            });
    for (int i = 0; i < words.size(); i++) count(i, 1);
    counts.forEach((p, n) -> queue.add(new Entry(p, n)));
  }

  private void count(int word, int sign) {
    Word w = words.get(word);
    for (int i = 0; i + 1 < w.parts.length; i++) {
      var p = new Bpe.Pair(w.parts[i], w.parts[i + 1]);
      counts.merge(p, (long) sign * w.count, Long::sum);
      if (sign > 0) places.computeIfAbsent(p, k -> new HashSet<>()).add(word);
    }
  }

  /// Joins up to `n` pairs; new tokens are added to `tokens`, which has the bytes.
  List<Bpe.Pair> learn(int n, List<String> tokens) {
    List<Bpe.Pair> r = new ArrayList<>();
    Map<String, Integer> ids = new HashMap<>();
    for (int i = 0; i < tokens.size(); i++) ids.put(tokens.get(i), first + i);
    while (tokens.size() < 256 + n && !queue.isEmpty()) {
      Entry e = queue.poll();
      long now = counts.getOrDefault(e.pair, 0L);
      if (now != e.count) {
        if (now > 0) queue.add(new Entry(e.pair, now));
        continue;
      }
      // What appears once is not worth a token.
      if (now < 2) break;
      String text = tokens.get(e.pair.left() - first) + tokens.get(e.pair.right() - first);
      Integer id = ids.get(text);
      if (id == null) {
        id = first + tokens.size();
        ids.put(text, id);
        tokens.add(text);
      }
      r.add(e.pair);
      join(e.pair, id);
    }
    return r;
  }

  private void join(Bpe.Pair pair, int id) {
    Set<Bpe.Pair> changed = new HashSet<>();
    for (int i : places.remove(pair)) {
      Word w = words.get(i);
      count(i, -1);
      int[] parts = w.parts.clone();
      int to = 0;
      for (int k = 0; k < parts.length; k++) {
        boolean here =
            k + 1 < parts.length && parts[k] == pair.left() && parts[k + 1] == pair.right();
        parts[to++] = here ? id : parts[k];
        if (here) k++;
      }
      w.parts = java.util.Arrays.copyOf(parts, to);
      count(i, 1);
      for (int k = 0; k + 1 < to; k++)
        if (w.parts[k] == id || w.parts[k + 1] == id)
          changed.add(new Bpe.Pair(w.parts[k], w.parts[k + 1]));
    }
    counts.remove(pair);
    for (Bpe.Pair p : changed) queue.add(new Entry(p, counts.get(p)));
  }
}
