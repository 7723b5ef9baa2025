package jotter.text.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.function.UnaryOperator;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class SamplingTest {
  private final Tensor scores =
      Tensor.of(0.5, 0.3, 0.15, 0.05).log().to(jotter.tensor.DType.FLOAT32).unsqueeze(0);

  private long[] counts(UnaryOperator<Tensor> choose) {
    long[] r = new long[4];
    Rng.with(
        Rng.of(3),
        () -> {
          long[] drawn = choose.apply(scores.expand(4000, 4).contiguous()).toLongArray();
          Arrays.stream(drawn).forEach(t -> r[(int) t]++);
          return null;
        });
    return r;
  }

  @Test
  void frequenciesAreTheProbabilities() {
    long[] c = counts(Sampling.temperature(1));
    assertThat(c[0]).isBetween(1880L, 2120L);
    assertThat(c[3]).isBetween(150L, 250L);
    assertThat(counts(Sampling.temperature(0.1))[0]).isGreaterThan(3900);
    assertThat(counts(Sampling.greedy())).containsExactly(4000, 0, 0, 0);
  }

  @Test
  void rareTokensAreCutOff() {
    long[] top = counts(Sampling.top(2, 1));
    assertThat(top[2] + top[3]).isZero();
    assertThat(top[0]).isBetween(2400L, 2600L);
    long[] nucleus = counts(Sampling.nucleus(0.9, 1));
    assertThat(nucleus[3]).isZero();
    assertThat(nucleus[2]).isBetween(540L, 740L);
  }
}
