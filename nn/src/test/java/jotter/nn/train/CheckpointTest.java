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

  /// Cut off after any batch, also between the batches that share a step: what comes of it is the
  /// same as without.
  @Test
  void aRunThatIsCutWithinAnEpochIsTheSameBitForBit() throws IOException {
    Rng.seed(1);
    Layer first = network();
    Rng.seed(2);
    Layer whole = first.copy();
    trainer(whole).accumulate(2).fit(loader(), 3);
    Map<String, Tensor> expected = whole.stateDict();
    for (int cut = 1; cut <= 15; cut++) {
      Path file = dir.resolve("cut" + cut + ".safetensors");
      Rng.seed(2);
      int last = cut;
      try {
        trainer(first.copy())
            .accumulate(2)
            .listen(Checkpoint.every(file).batches(1))
            .listen(
                e -> {
                  if (e instanceof TrainEvent.BatchDone b && b.step() == last)
                    throw new IllegalStateException("cut");
                })
            .fit(loader(), 3);
      } catch (IllegalStateException e) {
        assertThat(e).hasMessage("cut");
      }
      Rng.seed(77);
      Layer resumed = network();
      var rest = trainer(resumed).accumulate(2);
      boolean begun = Checkpoint.resumeIfThere(rest, file);
      assertThat(begun).isEqualTo(cut > 1);
      if (!begun) continue;
      assertThat(rest.seconds()).isPositive();
      rest.fit(loader(), 3);
      resumed
          .stateDict()
          .forEach((n, t) -> assertThat(t.equal(expected.get(n))).as("%d: %s", last, n).isTrue());
    }
  }

  @Test
  void theLastFewAndTheBestFewAreKept() throws IOException {
    double[] losses = {5, 3, 4, 1, 2, 6};
    Path last = dir.resolve("last");
    Path best = dir.resolve("best");
    Layer net = new Linear(3, 1);
    Trainer.of(net, new MSELoss(), new SGD(net.parameters(), 0.01))
        .progress(false)
        .listen(
            e -> {
              if (e instanceof TrainEvent.EpochDone d)
                d.metrics().put("score", losses[d.epoch() - 1]);
            })
        .listen(Checkpoint.last(last, 2).batches(3))
        .listen(Checkpoint.best(best, 3, "score", false))
        .fit(loader(), 6);
    assertThat(last.toFile().list())
        .containsExactlyInAnyOrder("step-0000000027.safetensors", "step-0000000030.safetensors");
    assertThat(Checkpoint.latest(last)).contains(last.resolve("step-0000000030.safetensors"));
    assertThat(best.toFile().list())
        .containsExactlyInAnyOrder(
            "step-0000000010.safetensors",
            "step-0000000020.safetensors",
            "step-0000000025.safetensors");
    assertThat(Checkpoint.latest(dir.resolve("none"))).isEmpty();
  }

  @Test
  void aLoopOfOnesOwnHasSnapshots() throws IOException {
    Path file = dir.resolve("loop.safetensors");
    Layer a = network();
    var optimizer = new AdamW(a.parameters(), 1e-2);
    double[] place = {4};
    new Snapshot()
        .with("a", a)
        .with("optimizer", optimizer)
        .numbers("place", () -> place, v -> place[0] = v[0])
        .save(file);
    Layer b = network();
    var snapshot =
        new Snapshot()
            .with("a", b)
            .with("optimizer", new AdamW(b.parameters(), 1))
            .numbers("place", () -> place, v -> place[0] = v[0]);
    place[0] = 0;
    assertThat(snapshot.loadIfThere(file)).isTrue();
    assertThat(place[0]).isEqualTo(4);
    b.stateDict().forEach((n, t) -> assertThat(t.equal(a.stateDict().get(n))).as(n).isTrue());
    assertThat(snapshot.loadIfThere(dir.resolve("none"))).isFalse();
    assertThatThrownBy(() -> snapshot.with("more", a).load(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no part 'more'");
    assertThatThrownBy(() -> snapshot.with("a", a)).hasMessageContaining("already");
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
    var shown = jotter.tensor.display.Renderers.render(f);
    assertThat(shown.plain()).contains("LrFinder: try");
    assertThat((String) shown.data().get("text/html")).contains("<svg").contains("learning rate");
  }
}
