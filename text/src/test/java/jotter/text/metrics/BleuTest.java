package jotter.text.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Expected values are sacrebleu 2.6's.
class BleuTest {
  private final List<String> said =
      List.of(
          "the cat sat on the mat .",
          "A man, in 2016, said: \"it's 3.5%!\"",
          "there is no match here at all",
          "a b");
  private final List<String> wanted =
      List.of(
          "the cat is on the mat .",
          "A man in 2016 said: \"it's 3.5 %!\"",
          "something else entirely different",
          "a b");
  private final List<String> other =
      List.of("a cat sat on a mat .", "A man said in 2016: it's 3.5%!", "no match", "a b c");

  @Test
  void aCorpusScoresAsInSacrebleu() {
    Bleu b = Bleu.corpus(said, wanted);
    assertThat(b.score()).isCloseTo(45.05905674416305, within(1e-10));
    assertThat(b.matches()).containsExactly(20, 14, 8, 6);
    assertThat(b.totals()).containsExactly(30, 26, 22, 19);
    assertThat(b)
        .hasToString(
            "BLEU = 45.06 66.7/53.8/36.4/31.6 (BP = 1.000 ratio = 1.200 hyp_len = 30 ref_len = 25)");
    assertThat(Bleu.corpusOfMany(said, List.of(wanted, other)).score())
        .isCloseTo(50.44578774079589, within(1e-10));
  }

  @Test
  void sentencesAreSmoothed() {
    double[] expected = {48.892302243490086, 60.600320738082466, 0, 100};
    for (int i = 0; i < 4; i++)
      assertThat(Bleu.sentence(said.get(i), wanted.get(i)).score())
          .isCloseTo(expected[i], within(1e-9));
  }

  @Test
  void whatIsTooShortOrWrongScoresNothing() {
    assertThat(Bleu.corpus(List.of("a b", "c"), List.of("a b", "d")).score()).isZero();
    assertThat(Bleu.corpus(List.of("x y z w"), List.of("a b c d")).score()).isZero();
    assertThat(Bleu.corpus(List.of(""), List.of("a b c d")).score()).isZero();
  }

  @Test
  void tokensAreThoseOf13a() {
    String[][] cases = {
      {
        "Hello, world! It's 1,000.50 - or 3-4 (really?) &amp; &quot;x&quot; end.",
        "Hello , world ! It's 1,000.50 - or 3 - 4 ( really ? ) & \" x \" end ."
      },
      {"Größe: 5.5cm; a_b c@d e/f <skipped> 10.", "Größe : 5.5cm ; a _ b c @ d e / f 10 ."},
      {"foo… “bar” 2016-17, .5", "foo… “bar” 2016 - 17 , . 5"}
    };
    for (String[] c : cases)
      assertThat(Tokens13a.of(c[0])).isEqualTo(Arrays.asList(c[1].split(" ")));
  }
}
