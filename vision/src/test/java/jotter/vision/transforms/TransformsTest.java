package jotter.vision.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TransformsTest {
  private final Tensor bytes =
      Tensor.arange(3 * 6 * 8).mul(37).remainder(256).reshape(3, 6, 8).to(DType.UINT8);

  @Test
  void partsAndMirrorImages() {
    Tensor c = Geometry.crop(bytes, 1, 2, 3, 4);
    assertThat(c.shape()).containsExactly(3, 3, 4);
    assertThat(c.get(2, 0, 0).item()).isEqualTo(bytes.get(2, 1, 2).item());
    assertThat(Geometry.flipHorizontally(bytes).get(0, 1, 0).item())
        .isEqualTo(bytes.get(0, 1, 7).item());
    assertThat(Geometry.flipVertically(bytes).get(0, 0, 3).item())
        .isEqualTo(bytes.get(0, 5, 3).item());
    assertThat(Geometry.centerCrop(bytes, 4, 4).equal(Geometry.crop(bytes, 1, 2, 4, 4))).isTrue();
    Tensor framed = Geometry.centerCrop(bytes, 8, 8);
    assertThat(framed.shape()).containsExactly(3, 8, 8);
    assertThat(framed.get(0, 0, 0).item()).isZero();
    assertThat(framed.get(0, 1, 0).item()).isEqualTo(bytes.get(0, 0, 0).item());
    assertThatThrownBy(() -> Geometry.crop(bytes, 4, 0, 3, 3)).hasMessageContaining("not within");
  }

  /// Values of PyTorch's interpolate with antialiasing, which torchvision uses.
  @Test
  void sizes() {
    Tensor x = Tensor.arange(2 * 6 * 8).mul(37).remainder(256).reshape(2, 6, 8).to(DType.FLOAT32);
    Tensor y = Geometry.resize(x, 3, 5);
    float[] expected = {
      43.70779037475586f,
      99.83069610595703f,
      156.54762268066406f,
      158.0688018798828f,
      61.31817626953125f,
      115.13636016845703f,
      165.3333282470703f,
      146.8333282470703f,
      73.22222137451172f,
      87.8636474609375f,
      186.56492614746094f,
      141.10052490234375f,
      67.78571319580078f,
      103.1693115234375f,
      159.29222106933594f
    };
    float[] is = y.select(0, 0).flatten().toFloatArray();
    for (int i = 0; i < 15; i++) assertThat(is[i]).isCloseTo(expected[i], within(2e-3f));
    assertThat(Geometry.resize(bytes, 3).shape()).containsExactly(3, 3, 4);
    assertThat(Geometry.resize(bytes, 3).dtype()).isEqualTo(DType.UINT8);
  }

  @Test
  void rotations() {
    Tensor x = Rng.with(Rng.of(2), () -> Tensor.rand(2, 3, 7, 7));
    assertThat(Geometry.rotate(x, 90).allclose(x.rot90(1, -2, -1), 1e-4, 1e-5, false)).isTrue();
    assertThat(Geometry.rotate(x, 0).allclose(x, 1e-4, 1e-5, false)).isTrue();
    Tensor moved = Geometry.affine(x, 0, 2, -1, 1);
    assertThat(
            Geometry.crop(moved, 0, 2, 6, 5)
                .allclose(Geometry.crop(x, 1, 0, 6, 5), 1e-4, 1e-5, false))
        .isTrue();
    assertThat(moved.select(-1, 0).abs().max().item()).isLessThan(1e-5);
    Tensor wide = Rng.with(Rng.of(2), () -> Tensor.rand(1, 4, 8));
    assertThat(Geometry.rotate(wide, 180).allclose(wide.flip(-1, -2), 1e-4, 1e-5, false)).isTrue();
    // A square in the middle of a wide picture stays a square when it is turned.
    Tensor dot = Tensor.zeros(1, 9, 15);
    dot.narrow(1, 3, 3).narrow(2, 6, 3).fill_(1);
    assertThat(Geometry.rotate(dot, 90).allclose(dot, 1e-4, 1e-4, false)).isTrue();
  }

  @Test
  void colours() {
    Tensor x = Tensor.of(new float[] {0.2f, 0.4f, 0.6f}, 3, 1, 1);
    assertThat(Colors.brightness(x, 2).flatten().toFloatArray()).containsExactly(0.4f, 0.8f, 1);
    double grey = 0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.6;
    assertThat(Colors.saturation(x, 0).get(2, 0, 0).item()).isCloseTo(grey, within(1e-6));
    assertThat(Colors.contrast(x, 0.5).get(0, 0, 0).item()).isCloseTo(0.1 + grey / 2, within(1e-6));
    assertThat(Colors.brightness(bytes, 0.5).get(0, 0, 1).item()).isEqualTo(18);
    assertThat(Colors.saturation(bytes, 1).equal(bytes)).isTrue();
    Tensor n = new Normalize(new double[] {0.2, 0.2, 0.2}, new double[] {1, 2, 4}).apply(x);
    assertThat(n.get(2, 0, 0).item()).isCloseTo(0.1, within(1e-6));
    assertThatThrownBy(() -> Normalize.imageNet().apply(Tensor.zeros(1, 2, 2)))
        .hasMessageContaining("3 means");
  }

  @Test
  void randomOnesAreTheSameForAnyNumberOfWorkers() {
    Transform all =
        Transform.of(
            new RandomCrop(6, 2),
            Transform.sometimes(0.5, Geometry::flipHorizontally),
            new ColorJitter(0.4, 0.4, 0.4),
            new RandomRotation(20),
            new RandomResizedCrop(5),
            Colors::toFloat,
            new RandomErasing(),
            new Normalize(new double[] {0.5}, new double[] {0.25}));
    Dataset<Tensor> data = Dataset.of(List.of(0, 1, 2, 3, 4, 5, 6, 7)).map(i -> all.apply(bytes));
    float[] first = null;
    for (int workers : new int[] {0, 1, 2, 4}) {
      Tensor b = DataLoader.of(data, 8).seed(5).workers(workers).iterator().next();
      assertThat(b.shape()).containsExactly(8, 3, 5, 5);
      if (first == null) first = b.flatten().toFloatArray();
      else assertThat(b.flatten().toFloatArray()).isEqualTo(first);
      assertThat(b.select(0, 0).equal(b.select(0, 1))).isFalse();
    }
  }

  @Test
  void aRectangleIsErased() {
    Tensor x = Tensor.ones(3, 32, 32);
    Tensor y = Rng.with(Rng.of(1), () -> new RandomErasing(1, 0.1, 0.2, 7).apply(x));
    double share = y.eq(7).to(DType.FLOAT32).mean().item();
    assertThat(share).isBetween(0.08, 0.22);
    assertThat(y.select(0, 0).equal(y.select(0, 2))).isTrue();
    assertThat(x.sum().item()).isEqualTo(3 * 32 * 32);
  }
}
