package jotter.text.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class BeamSearchTest {
  private static final int END = 0;
  private static final int TOKENS = 4;

  /// A chain of tokens: the scores of the next depend on the last alone.
  private final float[] chain =
      Rng.with(Rng.of(5), () -> Tensor.randn(TOKENS, TOKENS).mul(2)).toFloatArray();

  private final BeamSearch.Step model =
      (last, from) -> Tensor.of(chain, TOKENS, TOKENS).indexSelect(0, last);

  private double logP(int a, int b) {
    double sum = 0;
    for (int i = 0; i < TOKENS; i++) sum += Math.exp(chain[a * TOKENS + i]);
    return chain[a * TOKENS + b] - Math.log(sum);
  }

  /// All sequences that end within `most` tokens, with their scores.
  private void all(List<Integer> so, double p, int most, double alpha, List<Object[]> out) {
    int last = so.isEmpty() ? 1 : so.getLast();
    double end = p + logP(last, END);
    out.add(new Object[] {List.copyOf(so), end / Math.pow((5 + so.size() + 1) / 6.0, alpha)});
    if (so.size() + 1 >= most) return;
    for (int t = 1; t < TOKENS; t++) {
      List<Integer> longer = new ArrayList<>(so);
      longer.add(t);
      all(longer, p + logP(last, t), most, alpha, out);
    }
  }

  @Test
  void aWideSearchFindsTheBestOfAll() {
    for (double alpha : new double[] {0, 0.6, 1}) {
      List<Object[]> every = new ArrayList<>();
      all(new ArrayList<>(), 0, 4, alpha, every);
      Object[] best = every.stream().max(Comparator.comparingDouble(o -> (double) o[1])).get();
      var found = new BeamSearch(100, 1, END, 4, alpha).search(2, model);
      assertThat(found).hasSize(2);
      // The longest that were not ended compete as well; the best that ended is among them.
      var top = found.get(1).stream().filter(h -> h.tokens().length < 4).findFirst().orElseThrow();
      assertThat(java.util.Arrays.stream(top.tokens()).boxed().toList()).isEqualTo(best[0]);
      assertThat(top.score()).isCloseTo((double) best[1], within(1e-5));
    }
  }

  @Test
  void oneBeamIsGreedy() {
    List<Integer> expected = new ArrayList<>();
    int last = 1;
    while (expected.size() < 6) {
      int best = 0;
      for (int t = 1; t < TOKENS; t++) if (logP(last, t) > logP(last, best)) best = t;
      if (best == END) break;
      expected.add(best);
      last = best;
    }
    int[] found = new BeamSearch(1, 1, END, 6, 0).best(1, model).getFirst();
    assertThat(java.util.Arrays.stream(found).boxed().toList()).isEqualTo(expected);
  }

  @Test
  void rowsFollowTheirHypotheses() {
    // The model answers from what it remembers of each row: the tokens so far.
    List<List<Long>> memory = new ArrayList<>(List.of(List.of(), List.of(), List.of()));
    BeamSearch.Step remembering =
        (last, from) -> {
          long[] f = from.toLongArray();
          long[] l = last.toLongArray();
          List<List<Long>> next = new ArrayList<>();
          float[] scores = new float[f.length * TOKENS];
          for (int i = 0; i < f.length; i++) {
            List<Long> way = new ArrayList<>(memory.get((int) f[i]));
            way.add(l[i]);
            next.add(way);
            // After begin, 2, 3 it must end; anything else is unlikely.
            int wanted = way.size() == 1 ? 2 : way.equals(List.of(1L, 2L)) ? 3 : END;
            for (int t = 0; t < TOKENS; t++) scores[i * TOKENS + t] = t == wanted ? 5 : 0;
          }
          memory.clear();
          memory.addAll(next);
          return Tensor.of(scores, f.length, TOKENS);
        };
    for (int[] t : new BeamSearch(3, 1, END, 8, 0).best(3, remembering))
      assertThat(t).containsExactly(2, 3);
  }
}
