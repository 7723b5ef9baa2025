package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.layers.LSTM;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.optim.Adam;
import jotter.nn.optim.GradScaler;
import jotter.nn.optim.SGD;
import jotter.tensor.Autocast;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MixedPrecisionTest {
  @TempDir Path dir;

  private static Dataset<Labeled> circle(int n) {
    Tensor x = Tensor.rand(n, 2).mul(2).sub(1);
    return Dataset.of(x, x.square().sum(1).lt(0.6).to(DType.INT64));
  }

  private static Trainer<Labeled> trainer(DType type) {
    Rng.seed(5);
    var net = new Sequential(new Linear(2, 24), new ReLU(), new Linear(24, 2));
    return Trainer.of(net, new CrossEntropyLoss(), new Adam(net.parameters(), 2e-2))
        .precision(type)
        .progress(false);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"BFLOAT16", "FLOAT16"})
  void aNetworkLearnsInASmallType(DType type) {
    var t = trainer(type);
    History h = t.fit(DataLoader.of(circle(512), 32).shuffle(true).seed(1), 10);
    assertThat(h.last("loss")).isLessThan(0.25);
    assertThat(t.model().parameters())
        .allSatisfy(p -> assertThat(p.value().dtype()).isEqualTo(DType.FLOAT32));
    Tensor y = t.predict(DataLoader.of(circle(8), 8), Labeled::x);
    assertThat(y.dtype()).isEqualTo(type);
  }

  @Test
  void theScaleIsResumed() throws Exception {
    var data = DataLoader.of(circle(64), 8).seed(2);
    var first = trainer(DType.FLOAT16).precision(new GradScaler(1024, 2, 0.5, 5));
    first.fit(data, 1);
    assertThat(first.scaler().scale()).isEqualTo(2048);
    Checkpoint.save(first, dir.resolve("c.safetensors"));
    var second = trainer(DType.FLOAT16).precision(new GradScaler(1, 2, 0.5, 5));
    Checkpoint.resume(second, dir.resolve("c.safetensors"));
    assertThat(second.scaler().state()).isEqualTo(first.scaler().state());
  }

  /// The scales are those of torch.amp.GradScaler(init_scale=8, growth_interval=2) over the same
  /// finite and infinite gradients.
  @Test
  void theScaleFollowsTheGradients() {
    Tensor w = Tensor.ones(2).requiresGrad_();
    var sgd = new SGD(SGD.of(w), 0.5);
    var scaler = new GradScaler(8, 2, 0.5, 2);
    double inf = Double.POSITIVE_INFINITY;
    double[] factors = {1, 1, inf, 1, Double.NaN, 1, 1, 1, 1};
    double[] scales = {8, 16, 8, 8, 4, 4, 8, 8, 16};
    double value = 1;
    for (int i = 0; i < factors.length; i++) {
      w.setGrad(null);
      scaler.scale(w.mul(factors[i]).sum()).backward();
      boolean good = Double.isFinite(factors[i]);
      assertThat(scaler.step(sgd)).isEqualTo(good);
      if (good) value -= 0.5;
      assertThat(w.toFloatArray()).containsExactly((float) value, (float) value);
      scaler.update();
      assertThat(scaler.scale()).isEqualTo(scales[i]);
    }
  }

  @Test
  void gradientsAreDividedOnce() {
    Tensor w = Tensor.ones(2).requiresGrad_();
    var sgd = new SGD(SGD.of(w), 1);
    var scaler = new GradScaler(4, 2, 0.5, 100);
    scaler.scale(w.mul(3).sum()).backward();
    scaler.unscale(sgd);
    assertThat(w.grad().toFloatArray()).containsExactly(3, 3);
    assertThatThrownBy(() -> scaler.unscale(sgd))
        .isInstanceOf(TensorException.class)
        .hasMessageContaining("update()");
    scaler.step(sgd);
    assertThat(w.toFloatArray()).containsExactly(-2, -2);
  }

  /// Gradients that are zero in float16 are there when the loss is scaled.
  @Test
  void scalingSavesSmallGradients() {
    for (boolean scaled : new boolean[] {false, true}) {
      Tensor w = Tensor.full(new long[] {1, 1}, 1.0, DType.FLOAT32).requiresGrad_();
      // 65,536 itself is beyond float16.
      var scaler = new GradScaler(32768, 2, 0.5, 2000);
      Tensor loss =
          Autocast.with(
              DType.FLOAT16,
              () -> Tensor.full(new long[] {1, 1}, 1e-4, DType.FLOAT32).matmul(w).mul(1e-5).sum());
      (scaled ? scaler.scale(loss) : loss.to(DType.FLOAT32)).backward();
      double g = w.grad().item() / (scaled ? scaler.scale() : 1);
      if (scaled) assertThat(g).isBetween(0.9e-9, 1.1e-9);
      else assertThat(g).isZero();
    }
  }

  @Test
  void recurrentLayersTakePart() {
    var lstm = new LSTM(3, 4);
    Tensor x = Tensor.randn(5, 2, 3);
    Tensor y = Autocast.with(DType.BFLOAT16, () -> lstm.apply(x));
    assertThat(y.dtype()).isEqualTo(DType.BFLOAT16);
    y.sum().backward();
    assertThat(List.copyOf(lstm.parameters()))
        .allSatisfy(p -> assertThat(p.grad().dtype()).isEqualTo(DType.FLOAT32));
    assertThat(y.to(DType.FLOAT32).sub(lstm.apply(x)).abs().max().item()).isLessThan(0.02);
  }
}
