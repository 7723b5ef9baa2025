package jotter.tensor.cpu.conv.lanes;

import static jotter.tensor.formula.Formula.X;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.matmul.KeptTile;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Kept;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Tiles with the channels innermost give what convolutions give, in both sizes, in every form and
/// for any number of threads.
class KeptWinogradTest {
  private final int before = Threads.get();

  @BeforeEach
  void vectors() {
    Vectors.needed();
  }

  @AfterEach
  void reset() {
    Threads.set(before);
    force(false);
  }

  private static void force(boolean vectors) {
    KeptTile.force(vectors);
    Stream.of(Rule.TWO, Rule.FOUR).flatMap(Rule::loops).forEach(w -> w.force(vectors));
  }

  private static Tensor inner(Tensor x) {
    return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 32, 32, 14, 14, 1, 1",
    "2, 64, 32, 9, 11, 1, 1",
    "1, 16, 96, 4, 5, 0, 2",
    "1, 208, 64, 7, 7, 1, 0",
    "3, 256, 32, 3, 6, 2, 1",
    "1, 48, 64, 33, 30, 1, 1",
    "1, 32, 32, 1, 1, 1, 1"
  })
  void agrees(int n, int c, int o, int h, int w, int ph, int pw) {
    Rng.seed(n + c + o + h + w);
    Tensor x = Tensor.randn(n, c, h, w);
    Tensor weight = Tensor.randn(o, c, 3, 3);
    Tensor bias = Tensor.randn(o);
    int[] one = {1, 1};
    ConvSpec spec = new ConvSpec(one, new int[] {ph, pw}, one, 1);
    long[] shape = {n, o, h + 2 * ph - 2, w + 2 * pw - 2};
    Tensor exact = Tensor.empty(shape, DType.FLOAT64);
    Convolution.forward(
        x.to(DType.FLOAT64), weight.to(DType.FLOAT64), bias.to(DType.FLOAT64), exact, spec);
    exact = exact.mul(2);
    Kept.Then twice = new Kept.Then(Program.of("twice", X.mul(2)));
    float[] b = bias.toFloatArray();
    KeptWinograd.Source from =
        (i, k, t) -> Memory.getF32(weight.address() + 4L * ((i * c + k) * 9 + t));
    Tensor image = inner(x);
    for (Rule rule : new Rule[] {Rule.TWO, Rule.FOUR}) {
      byte[] bits = null;
      for (boolean vectors : new boolean[] {false, true}) {
        force(vectors);
        int[] size = {n, c, h, w};
        int[] padding = {ph, pw};
        KeptWinograd k = KeptWinograd.of(rule, size, o, padding, from, b);
        for (int threads = 1; threads <= 3; threads++) {
          Threads.set(threads);
          Tensor y = inner(Tensor.full(shape, Double.NaN, DType.FLOAT32));
          Finish f = Finish.of(twice, y, y);
          k.run(image.address(), y.address(), f);
          f.end();
          double limit = 2e-5 * Math.sqrt(9 * c) * 4;
          assertThat(y.to(DType.FLOAT64).sub(exact).abs().max().item()).isLessThan(limit);
          if (bits == null) bits = y.toByteArray();
          assertThat(y.toByteArray()).isEqualTo(bits);
        }
      }
    }
  }
}
