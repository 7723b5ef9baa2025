package jotter.nn.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import jotter.tensor.display.Renderers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyTest {
  @TempDir Path dir;

  private static SearchSpace space() {
    return new SearchSpace()
        .range("x", -5, 5)
        .logarithmic("lr", 1e-5, 1e-1)
        .whole("n", 1, 9)
        .choice("kind", "a", "b", "c");
  }

  /// Least at x = 2, lr = 10⁻³, n = 7, kind b.
  private static double bowl(Trial t) {
    return Math.pow(t.number("x") - 2, 2)
        + Math.pow(Math.log10(t.number("lr")) + 3, 2)
        + Math.pow(t.whole("n") - 7, 2) / 4
        + (t.choice("kind").equals("b") ? 0 : 2);
  }

  private static double best(Searcher searcher, long seed) {
    try (Study s = Study.minimize("bowl", space()).searcher(searcher).seed(seed)) {
      return s.run(60, StudyTest::bowl).best().value();
    }
  }

  @Test
  void theEstimatorFindsMoreThanChance() {
    double random = 0;
    double tpe = 0;
    for (long seed = 1; seed <= 8; seed++) {
      random += best(Searcher.random(), seed) / 8;
      tpe += best(Searcher.tpe(), seed) / 8;
    }
    assertThat(tpe).isLessThan(random * 0.75);
  }

  @Test
  void aGridHasAllCombinationsOnce() {
    SearchSpace space = new SearchSpace().range("x", 0, 1).whole("n", 1, 2).choice("c", "p", "q");
    try (Study s = Study.maximize("grid", space).searcher(Searcher.grid(3))) {
      s.run(1000, t -> t.number("x") + t.whole("n"));
      Set<String> different = new HashSet<>();
      s.trials().forEach(t -> different.add(t.settings().toString()));
      assertThat(different).hasSize(12);
      assertThat(s.trials()).hasSize(12);
      assertThat(s.best().value()).isEqualTo(3);
    }
  }

  @Test
  void aStudyThatWasCutOffGoesOn() {
    Path file = dir.resolve("study");
    List<String> whole;
    try (Study s = Study.minimize("bowl", space()).seed(4)) {
      whole = s.run(25, StudyTest::bowl).trials().stream().map(Trial::toString).toList();
    }
    Study cut = Study.minimize("bowl", space()).seed(4).in(file);
    int[] count = {0};
    assertThatThrownBy(
            () ->
                cut.run(
                    25,
                    t -> {
                      if (++count[0] == 13) throw new StackOverflowError("as if it were killed");
                      return bowl(t);
                    }))
        .isInstanceOf(StackOverflowError.class);
    cut.close();
    try (Study again = Study.minimize("bowl", space()).seed(4).in(file)) {
      assertThat(again.trials()).hasSize(12);
      again.run(25, StudyTest::bowl);
      assertThat(again.trials().stream().map(Trial::toString).toList()).isEqualTo(whole);
    }
    // Another study in the same file knows nothing of it.
    try (Study other = Study.minimize("other", space()).in(file)) {
      assertThat(other.trials()).isEmpty();
    }
  }

  @Test
  void whatFailsDoesNotEndTheStudy() {
    try (Study s = Study.minimize("bad", space()).searcher(Searcher.random())) {
      s.run(
          6,
          t -> {
            if (t.number() == 2) return Double.NaN;
            if (t.number() == 3) throw new IllegalStateException("out of luck");
            return t.number();
          });
      assertThat(s.trials().stream().map(Trial::status))
          .containsExactly(
              Trial.Status.DONE,
              Trial.Status.DONE,
              Trial.Status.FAILED,
              Trial.Status.FAILED,
              Trial.Status.DONE,
              Trial.Status.DONE);
      assertThat(s.best().number()).isZero();
    }
  }

  @Test
  void hopelessTrialsAreEndedEarly() {
    for (Pruner p : List.of(Pruner.median(3), Pruner.halving(2, 2))) {
      int[] steps = {0};
      try (Study s =
          Study.minimize("pruned", space()).searcher(Searcher.random()).pruner(p).seed(2)) {
        s.run(
            40,
            t -> {
              double end = bowl(t);
              for (int i = 1; i <= 8; i++) {
                steps[0]++;
                t.report(i, end + 10.0 / i);
              }
              return end;
            });
        assertThat(steps[0]).isLessThan(40 * 8 * 7 / 10);
        long ended = s.trials().stream().filter(t -> t.status() == Trial.Status.PRUNED).count();
        assertThat(ended).isGreaterThan(10);
        double done = s.best().value();
        // With values that only fall together, the best is never ended.
        assertThat(s.trials().stream().mapToDouble(StudyTest::bowl).min().orElseThrow())
            .isEqualTo(done);
      }
    }
  }

  @Test
  void aStudyIsShownAsATableAndAPlot() {
    try (Study s = Study.minimize("shown", space()).searcher(Searcher.random())) {
      s.run(12, StudyTest::bowl);
      var bundle = Renderers.render(s);
      assertThat(bundle.plain()).startsWith("study shown: 12 trials, 12 done").contains("lr ");
      assertThat((String) bundle.data().get("text/html"))
          .contains("<table>", "<th>kind</th>", "<svg", "<polyline")
          .doesNotContain("NaN");
      assertThat(s.toString().lines()).hasSize(11);
      assertThat((String) bundle.data().get("text/html"))
          .contains("value over x", "value over lr", "value over n", "value over kind")
          .doesNotContain("step by step");
    }
    try (Study s =
        Study.minimize("reported", space()).searcher(Searcher.random()).pruner(Pruner.median(2))) {
      s.run(
          8,
          t -> {
            for (int step = 1; step <= 3; step++) t.report(step, bowl(t) / step);
            return bowl(t);
          });
      assertThat((String) Renderers.render(s).data().get("text/html"))
          .contains("reports of each trial, step by step")
          .doesNotContain("NaN", "Infinity");
    }
  }

  @Test
  void spacesAreCheckedAtTheDoor() {
    assertThatThrownBy(() -> new SearchSpace().range("x", 1, 1)).hasMessageContaining("less than");
    assertThatThrownBy(() -> new SearchSpace().logarithmic("x", 0, 1))
        .hasMessageContaining("positive");
    assertThatThrownBy(() -> space().choice("x", "a")).hasMessageContaining("already");
    assertThatThrownBy(() -> Study.minimize("none", new SearchSpace()))
        .hasMessageContaining("nothing to look for");
    try (Study s = Study.minimize("one", space()).searcher(Searcher.random())) {
      s.run(1, StudyTest::bowl);
      assertThatThrownBy(() -> s.best().number("momentum"))
          .hasMessageContaining("[x, lr, n, kind]");
    }
  }
}
