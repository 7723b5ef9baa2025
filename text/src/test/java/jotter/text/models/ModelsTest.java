package jotter.text.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import jotter.nn.Mode;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.text.generate.BeamSearch;
import jotter.text.generate.Sampling;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ModelsTest {
  @BeforeEach
  void seed() {
    Rng.seed(7);
  }

  private static Gpt gpt() {
    return new Gpt(GptOptions.of(11, 12).size(16).heads(2).blocks(2));
  }

  @Test
  void theCacheSaysWhatTheWholeModelSays() {
    Gpt model = gpt();
    Tensor prompt = Tensor.randint(0, 11, 3, 4);
    Tensor text = model.generate(prompt, 6, Sampling.greedy());
    Tensor slow = prompt;
    for (int i = 0; i < 6; i++) {
      Tensor all = slow;
      Tensor scores = Grad.off(() -> model.apply(all));
      slow = Tensor.cat(1, slow, scores.select(1, -1).argmax(-1).unsqueeze(1));
    }
    assertThat(text.equal(slow)).isTrue();
  }

  @Test
  void aTextMayBeLongerThanTheContext() {
    Tensor text =
        gpt().generate(Tensor.zeros(1, 1).to(jotter.tensor.DType.INT64), 40, Sampling.greedy());
    assertThat(text.shape()).containsExactly(1, 41);
    assertThatThrownBy(() -> gpt().apply(Tensor.randint(0, 11, 1, 13)))
        .hasMessageContaining("context of 12");
  }

  @Test
  void nothingIsSeenOfWhatComes() {
    Gpt model = gpt();
    Tensor a = Tensor.randint(0, 11, 1, 8);
    Tensor b = a.clone();
    b.narrow(1, 5, 3).fill_(3);
    Tensor x = model.apply(a).narrow(1, 0, 5);
    Tensor y = model.apply(b).narrow(1, 0, 5);
    assertThat(x.allclose(y)).isTrue();
  }

  @Test
  void rotatedProductsDependOnTheDistance() {
    Rotary rotary = new Rotary(8, 32);
    Tensor q = Tensor.randn(1, 1, 1, 8);
    Tensor k = Tensor.randn(1, 1, 1, 8);
    double near = rotary.forward(q, 3).mul(rotary.forward(k, 1)).sum().item();
    double far = rotary.forward(q, 23).mul(rotary.forward(k, 21)).sum().item();
    assertThat(near).isCloseTo(far, org.assertj.core.api.Assertions.within(1e-4));
    assertThat(rotary.apply(q).square().sum().item())
        .isCloseTo(q.square().sum().item(), org.assertj.core.api.Assertions.within(1e-4));
  }

  private static Translator translator() {
    return new Translator(
        TranslatorOptions.of(13, 16).size(16).heads(2).blocks(1, 2).feedForward(24));
  }

  @Test
  void aTranslationIsWhatTheWholeModelSaysStepByStep() {
    Translator model = translator();
    Tensor source = Tensor.of(new long[] {5, 6, 7, 8, 9, 3, 4, 0, 0, 0}, 2, 5);
    List<int[]> said = model.translate(source, BeamSearch.of(1, 1, 2).longest(6).alpha(0));
    for (int row = 0; row < 2; row++) {
      Tensor one = source.narrow(0, row, 1);
      Tensor begun = Tensor.of(new long[] {1}, 1, 1);
      int[] wanted = new int[6];
      int n = 0;
      while (n < 6) {
        Tensor now = begun;
        Tensor scores = Mode.eval(() -> Grad.off(() -> model.apply(one, now)));
        long next = scores.select(1, -1).argmax(-1).itemLong();
        if (next == 2) break;
        wanted[n++] = (int) next;
        begun = Tensor.cat(1, begun, Tensor.of(new long[] {next}, 1, 1));
      }
      assertThat(said.get(row)).isEqualTo(Arrays.copyOf(wanted, n));
    }
  }

  @Test
  void paddingChangesNothing() {
    Translator model = translator();
    Tensor begun = Tensor.of(new long[] {1, 7}, 1, 2);
    Tensor a = Mode.eval(() -> model.apply(Tensor.of(new long[] {5, 6, 7}, 1, 3), begun));
    Tensor b = Mode.eval(() -> model.apply(Tensor.of(new long[] {5, 6, 7, 0, 0}, 1, 5), begun));
    assertThat(a.allclose(b, 1e-4, 1e-5, false)).isTrue();
  }

  @Test
  void aTranslatorLearnsToTurnASentenceRound() {
    Translator model =
        new Translator(
            TranslatorOptions.of(9, 8).size(32).heads(4).blocks(1, 1).feedForward(64).dropout(0));
    var optimizer = new jotter.nn.optim.AdamW(model.parameters(), 5e-3);
    double loss = 9;
    for (int step = 0; step < 150; step++) {
      Tensor words = Tensor.randint(3, 9, 32, 4);
      Tensor one = Tensor.full(new long[] {32, 1}, 1, words.dtype());
      Tensor two = Tensor.full(new long[] {32, 1}, 2, words.dtype());
      Tensor target = Tensor.cat(1, one, words.flip(1), two);
      Tensor scores = model.apply(words, target.narrow(1, 0, 5));
      Tensor l = F.crossEntropy(scores.flatten(0, 1), target.narrow(1, 1, 5).flatten());
      optimizer.zeroGrad();
      l.backward();
      optimizer.step();
      loss = l.item();
    }
    assertThat(loss).isLessThan(0.3);
    int[] said =
        model
            .translate(Tensor.of(new long[] {3, 4, 5, 6}, 1, 4), BeamSearch.of(3, 1, 2).longest(7))
            .getFirst();
    assertThat(said).containsExactly(6, 5, 4, 3);
  }
}
