package jotter.nn.train;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.display.Curves;
import jotter.tensor.display.LiveDisplay;
import jotter.tensor.display.MimeBundle;

/// Everything about a training on one page that changes in place while the network learns.
///
/// ```java
/// trainer.listen(new Dashboard()).fit(train, valid, 10);
/// ```
///
/// Loss and metrics (training and validation), learning rate, throughput, the time that is left,
/// the norms of the gradients layer by layer, how large each step is beside the weights (about 10⁻³
/// is healthy), how weights and activations are distributed and how that moves, memory, and the
/// best epoch so far.
///
/// Looking costs time, so it is rationed: a frame is drawn, and the layers are looked at, when all
/// of it together stays below {@value #SHARE_PERCENT} % of the training's time, however small the
/// batches are. The first ones of a process take longer, because the JVM loads and compiles what
/// looks and draws: of that, {@value #COLD_PERCENT} % of the time are allowed beside it. The last
/// frame stays, as a picture that needs no script.
public final class Dashboard implements TrainListener {
  /// What the dashboard may cost, in percent of the time. The last frame is drawn whatever it
  /// costs.
  public static final double SHARE_PERCENT = 1;

  /// What it may cost beside that because the JVM has not yet loaded what it needs.
  static final double COLD_PERCENT = 0.8;

  private static final long FRAME_NANOS = 250_000_000L;
  private static final long LOOK_NANOS = 400_000_000L;

  /// How many frames and looks it takes until the JVM has loaded what they need.
  private static final int COLD = 4;

  private static volatile int framesEver;
  private static volatile int looksEver;

  private final String watched;
  private TrainingRecord record;
  private LayerProbe probe;
  private Dashboard other;
  private LiveDisplay live;
  private long begun;
  private long spent;
  private long drawn;
  private long looked;
  private long lookCost;
  private long drawCost;
  private long forgiven;

  /// What the present event took of the thread's time, where it drew or looked.
  private long worked;

  /// Watches `val_loss`, or the loss where nothing is validated, for the best epoch.
  public Dashboard() {
    this("val_loss");
  }

  /// @param watched the metric that tells which epoch is the best: the least, or for names without
  ///   `loss` or `error` the largest
  public Dashboard(String watched) {
    this.watched = watched;
  }

  /// Draws another run's curves faintly behind this one's.
  public Dashboard against(Dashboard run) {
    other = run;
    return this;
  }

  /// What was recorded so far; null before training begins.
  public TrainingRecord record() {
    return record;
  }

  /// What looking has cost, as a part of the time since training began.
  public double cost() {
    return begun == 0 ? 0 : spent / (double) Math.max(1, System.nanoTime() - begun);
  }

  @Override
  public void on(TrainEvent event) {
    long start = System.nanoTime();
    worked = 0;
    switch (event) {
      case TrainEvent.FitStarted e -> start(e);
      case TrainEvent.BatchDone e -> {
        record.batch(e.step(), e.epoch(), e.batch(), e.metrics());
        probe.watch(mayLook(start));
        // A plain clock comparison for almost every batch.
        if (start - drawn > FRAME_NANOS && affordable(start, drawCost)) {
          draw(false);
        }
      }
      case TrainEvent.Differentiated e -> {
        if (probe.isWatching()) {
          long begin = Clock.now();
          probe.gradients();
          worked += Clock.now() - begin;
        }
      }
      case TrainEvent.Stepped e -> {
        record.stepped(e.lr(), e.gradNorm());
        if (probe.isWatching()) {
          long begin = Clock.now();
          LayerProbe.Sample sample = probe.take();
          record.layers(sample);
          worked += Clock.now() - begin;
          looked = System.nanoTime();
          lookCost = judged(looksEver++, lookCost, sample.nanos());
          // What was looked at in the forward pass was no event.
          spent += sample.forwardNanos();
        }
      }
      case TrainEvent.EpochDone e -> record.epoch(e.epoch(), e.metrics());
      case TrainEvent.FitDone e -> {
        probe.close();
        record.done(e.reason());
        draw(true);
      }
      case TrainEvent.EpochStarted e -> record.epochStarted(e.epoch());
      case TrainEvent.Validated e -> {}
    }
    // Of what takes long it is the thread's own time that counts: else whatever held it up would be
    // a reason not to draw for long.
    spent += worked > 0 ? worked : System.nanoTime() - start;
  }

  /// The cost by which the next is judged; what a first one costs says nothing of it.
  private long judged(int before, long last, long cost) {
    if (before >= COLD) {
      return cost;
    }
    forgiven += cost;
    return last;
  }

  private void start(TrainEvent.FitStarted e) {
    begun = System.nanoTime();
    spent = 0;
    drawn = 0;
    looked = 0;
    lookCost = 0;
    drawCost = 0;
    forgiven = 0;
    record = new TrainingRecord(watched, e.epochs(), e.batches(), e.trainer().step());
    record.behind = other == null ? null : other.record;
    probe = new LayerProbe(e.trainer().model());
    live = new LiveDisplay(Duration.ZERO);
    // The place is taken now, so that bars of progress come below; there is nothing to draw yet.
    live.show(MimeBundle.of(record.status()));
    drawn = System.nanoTime();
  }

  private boolean mayLook(long now) {
    // However short a training is, it is looked at once.
    return record.isUnseen() || now - looked > LOOK_NANOS && affordable(now, lookCost);
  }

  /// Whether something of this cost keeps the share.
  private boolean affordable(long now, long cost) {
    double elapsed = now - begun;
    double counted = spent - Math.min(forgiven, elapsed * (COLD_PERCENT / 100));
    return counted + cost <= elapsed * (SHARE_PERCENT / 100);
  }

  private void draw(boolean last) {
    long begin = Clock.now();
    live.show(record.view());
    if (last) {
      live.close();
    }
    drawn = System.nanoTime();
    long cost = Clock.now() - begin;
    worked += cost;
    drawCost = judged(framesEver++, drawCost, cost);
  }

  /// The metrics of several runs on the same charts.
  ///
  /// ```java
  /// Dashboard.compare(Map.of("SGD", one, "AdamW", two))
  /// ```
  public static Curves compare(Map<String, History> runs) {
    var panels = new LinkedHashMap<String, List<Curves.Curve>>();
    runs.forEach(
        (run, history) -> {
          for (String name : history.names()) {
            double[] y = history.get(name);
            double[] x = new double[y.length];
            Arrays.setAll(x, i -> i + 1);
            if (!name.equals("lr")) {
              panels.computeIfAbsent(name, _ -> new ArrayList<>()).add(Curves.curve(run, x, y));
            }
          }
        });
    return new Curves(
        "epoch",
        panels.entrySet().stream().map(p -> new Curves.Panel(p.getKey(), p.getValue())).toList());
  }
}
