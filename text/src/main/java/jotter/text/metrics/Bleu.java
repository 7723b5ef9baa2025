package jotter.text.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jotter.tensor.Check;

/// BLEU of translations against references: the geometric mean of the precisions of 1- to 4-grams
/// over a whole corpus, times a penalty for being short, in percent.
///
/// Papineni et al. 2002, "BLEU: a method for automatic evaluation of machine translation". Counted
/// as sacrebleu does by default (Post 2018, arXiv:1804.08771): tokens by {@link Tokens13a}, case
/// matters, exponential smoothing where an n-gram order has no match, the closest reference's
/// length.
///
/// ```java
/// Bleu.corpus(List.of("the cat sat"), List.of("the cat sat down")).score();
/// ```
///
/// @param score the measure, 0 to 100
/// @param matches how many n-grams of each order are in a reference
/// @param totals how many n-grams of each order the translations have
/// @param penalty the factor for being short, at most 1
/// @param length the tokens of the translations
/// @param referenceLength the tokens of the references
public record Bleu(
    double score,
    long[] matches,
    long[] totals,
    double penalty,
    long length,
    long referenceLength) {
  private static final int ORDER = 4;

  /// BLEU of translations, each with one reference.
  public static Bleu corpus(List<String> translations, List<String> references) {
    return corpusOfMany(translations, List.of(references));
  }

  /// BLEU of translations with several references.
  ///
  /// @param references sets of references, each with one for each translation; null for one that is
  ///   missing
  public static Bleu corpusOfMany(List<String> translations, List<List<String>> references) {
    Counter counter = new Counter();
    for (List<String> r : references)
      Check.value(
          r.size() == translations.size(),
          "Bleu",
          translations.size() + " translations need as many references, got " + r.size());
    for (int i = 0; i < translations.size(); i++) {
      List<String> own = new ArrayList<>();
      for (List<String> r : references) if (r.get(i) != null) own.add(r.get(i));
      counter.add(translations.get(i), own);
    }
    return counter.result();
  }

  /// BLEU of one sentence; orders that it is too short for are left out.
  public static Bleu sentence(String translation, String... references) {
    Counter counter = new Counter();
    counter.add(translation, List.of(references));
    return counter.result(true);
  }

  /// Gathers translations one by one, from any number of threads.
  public static final class Counter {
    private final long[] matches = new long[ORDER];
    private final long[] totals = new long[ORDER];
    private long length;
    private long referenceLength;

    /// Takes a translation and its references into account.
    public void add(String translation, List<String> references) {
      Check.value(!references.isEmpty(), "Bleu", "a translation needs at least one reference");
      List<String> said = Tokens13a.of(translation);
      Map<List<String>, Integer> wanted = new HashMap<>();
      int closest = -1;
      for (String r : references) {
        List<String> tokens = Tokens13a.of(r);
        int d = Math.abs(tokens.size() - said.size());
        int least = Math.abs(closest - said.size());
        if (closest < 0 || d < least || d == least && tokens.size() < closest)
          closest = tokens.size();
        grams(tokens).forEach((g, n) -> wanted.merge(g, n, Math::max));
      }
      add(said, wanted, closest);
    }

    private synchronized void add(
        List<String> said, Map<List<String>, Integer> wanted, int closest) {
      length += said.size();
      referenceLength += closest;
      grams(said)
          .forEach(
              (g, n) -> {
                totals[g.size() - 1] += n;
                matches[g.size() - 1] += Math.min(n, wanted.getOrDefault(g, 0));
              });
    }

    /// Forgets everything.
    public synchronized void reset() {
      Arrays.fill(matches, 0);
      Arrays.fill(totals, 0);
      length = 0;
      referenceLength = 0;
    }

    private static Map<List<String>, Integer> grams(List<String> tokens) {
      Map<List<String>, Integer> r = new HashMap<>();
      for (int n = 1; n <= ORDER; n++)
        for (int i = 0; i + n <= tokens.size(); i++)
          r.merge(List.copyOf(tokens.subList(i, i + n)), 1, Integer::sum);
      return r;
    }

    /// BLEU of everything so far.
    public Bleu result() {
      return result(false);
    }

    private synchronized Bleu result(boolean effectiveOrder) {
      double penalty =
          length >= referenceLength
              ? 1
              : length == 0 ? 0 : Math.exp(1 - (double) referenceLength / length);
      double smooth = 1;
      double logs = 0;
      int order = ORDER;
      boolean any = false;
      for (int n = 0; n < ORDER; n++) any |= matches[n] > 0;
      for (int n = 0; n < ORDER && any; n++) {
        if (totals[n] == 0) {
          // Without effective order a corpus without any 4-gram has no BLEU.
          if (effectiveOrder) order = n;
          else any = false;
          break;
        }
        double precision = 100.0 * matches[n] / totals[n];
        if (matches[n] == 0) {
          smooth *= 2;
          precision = 100 / (smooth * totals[n]);
        }
        logs += Math.log(precision);
      }
      double score = any ? penalty * Math.exp(logs / order) : 0;
      return new Bleu(score, matches.clone(), totals.clone(), penalty, length, referenceLength);
    }
  }

  /// The precision of n-grams in percent, not smoothed.
  public double precision(int n) {
    return totals[n - 1] == 0 ? 0 : 100.0 * matches[n - 1] / totals[n - 1];
  }

  /// In sacrebleu's form.
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "BLEU = %.2f %.1f/%.1f/%.1f/%.1f (BP = %.3f ratio = %.3f hyp_len = %d ref_len = %d)",
        score,
        precision(1),
        precision(2),
        precision(3),
        precision(4),
        penalty,
        referenceLength == 0 ? 0 : (double) length / referenceLength,
        length,
        referenceLength);
  }
}
