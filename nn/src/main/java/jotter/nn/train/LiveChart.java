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
import jotter.tensor.display.Plot;

/// Loss and metrics as curves that grow while a network learns.
///
/// ```java
/// trainer.listen(new LiveChart()).fit(train, valid, 5);
/// ```
///
/// One chart for the loss (each batch faintly, epochs and validation as lines) and one for each
/// metric. In a notebook the picture changes in place, at most ten times a second and for at most
/// {@value #SHARE_PERCENT} % of the time, and its last state stays; on a terminal the last values
/// are printed once. [Dashboard] shows more.
public final class LiveChart implements TrainListener {
  /// What the chart may cost, in percent of the time.
  public static final double SHARE_PERCENT = 1;

  private static final int COLUMNS = 3;
  private final Numbers steps = new Numbers();
  private final Numbers losses = new Numbers();
  private final Map<String, Line> lines = new LinkedHashMap<>();
  private LiveDisplay live;
  private double batches;
  private double begun;

  /// Numbers that are appended to, as cheaply as a batch needs it.
  private static final class Numbers {
    private double[] values = new double[256];
    private int size;

    void add(double v) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = v;
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  private record Line(Numbers x, Numbers y) {
    Curves.Curve curve(String name) {
      return Curves.curve(name, x.toArray(), y.toArray());
    }
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.FitStarted e -> {
        live = new LiveDisplay(Duration.ofMillis(100), SHARE_PERCENT / 100);
        batches = e.batches();
        begun = e.trainer().step();
        // The chart takes its place before the first progress bar takes one.
        live.show(this::picture);
      }
      case TrainEvent.BatchDone e -> {
        steps.add(place(e.step(), e.epoch(), e.batch()));
        losses.add(e.metrics().get("loss"));
        live.show(this::picture);
      }
      case TrainEvent.EpochDone e -> {
        e.metrics().forEach((name, v) -> add(name, e.epoch(), v));
        live.show(this::picture);
      }
      case TrainEvent.FitDone e -> live.close();
      case TrainEvent.EpochStarted e -> {}
      case TrainEvent.Differentiated e -> {}
      case TrainEvent.Stepped e -> {}
      case TrainEvent.Validated e -> {}
    }
  }

  /// Where a batch stands, in epochs.
  private double place(long step, int epoch, long batch) {
    return batches > 0 ? epoch - 1 + batch / batches : step - begun;
  }

  private void add(String name, int epoch, double value) {
    if (!name.equals("lr") && Double.isFinite(value)) {
      Line line = lines.computeIfAbsent(name, n -> new Line(new Numbers(), new Numbers()));
      line.x().add(batches > 0 ? epoch : steps.size == 0 ? 0 : steps.values[steps.size - 1]);
      line.y().add(value);
    }
  }

  /// The curves in small charts, which are drawn a hundred times faster than large ones.
  private MimeBundle picture() {
    Curves curves = curves();
    var plot = new Plot(Math.min(COLUMNS, curves.panels().size()));
    curves.panels().forEach(p -> plot.lines(p.title(), curves.xTitle(), false, p.curves()));
    return plot.bundle(curves.toString());
  }

  /// What there is so far.
  private Curves curves() {
    List<Curves.Panel> panels = new ArrayList<>();
    var loss = new ArrayList<Curves.Curve>();
    loss.add(new Curves.Curve("each batch", steps.toArray(), losses.toArray(), true));
    addBoth(loss, "loss");
    panels.add(new Curves.Panel("loss", loss));
    for (String name : lines.keySet()) {
      if (name.equals("loss") || name.startsWith("val_")) {
        continue;
      }
      var both = new ArrayList<Curves.Curve>();
      addBoth(both, name);
      panels.add(new Curves.Panel(name, both));
    }
    return new Curves(batches > 0 ? "epoch" : "step", panels);
  }

  private void addBoth(List<Curves.Curve> to, String name) {
    Line train = lines.get(name);
    Line valid = lines.get("val_" + name);
    if (train != null) {
      to.add(train.curve("training"));
    }
    if (valid != null) {
      to.add(valid.curve("validation"));
    }
  }
}
