package jotter.nn.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import jotter.nn.Layer;
import jotter.nn.data.DataLoader;
import jotter.nn.data.TensorDataset;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.SGD;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.display.DisplaySink;
import jotter.tensor.display.MimeBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DashboardTest {
  /// A page that can be looked at.
  private static final class Page implements DisplaySink {
    final List<MimeBundle> frames = new ArrayList<>();
    final List<String> places = new ArrayList<>();

    @Override
    public void display(MimeBundle bundle, String id) {
      places.add(id);
      frames.add(bundle);
    }

    @Override
    public void update(String id, MimeBundle bundle) {
      assertThat(places).contains(id);
      frames.add(bundle);
    }

    @Override
    public void clear(boolean wait) {}

    @Override
    public boolean rich() {
      return true;
    }

    @Override
    public void atEnd(Runnable action) {}
  }

  private final Page page = new Page();

  @BeforeEach
  void routeToPage() {
    DisplaySink.route(() -> page);
    Rng.seed(3);
  }

  @AfterEach
  void routeBack() {
    DisplaySink.route(() -> DisplaySink.terminal(System.out));
  }

  private static Layer model() {
    return new Sequential(
        new Linear(64, 256), new ReLU(), new Linear(256, 256), new ReLU(), new Linear(256, 4));
  }

  private static TensorDataset data(int n) {
    Tensor x = Tensor.randn(n, 64);
    return new TensorDataset(x, x.narrow(1, 0, 4).argmax(1));
  }

  private static History fit(Layer model, Dashboard board, int n, int epochs) {
    return Trainer.of(model, new CrossEntropyLoss(), new AdamW(model.parameters(), 1e-3))
        .progress(false)
        .metric("accuracy", new Accuracy())
        .clipNorm(5)
        .listen(board)
        .fit(DataLoader.of(data(n), 32), DataLoader.of(data(256), 256), epochs);
  }

  @Test
  void everythingIsOnOnePlaceThatKeepsTheLastFrame() {
    var board = new Dashboard();
    fit(model(), board, 6400, 6);
    assertThat(page.places).hasSize(1);
    MimeBundle last = page.frames.getLast();
    String svg = (String) last.data().get(MimeBundle.SVG);
    assertThat(svg)
        .contains("loss", "accuracy", "learning rate", "batches per second", "norm of the gradient")
        .contains("gradient norm by layer", "step / weights", "weights over time", "activations")
        .contains("done after", "best epoch", "memory")
        .doesNotContain("<script", "NaN");
    assertThat(last.plain()).contains("val_accuracy", "best epoch");
    assertThat(svg.length()).isLessThan(200_000);
    assertThat(board.record().gradientNorms()).containsOnlyKeys("0", "2", "4");
    // AdamW at 1e-3 moves weights of size about 0.1 by about 1e-3 a step.
    assertThat(board.record().updateRatios().values())
        .allSatisfy(r -> assertThat(r).isBetween(1e-4, 0.2));
    assertThat(board.record().bestEpoch()).isBetween(1, 6);
  }

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /// What a listener takes of the processor's time of a training, all frames counted.
  private double share(Layer model, TrainListener board) {
    long[] spent = {0};
    page.frames.clear();
    page.places.clear();
    long begun = THREADS.getCurrentThreadCpuTime();
    Trainer.of(model, new CrossEntropyLoss(), new AdamW(model.parameters(), 1e-3))
        .progress(false)
        .listen(
            e -> {
              long start = THREADS.getCurrentThreadCpuTime();
              board.on(e);
              spent[0] += THREADS.getCurrentThreadCpuTime() - start;
            })
        .fit(DataLoader.of(data(32_000), 32), DataLoader.of(data(256), 256), 10);
    return spent[0] / (double) (THREADS.getCurrentThreadCpuTime() - begun);
  }

  /// The median of some runs, each beside one with a listener that does nothing, which has the cost
  /// of reading the clock. The first training compiles what the next ones are measured with.
  private double share(String what, Supplier<TrainListener> made) {
    Layer model = model();
    var shares = new ArrayList<Double>();
    for (int run = 0; run < 4; run++) {
      double none = share(model, e -> {});
      TrainListener board = made.get();
      double share = share(model, board) - none;
      if (board instanceof Dashboard d) {
        // Its hooks in the forward pass are no events; by its own clock they are counted.
        share = Math.max(share, d.cost());
      }
      System.out.printf(
          "%s: %.2f %% of the time, %d frames%n", what, 100 * share, page.frames.size());
      if (run > 0) {
        shares.add(share);
      }
    }
    return shares.stream().sorted().toList().get(shares.size() / 2);
  }

  @Test
  void itCostsLessThanTwoPercent() {
    assertThat(share("dashboard", Dashboard::new)).isLessThan(0.02);
    assertThat(page.frames.size()).isGreaterThan(2);
  }

  @Test
  void theLiveChartCostsLessThanTwoPercentToo() {
    assertThat(share("live chart", LiveChart::new)).isLessThan(0.02);
    assertThat(page.frames.size()).isGreaterThan(2);
  }

  @Test
  void anInterruptKeepsWhatWasLearned() {
    Layer model = model();
    var board = new Dashboard();
    int[] seen = {0};
    History history =
        Trainer.of(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.1))
            .progress(false)
            .listen(board)
            .listen(
                e -> {
                  if (e instanceof TrainEvent.BatchDone && ++seen[0] == 30) {
                    Thread.currentThread().interrupt();
                  }
                })
            .fit(DataLoader.of(data(640), 32), 100);
    assertThat(history.reason()).isEqualTo("interrupted");
    assertThat(seen[0]).isEqualTo(30);
    assertThat(page.frames.getLast().plain()).startsWith("interrupted after");
    assertThat(model.apply(Tensor.randn(2, 64)).isfinite().all().item()).isEqualTo(1);
  }

  @Test
  void hooksAreGoneAfterwards() {
    Layer model = model();
    fit(model, new Dashboard(), 64, 1);
    List<Integer> calls = new ArrayList<>();
    model
        .layers()
        .get(1)
        .onAfter(
            (l, x, y) -> {
              calls.add(1);
              return null;
            });
    model.apply(Tensor.randn(2, 64));
    assertThat(calls).hasSize(1);
  }

  @Test
  void anotherRunStandsBehindAndRunsAreCompared() {
    var first = new Dashboard();
    History one = fit(model(), first, 640, 2);
    var second = new Dashboard().against(first);
    History two = fit(model(), second, 640, 2);
    Map<String, History> both = new LinkedHashMap<>();
    both.put("first", one);
    both.put("second", two);
    var curves = Dashboard.compare(both);
    assertThat(curves.panels()).extracting(p -> p.title()).contains("loss", "val_loss", "accuracy");
    assertThat(curves.panels().getFirst().curves())
        .extracting(c -> c.name())
        .containsExactly("first", "second");
    String svg = (String) page.frames.getLast().data().get(MimeBundle.SVG);
    assertThat(svg.split("opacity=\"\\.35\"").length).isGreaterThan(3);
  }

  @Test
  void aSingleUnknownLengthIsCountedInSteps() {
    var board = new Dashboard("accuracy");
    assertThat(board.record()).isNull();
    assertThat(board.cost()).isZero();
    fit(model(), board, 32, 1);
    assertThat(board.record().status()).contains("best epoch 1");
    assertThat(Tensor.zeros(1).dtype()).isEqualTo(DType.FLOAT32);
  }
}
