package jotter.tensor.cpu.conv.kept;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static org.assertj.core.api.Assertions.assertThat;

import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.conv.Convolution;
import jotter.tensor.cpu.conv.Pooling;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.ConvSpec;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.PoolSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Convolutions with weights that stay give what convolutions give, in every form and for any
/// number of threads.
class KeptConvTest {
  private static final Program SUM = Program.of("sum", X.mul(2).add(Y), 2);

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
    TapRow.force(vectors);
    Runs.force(vectors);
  }

  private static Tensor inner(Tensor x) {
    return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
  }

  /// Images, channels, outputs, groups, height, width, then for either dimension kernel, stride,
  /// padding and dilation.
  @ParameterizedTest
  @CsvSource({
    "1, 8, 24, 1, 7, 7, 1, 1, 0, 1, 1, 1, 0, 1",
    "2, 19, 33, 1, 9, 11, 3, 1, 1, 1, 3, 1, 1, 1",
    "1, 64, 64, 1, 14, 14, 3, 1, 1, 1, 3, 1, 1, 1",
    "1, 16, 40, 1, 10, 9, 3, 2, 1, 1, 3, 2, 1, 1",
    "3, 12, 16, 1, 8, 7, 1, 2, 0, 1, 1, 2, 0, 1",
    "1, 9, 17, 1, 12, 13, 2, 1, 3, 2, 5, 3, 2, 1",
    "2, 8, 8, 1, 6, 15, 3, 1, 4, 1, 3, 1, 4, 3",
    "1, 8, 5, 1, 5, 5, 5, 1, 4, 1, 5, 1, 4, 1",
    "1, 3, 64, 1, 30, 31, 7, 2, 3, 1, 7, 2, 3, 1",
    "2, 3, 32, 1, 17, 16, 3, 2, 1, 1, 3, 2, 1, 1",
    "3, 1, 20, 1, 9, 6, 3, 1, 2, 2, 5, 1, 1, 1",
    "1, 7, 16, 1, 4, 5, 7, 1, 6, 1, 9, 1, 8, 1",
    "1, 32, 32, 32, 9, 11, 3, 1, 1, 1, 3, 1, 1, 1",
    "2, 48, 48, 48, 10, 9, 3, 2, 1, 1, 3, 2, 1, 1",
    "1, 16, 16, 16, 7, 7, 2, 1, 1, 1, 3, 1, 2, 2",
    "1, 16, 16, 16, 4, 3, 3, 1, 5, 1, 3, 2, 4, 1",
    "2, 32, 32, 32, 1, 1, 3, 1, 1, 1, 3, 1, 1, 1",
    "1, 32, 32, 32, 6, 6, 1, 1, 0, 1, 1, 1, 0, 1"
  })
  void agrees(
      int n,
      int c,
      int o,
      int groups,
      int h,
      int w,
      int kh,
      int sh,
      int ph,
      int dh,
      int kw,
      int sw,
      int pw,
      int dw) {
    Rng.seed(n + c + o + h + w);
    Tensor x = Tensor.randn(n, c, h, w);
    Tensor weight = Tensor.randn(o, c / groups, kh, kw);
    Tensor bias = Tensor.randn(o);
    ConvSpec spec =
        new ConvSpec(new int[] {sh, sw}, new int[] {ph, pw}, new int[] {dh, dw}, groups);
    long high = (h + 2L * ph - (kh - 1L) * dh - 1) / sh + 1;
    long wide = (w + 2L * pw - (kw - 1L) * dw - 1) / sw + 1;
    long[] shape = {n, o, high, wide};
    Tensor more = inner(Tensor.randn(shape));
    for (int form = 0; form < 3; form++) {
      Tensor b = form == 0 ? null : bias;
      Tensor exact = Tensor.empty(shape, DType.FLOAT64);
      Tensor b64 = b == null ? null : b.to(DType.FLOAT64);
      Convolution.forward(x.to(DType.FLOAT64), weight.to(DType.FLOAT64), b64, exact, spec);
      if (form == 2) exact = exact.mul(2).add(more);
      Kept kept = KeptConv.of(x.shape(), weight, b, spec, form < 2 ? null : new Kept.Then(SUM));
      assertThat(kept).isNotNull();
      byte[] bits = null;
      for (boolean vectors : new boolean[] {false, true})
        for (int threads = 1; threads <= 3; threads++)
          for (Tensor image : new Tensor[] {inner(x), x}) {
            force(vectors);
            Threads.set(threads);
            Tensor y = inner(Tensor.full(shape, Double.NaN, DType.FLOAT32));
            if (form < 2) kept.run(image, y);
            else kept.run(image, y, y, more);
            double limit = 1e-5 * Math.sqrt(c / groups * kh * kw) * 4;
            assertThat(y.to(DType.FLOAT64).sub(exact).abs().max().item()).isLessThan(limit);
            if (bits == null) bits = y.toByteArray();
            assertThat(y.toByteArray()).isEqualTo(bits);
          }
    }
  }

  /// Images, channels, height, width, kernel, stride and padding.
  @ParameterizedTest
  @CsvSource({"1, 64, 12, 12, 3, 2, 1", "2, 32, 7, 10, 2, 2, 0", "1, 16, 5, 3, 3, 1, 1"})
  void largest(int n, int c, int h, int w, int k, int s, int p) {
    Rng.seed(c + h);
    Tensor x = Tensor.randn(n, c, h, w);
    x.select(2, h / 2).select(2, 1).fill_(Double.NaN);
    x.select(2, 0).fill_(Double.NEGATIVE_INFINITY);
    int[] one = {1, 1};
    PoolSpec spec =
        new PoolSpec(new int[] {k, k}, new int[] {s, s}, new int[] {p, p}, one, true, 0);
    long[] shape = {n, c, (h + 2L * p - k) / s + 1, (w + 2L * p - k) / s + 1};
    Tensor expected = Tensor.empty(shape, DType.FLOAT32);
    Pooling.max(x, expected, null, spec);
    for (boolean vectors : new boolean[] {false, true})
      for (int threads = 1; threads <= 3; threads++) {
        force(vectors);
        Threads.set(threads);
        Tensor y = inner(Tensor.zeros(shape, DType.FLOAT32));
        KeptMaxPool.of(x.shape(), shape, spec).run(inner(x), y);
        assertThat(y.toFloatArray()).isEqualTo(expected.toFloatArray());
      }
    long[] other = {n, c, shape[2] + 1, shape[3]};
    assertThat(KeptMaxPool.of(x.shape(), other, spec)).isNull();
  }
}
