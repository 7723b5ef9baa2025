package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/// The vectors that both sides of the benchmark agree on.
class NumbersTest {

  @Test
  void keysAndHashes() {
    long a = Numbers.key("a");
    assertThat(a).isEqualTo(0xaf63dc4c8601ec8cL);
    assertThat(Numbers.hash(a, 0)).isEqualTo(0x5f29c2aadd9b8527L);
    assertThat(Numbers.hash(a, 1)).isEqualTo(0xff84f1bdb6d3884fL);
    assertThat(Numbers.hash(a, 2)).isEqualTo(0xfdfab147e960346eL);
  }

  @Test
  void distributions() {
    assertThat(Numbers.normal("a", 4))
        .containsExactly(
            0.8970848917961121f, 2.0594921112060547f, 1.387451410293579f, -0.2469540387392044f);
    assertThat(Numbers.uniform("u", 4, 0, 1))
        .containsExactly(
            0.10029757022857666f, 0.5107921361923218f, 0.46899837255477905f, 0.6276530623435974f);
    assertThat(Numbers.integers("i", 4, 0, 30000)).containsExactly(8106, 11671, 20234, 11418);
  }

  @Test
  void theChecksumOfBothPrecisions() {
    float[] x = Numbers.normal("a", 1000);
    double[] wide = new double[x.length];
    for (int i = 0; i < x.length; i++) {
      wide[i] = x[i];
    }
    assertThat(Numbers.checksum(x)).isCloseTo(0.5792223241161555, within(1e-12));
    assertThat(Numbers.checksum(wide)).isEqualTo(Numbers.checksum(x));
  }
}
