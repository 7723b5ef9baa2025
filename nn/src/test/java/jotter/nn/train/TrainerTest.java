package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.loss.MSELoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.optim.Adam;
import jotter.nn.optim.SGD;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class TrainerTest {
  /// Points inside and outside of a circle.
  private static Dataset<Labeled> circle(int n) {
    Tensor x = Tensor.rand(n, 2).mul(2).sub(1);
    return Dataset.of(x, x.square().sum(1).lt(0.6).to(DType.INT64));
  }

  @Test
  void learnsWhatIsInsideACircle() {
    Rng.seed(5);
    var net = new Sequential(new Linear(2, 24), new ReLU(), new Linear(24, 2));
    var train = DataLoader.of(circle(512), 32).shuffle(true).seed(1);
    List<TrainEvent> events = new ArrayList<>();
    var trainer =
        Trainer.of(net, new CrossEntropyLoss(), new Adam(net.parameters(), 2e-2))
            .metric("accuracy", new Accuracy())
            .listen(events::add)
            .progress(false);
    History h = trainer.fit(train, DataLoader.of(circle(256), 64), 12);
    assertThat(h.reason()).isEqualTo("done");
    assertThat(h.get("loss")).hasSize(12);
    assertThat(h.last("val_accuracy")).isGreaterThan(0.93);
    assertThat(events).filteredOn(e -> e instanceof TrainEvent.BatchDone).hasSize(12 * 16);
    assertThat(events.getLast()).isInstanceOf(TrainEvent.FitDone.class);
    assertThat(trainer.predict(train, Labeled::x).shape()).containsExactly(512, 2);
  }

  @Test
  void accumulatedBatchesEqualOneLargeBatch() {
    Tensor x = Tensor.randn(8, 3);
    Tensor y = Tensor.randn(8, 1);
    var one = new Linear(3, 1);
    var two = (Linear) one.copy();
    var data = Dataset.of(x, y);
    Trainer.of(one, new MSELoss(), new SGD(one.parameters(), 0.1))
        .progress(false)
        .fit(DataLoader.of(data, 8), 2);
    Trainer.of(two, new MSELoss(), new SGD(two.parameters(), 0.1))
        .accumulate(4)
        .progress(false)
        .fit(DataLoader.of(data, 2), 2);
    assertThat(one.weight.value().allclose(two.weight.value(), 1e-5, 1e-6, false)).isTrue();
  }

  @Test
  void anInterruptEndsTrainingAndKeepsTheModel() {
    var net = new Linear(2, 2);
    var trainer =
        Trainer.of(net, new CrossEntropyLoss(), new SGD(net.parameters(), 0.1)).progress(false);
    trainer.listen(
        e -> {
          if (e instanceof TrainEvent.BatchDone b && b.step() == 3)
            Thread.currentThread().interrupt();
        });
    History h = trainer.fit(DataLoader.of(circle(64), 8), 100);
    assertThat(h.reason()).isEqualTo("interrupted");
    assertThat(trainer.step()).isEqualTo(3);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(net.apply(Tensor.ones(1, 2)).isfinite().all().itemBoolean()).isTrue();
  }

  @Test
  void aLossOfColumnsAgainstRowsThrows() {
    assertThatThrownBy(() -> new MSELoss().apply(Tensor.zeros(4, 1), Tensor.zeros(4)))
        .hasMessageContaining("(4×1)")
        .hasMessageContaining("(4)");
    assertThatThrownBy(
            () -> {
              var net = new Linear(2, 1);
              Trainer.of(net, (y, t) -> y.sub(1), new SGD(net.parameters(), 0.1))
                  .progress(false)
                  .fit(DataLoader.of(circle(8), 4), 1);
            })
        .hasMessageContaining("the loss must be one number");
  }
}
