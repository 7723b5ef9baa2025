package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.StateDict;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.layers.BatchNorm1d;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.CosineAnnealingLR;
import jotter.nn.optim.SGD;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path dir;

  private final Dataset<Labeled> data =
      Rng.with(Rng.of(9), () -> Dataset.of(Tensor.randn(40, 3), Tensor.randn(40, 1)));

  private static Layer network() {
    return new Sequential(new Linear(3, 8), new BatchNorm1d(8), new Dropout(0.3), new Linear(8, 1));
  }

  private Trainer<Labeled> trainer(Layer net) {
    var optimizer = new AdamW(net.parameters(), 1e-2);
    return Trainer.of(net, new MSELoss(), optimizer)
        .schedule(new CosineAnnealingLR(optimizer, 6))
        .progress(false);
  }

  private DataLoader<Labeled> loader() {
    return DataLoader.of(data, 8).shuffle(true).seed(3);
  }

  @Test
  void aResumedRunIsTheSameBitForBit() throws IOException {
    Path file = dir.resolve("run.safetensors");
    Rng.seed(1);
    Layer whole = network();
    Layer begun = whole.copy();
    Rng.seed(2);
    History a = trainer(whole).fit(loader(), 6);

    Rng.seed(2);
    trainer(begun).listen(Checkpoint.every(file)).fit(loader(), 3);
    Rng.seed(99);
    Layer resumed = network();
    var rest = trainer(resumed);
    Checkpoint.resume(rest, file);
    History b = rest.fit(loader(), 6);

    assertThat(b.epochs()).hasSize(3);
    assertThat(b.last("loss")).isEqualTo(a.last("loss"));
    Map<String, Tensor> expected = whole.stateDict();
    resumed.stateDict().forEach((n, t) -> assertThat(t.equal(expected.get(n))).as(n).isTrue());
  }

  @Test
  void weightsGoToAFileAndComeBack() throws IOException {
    Path file = dir.resolve("net.safetensors");
    Layer a = network();
    Layer b = network();
    StateDict.save(a, file);
    StateDict.load(b, file);
    b.stateDict().forEach((n, t) -> assertThat(t.equal(a.stateDict().get(n))).as(n).isTrue());
    assertThatThrownBy(() -> StateDict.load(new Linear(3, 8), file))
        .hasMessageContaining("missing names [weight, bias]");
  }

  @Test
  void trainingStopsWhenNothingGetsBetterAndKeepsTheBest() {
    Layer net = new Linear(3, 1);
    double[] losses = {3, 1, 2, 2, 2, 2};
    var trainer = Trainer.of(net, new MSELoss(), new SGD(net.parameters(), 0.1)).progress(false);
    Tensor[] best = new Tensor[1];
    trainer.listen(
        e -> {
          if (!(e instanceof TrainEvent.EpochDone d)) return;
          d.metrics().put("val_loss", losses[d.epoch() - 1]);
          if (d.epoch() == 2) best[0] = net.stateDict().get("weight").clone();
        });
    trainer.listen(new EarlyStopping(1));
    History h = trainer.fit(loader(), 6);
    assertThat(h.epochs()).hasSize(4);
    assertThat(h.reason()).startsWith("no better val_loss");
    assertThat(net.stateDict().get("weight").equal(best[0])).isTrue();
  }

  @Test
  void theLogIsCsv() throws IOException {
    Path file = dir.resolve("log.csv");
    Layer net = new Linear(3, 1);
    Trainer.of(net, new MSELoss(), new SGD(net.parameters(), 0.01))
        .listen(new CsvLog(file))
        .progress(false)
        .fit(loader(), 2);
    assertThat(Files.readAllLines(file)).hasSize(3).first().isEqualTo("epoch,loss,lr");
  }

  @Test
  void theRateFinderLeavesNoTrace() {
    Layer net = network();
    Map<String, Tensor> before = net.copy().stateDict();
    var trainer = trainer(net);
    var loader = loader();
    LrFinder f = LrFinder.run(trainer, loader, 1e-5, 10, 40);
    assertThat(f.suggestion()).isBetween(1e-5, 10.0);
    net.stateDict().forEach((n, t) -> assertThat(t.equal(before.get(n))).as(n).isTrue());
    assertThat(trainer.optimizer().lr()).isEqualTo(1e-2);
    assertThat(loader.epoch()).isZero();
  }
}
