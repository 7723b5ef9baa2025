package jotter.vision.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against torchvision 0.29: of each result the sum, a sum with weights, and one pixel.
class TorchvisionTest {
  private static final Tensor BYTES =
      Tensor.arange(3 * 6 * 8).mul(37).remainder(256).reshape(3, 6, 8).to(DType.UINT8);
  private static final Tensor FLOATS =
      Tensor.arange(3 * 6 * 8).mul(53).remainder(101).reshape(3, 6, 8).to(DType.FLOAT32).div(100);
  private static final double[][] FROM = {{0, 0}, {7, 0}, {7, 5}, {0, 5}};
  private static final double[][] TO = {{1, 1}, {6, 0}, {7, 4}, {0, 5}};

  record Case(String name, UnaryOperator<Tensor> op, double[] bytes, double[] floats) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static double[] of(double... v) {
    return v;
  }

  static Stream<Case> cases() {
    return Stream.of(
        new Case("hue", x -> Colors.hue(x, 0.2), of(16687, 74569, 0), of(76.264, 301.838, 0)),
        new Case(
            "hue the other way",
            x -> Colors.hue(x, -0.35),
            of(17662, 76812, 200),
            of(74.132, 286.004, 0.38)),
        new Case("invert", Colors::invert, of(18776, 59506, 15), of(72.44, 281.77, 0.81)),
        new Case(
            "gamma",
            x -> Colors.gamma(x, 0.5, 1.1),
            of(26219, 114834, 255),
            of(103.3371, 414.0255, 0.4795)),
        new Case(
            "posterize",
            x -> Colors.posterize(x, 3),
            of(15744, 77120, 224),
            of(63, 254.875, 0.125)),
        new Case(
            "solarize",
            x -> Colors.solarize(x, 100 / 255.0),
            of(9553, 35208, 15),
            of(37.04, 145.67, 0.19)),
        new Case(
            "autocontrast",
            x -> Colors.autocontrast(x.dtype() == DType.UINT8 ? x : x.mul(0.5).add(0.2)),
            of(18443, 88503, 239),
            of(71.5639, 288.2239, 0.1837)),
        new Case(
            "sharper",
            x -> Colors.sharpness(x, 2),
            of(18051, 87940, 240),
            of(71.7438, 289.33, 0.19)),
        new Case(
            "smoother",
            x -> Colors.sharpness(x, 0.3),
            of(17766, 82638, 240),
            of(71.5056, 286.109, 0.19)),
        new Case(
            "blur",
            x -> Filters.gaussianBlur(x, 5, 1.2),
            of(18046, 76189, 78),
            of(71.8548, 283.7357, 0.5374)),
        new Case(
            "affine",
            x -> Geometry.affine(x, 25, 2, -1, 1.2, 10, 5),
            of(13709, 56760, 8),
            of(55.8027, 222.0201, 0.0059)),
        new Case(
            "perspective",
            x -> Geometry.perspective(x, FROM, TO),
            of(14118, 61411, 0),
            of(56.6302, 230.7445, 0)),
        new Case("grey", Colors::grey, of(18234, 81052, 166), of(71.6404, 280.5834, 0.1548)),
        new Case(
            "pad",
            x ->
                x.dtype() == DType.UINT8
                    ? Geometry.pad(x, 1, 2, 3, 1, "reflect", 0)
                    : Geometry.pad(x, 1, 2, 3, 1, "constant", 0.5),
            of(40244, 157503, 101),
            of(161.56, 640.12, 0.5)));
  }

  private static double[] signature(Tensor t) {
    double[] v = t.to(DType.FLOAT64).flatten().toDoubleArray();
    double[] r = {0, 0, v[v.length / 3]};
    for (int k = 0; k < v.length; k++) {
      r[0] += v[k];
      r[1] += v[k] * (1 + k % 7);
    }
    return r;
  }

  private static void close(Tensor t, double[] expected, double slack) {
    double[] is = signature(t);
    for (int i = 0; i < 3; i++) assertThat(is[i]).isCloseTo(expected[i], within(slack));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void theValuesAreTheSame(Case c) {
    assertThat(c.op().apply(BYTES).dtype()).isEqualTo(DType.UINT8);
    close(c.op().apply(BYTES), c.bytes(), 0);
    close(c.op().apply(FLOATS), c.floats(), 2e-3);
    Tensor batch = Tensor.stack(0, FLOATS, FLOATS.flip(-1));
    assertThat(c.op().apply(batch).select(0, 0).allclose(c.op().apply(FLOATS), 1e-5, 1e-6, false))
        .as("pictures of a batch")
        .isTrue();
  }

  @Test
  void everyLightnessEquallyOften() {
    Tensor x =
        Tensor.arange(3 * 40 * 40).mul(37).remainder(97).add(60).reshape(3, 40, 40).to(DType.UINT8);
    close(Colors.equalize(x), of(632794, 2533035, 82), 0);
    close(Colors.equalize(x.to(DType.FLOAT32).div(255)), of(2481.5452, 9933.4711, 0.3216), 0.02);
    assertThat(Colors.equalize(BYTES).equal(BYTES)).as("too few pixels").isTrue();
  }

  @Test
  void fiveParts() {
    Tensor five = Geometry.fiveCrop(BYTES, 3, 4);
    assertThat(five.shape()).containsExactly(5, 3, 3, 4);
    close(five, of(23278, 93947, 116), 0);
  }

  @Test
  void policiesAndRandomOnesAreTheSameForAnyNumberOfWorkers() {
    Tensor photo = Rng.with(Rng.of(1), () -> Tensor.rand(3, 24, 24)).mul(255).to(DType.UINT8);
    for (Transform t :
        List.of(
            new RandAugment(),
            new TrivialAugment(),
            new RandomAffine(15, 0.1, 0.8, 1.2, 10),
            new RandomPerspective(0.5),
            new GaussianBlur(3),
            new ColorJitter(0.2, 0.2, 0.2, 0.1))) {
      Dataset<Tensor> data =
          Dataset.of(IntStream.range(0, 12).boxed().toList()).map(i -> t.apply(photo));
      byte[] first = null;
      for (int workers : new int[] {0, 3}) {
        Tensor b = DataLoader.of(data, 12).seed(5).workers(workers).iterator().next();
        assertThat(b.dtype()).isEqualTo(DType.UINT8);
        if (first == null) first = b.toByteArray();
        else assertThat(b.toByteArray()).isEqualTo(first);
        assertThat(b.select(0, 0).equal(b.select(0, 1)) && b.select(0, 1).equal(b.select(0, 2)))
            .as(t.toString())
            .isFalse();
      }
    }
  }

  @Test
  void allChangesOfAPolicyAreGone() {
    Tensor photo = Rng.with(Rng.of(1), () -> Tensor.rand(3, 16, 16)).mul(255).to(DType.UINT8);
    var range = new Distortion.Range(0.3, 0, 30, 0.9, 4);
    for (Distortion d : Distortion.values())
      for (int sign : new int[] {-1, 1}) {
        Tensor y = d.apply(photo, 0.5, sign, range);
        assertThat(y.shape()).containsExactly(3, 16, 16);
        boolean subtle =
            d == Distortion.IDENTITY || d == Distortion.AUTOCONTRAST || d == Distortion.EQUALIZE;
        if (!subtle) assertThat(y.equal(photo)).as(d.name()).isFalse();
      }
  }

  @Test
  void batchesAreMixed() {
    var b =
        new Labeled(
            Tensor.arange(4 * 8 * 8).reshape(4, 1, 8, 8).to(DType.FLOAT32),
            Tensor.of(new long[] {0, 1, 2, 1}));
    for (UnaryOperator<Labeled> mix : List.of(Mix.up(0.4, 3), Mix.cut(1, 3))) {
      Labeled m = Rng.with(Rng.of(3), () -> mix.apply(b));
      assertThat(m.y().shape()).containsExactly(4, 3);
      double share = m.y().get(0, 0).item();
      assertThat(share).isBetween(0.0, 1.0);
      assertThat(m.y().sum(1).toFloatArray())
          .containsExactly(new float[] {1, 1, 1, 1}, within(1e-6f));
      // The pixels that are the neighbour's are as many as the targets say.
      double own = m.x().select(0, 1).sub(b.x().select(0, 0)).div(64).mean().item();
      assertThat(own).isCloseTo(m.y().get(1, 1).item(), within(1e-5));
      assertThat(F.crossEntropy(Tensor.zeros(4, 3), m.y()).item())
          .isCloseTo(Math.log(3), within(1e-5));
    }
    assertThatThrownBy(() -> Mix.up(0, 3)).hasMessageContaining("alpha");
  }

  @Test
  void whatCannotBeIsRefused() {
    assertThatThrownBy(() -> Colors.hue(BYTES, 0.6)).hasMessageContaining("0.6");
    assertThatThrownBy(() -> Filters.gaussianBlur(BYTES, 4, 1)).hasMessageContaining("odd");
    assertThatThrownBy(() -> Filters.gaussianBlur(BYTES, 15, 1)).hasMessageContaining("too large");
    assertThatThrownBy(() -> new RandAugment(2, 31)).hasMessageContaining("31");
    double[][] line = {{0, 0}, {1, 1}, {2, 2}, {0, 5}};
    assertThatThrownBy(() -> Geometry.perspective(BYTES, FROM, line)).hasMessageContaining("line");
  }
}
