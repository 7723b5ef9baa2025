package jotter.text.generate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Looks for the most probable sequence of tokens by following the best few at a time.
///
/// A finished hypothesis of n tokens counts log p / ((5 + n) / 6)^α, so that long ones are not
/// worse for their length alone (Wu et al. 2016, arXiv:1609.08144). A search ends when its best
/// unfinished hypothesis cannot overtake the finished ones, or at the longest length.
///
/// ```java
/// BeamSearch search = BeamSearch.of(5, begin, end).longest(60);
/// List<int[]> said = model.translate(sentences, search);
/// ```
///
/// @param beams how many hypotheses are followed for each sequence
/// @param begin the token that every sequence begins with
/// @param end the token that ends one
/// @param longest how many tokens a sequence may have
/// @param alpha the weight of length; 0: none
public record BeamSearch(int beams, int begin, int end, int longest, double alpha) {
  public BeamSearch {
    Check.value(
        beams > 0 && longest > 0 && alpha >= 0,
        "BeamSearch",
        "beams and length must be positive and alpha not negative, got "
            + beams
            + ", "
            + longest
            + " and "
            + alpha);
  }

  /// Up to 100 tokens, α = 0.6.
  public static BeamSearch of(int beams, int begin, int end) {
    return new BeamSearch(beams, begin, end, 100, 0.6);
  }

  public BeamSearch longest(int tokens) {
    return new BeamSearch(beams, begin, end, tokens, alpha);
  }

  public BeamSearch alpha(double a) {
    return new BeamSearch(beams, begin, end, longest, a);
  }

  /// What a model does for a search.
  @FunctionalInterface
  public interface Step {
    /// The scores (rows, vocabulary) of the next token; their softmax is the probabilities.
    ///
    /// @param last the last token of each row (rows), int64
    /// @param from the row of the step before that each row goes on from (rows), int64; in the
    ///   first step, the number of its sequence
    Tensor next(Tensor last, Tensor from);
  }

  /// A sequence of tokens, without those that begin and end it.
  ///
  /// @param score the logarithm of its probability, weighed by its length
  public record Hypothesis(int[] tokens, double score) {}

  /// A hypothesis on its way: a row of the model, and the way that led to it.
  private record Way(int row, int token, double logP, Way before, int length) {
    int[] tokens() {
      int[] r = new int[length];
      for (Way w = this; w.length > 0; w = w.before) r[w.length - 1] = w.token;
      return r;
    }
  }

  private static final class Sequence {
    List<Way> ways = new ArrayList<>();
    final List<Hypothesis> done = new ArrayList<>();
    boolean over;
  }

  /// The best hypothesis of each of `n` sequences.
  public List<int[]> best(long n, Step model) {
    return search(n, model).stream().map(l -> l.getFirst().tokens()).toList();
  }

  /// The hypotheses of each of `n` sequences, the best first.
  public List<List<Hypothesis>> search(long n, Step model) {
    List<Sequence> all = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      Sequence s = new Sequence();
      s.ways.add(new Way(i, begin, 0, null, 0));
      all.add(s);
    }
    for (int step = 0; step < longest && all.stream().anyMatch(s -> !s.over); step++)
      advance(all, model, step + 1 == longest);
    return all.stream()
        .map(s -> s.done.stream().sorted(Comparator.comparingDouble(h -> -h.score())).toList())
        .toList();
  }

  private void advance(List<Sequence> all, Step model, boolean last) {
    List<Way> rows = new ArrayList<>();
    for (Sequence s : all) if (!s.over) rows.addAll(s.ways);
    long[] tokens = rows.stream().mapToLong(Way::token).toArray();
    long[] from = rows.stream().mapToLong(Way::row).toArray();
    Tensor scores = model.next(Tensor.of(tokens), Tensor.of(from));
    float[] p = scores.to(DType.FLOAT32).toFloatArray();
    int width = (int) scores.size(1);
    int row = 0;
    for (Sequence s : all) {
      if (s.over) continue;
      int used = s.ways.size();
      extend(s, p, width, row, last);
      row += used;
    }
  }

  /// Takes the best continuations of all ways of a sequence; `row` is the first way's row.
  private void extend(Sequence s, float[] scores, int width, int row, boolean last) {
    // Twice as many as beams, as one of each pair may be an end.
    Best best = new Best(2 * beams);
    for (int w = 0; w < s.ways.size(); w++) {
      int at = (row + w) * width;
      double base = s.ways.get(w).logP - logSum(scores, at, width);
      for (int t = 0; t < width; t++) best.offer(base + scores[at + t], w, t);
    }
    List<Way> next = new ArrayList<>();
    for (Best.Entry e : best.sorted()) {
      if (next.size() == beams) break;
      Way before = s.ways.get(e.way());
      if (e.token() == end) {
        s.done.add(new Hypothesis(before.tokens(), weighed(e.value(), before.length + 1)));
      } else {
        next.add(new Way(row + e.way(), e.token(), e.value(), before, before.length + 1));
      }
    }
    if (last) for (Way w : next) s.done.add(new Hypothesis(w.tokens(), weighed(w.logP, w.length)));
    s.ways = next;
    s.over = last || next.isEmpty() || isDecided(s);
  }

  /// Whether enough is finished that no way can become better than the worst that counts.
  private boolean isDecided(Sequence s) {
    if (s.done.size() < beams) return false;
    double[] scores = s.done.stream().mapToDouble(Hypothesis::score).sorted().toArray();
    double worst = scores[scores.length - beams];
    // A logarithm only falls; the most that a way can reach is its own at the longest length.
    double hope = weighed(s.ways.getFirst().logP, longest);
    return worst >= hope;
  }

  private double weighed(double logP, int length) {
    return logP / Math.pow((5 + length) / 6.0, alpha);
  }

  private static double logSum(float[] v, int at, int n) {
    float most = Float.NEGATIVE_INFINITY;
    for (int i = at; i < at + n; i++) most = Math.max(most, v[i]);
    double sum = 0;
    for (int i = at; i < at + n; i++) sum += Math.exp(v[i] - most);
    return most + Math.log(sum);
  }
}
