package jotter.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jotter.tensor.display.Curves;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Plot;

/// A [TrainingRecord] as charts.
///
/// @param record what was recorded; it may grow while a view waits to be drawn
public record TrainingView(TrainingRecord record) {
  private static final int COLUMNS = 3;

  /// The charts of a training that never was, with everything on them.
  public static TrainingView example() {
    var record = new TrainingRecord("val_loss", 2, 50, 0);
    for (int epoch = 1; epoch <= 2; epoch++) {
      record.epochStarted(epoch);
      for (int batch = 1; batch <= 50; batch++) {
        long step = 50L * (epoch - 1) + batch;
        record.batch(step, epoch, batch, Map.of("loss", 1.0 / step));
        record.stepped(1e-3, 2.0 / step);
        if (batch % 10 == 0) {
          double[] line = new double[2000];
          Arrays.setAll(line, i -> Math.sin(i + step));
          record.layers(
              new LayerProbe.Sample(
                  Map.of("0", 1.0), Map.of("0", 1e-3), Map.of("0", line), Map.of("0", line), 1, 1));
        }
      }
      record.epoch(epoch, Map.of("loss", 0.5, "val_loss", 0.6, "accuracy", 0.7));
    }
    record.done("done");
    return new TrainingView(record);
  }

  /// The charts as one picture.
  public MimeBundle picture() {
    TrainingRecord r = record;
    var plot = new Plot(COLUMNS);
    String x = r.xTitle();
    var loss = new ArrayList<Curves.Curve>();
    loss.add(new Curves.Curve("", r.places.toArray(), r.losses.toArray(), true));
    both(loss, "loss");
    plot.lines("loss", x, false, loss);
    for (String name : r.epochMetrics.keySet()) {
      if (!name.equals("loss") && !name.equals("lr") && !name.startsWith("val_")) {
        var curves = new ArrayList<Curves.Curve>();
        both(curves, name);
        plot.lines(name, x, false, curves);
      }
    }
    double[] at = r.ratePlaces.toArray();
    plot.lines("learning rate", x, false, List.of(Curves.curve("", at, r.rates.toArray())));
    double[] fast = r.speedPlaces.toArray();
    // Single moments jump with whatever else the machine does: they stand faintly behind their
    // mean.
    double[] speeds = r.speeds.toArray();
    plot.lines(
        "batches per second",
        x,
        false,
        List.of(new Curves.Curve("", fast, speeds, true), Curves.curve("", fast, smooth(speeds))));
    double[] norms = r.norms.toArray();
    if (Arrays.stream(norms).anyMatch(Double::isFinite)) {
      plot.lines("norm of the gradient", x, true, List.of(Curves.curve("", at, norms)));
    }
    if (!r.moments.isEmpty()) {
      layers(plot, x);
    }
    return plot.foot(r.status()).bundle(r.status());
  }

  /// Each number as the mean of those around it.
  private static double[] smooth(double[] v) {
    int reach = Math.min(8, v.length / 10);
    double[] means = new double[v.length];
    for (int i = 0; i < v.length; i++) {
      int from = Math.max(0, i - reach);
      int to = Math.min(v.length, i + reach + 1);
      means[i] = Arrays.stream(v, from, to).average().orElse(Double.NaN);
    }
    return means;
  }

  private void both(List<Curves.Curve> to, String name) {
    to.add(record.metric(name, "training", false));
    if (record.epochMetrics.containsKey("val_" + name)) {
      to.add(record.metric("val_" + name, "validation", false));
    }
    if (record.behind != null) {
      to.add(record.behind.metric(name, "", true));
      to.add(record.behind.metric("val_" + name, "", true));
    }
  }

  private void layers(Plot plot, String x) {
    List<TrainingRecord.Moment> all = record.moments;
    TrainingRecord.Moment last = all.getLast();
    List<String> names = List.copyOf(last.sample().gradients().keySet());
    double[][] gradients = new double[names.size()][all.size()];
    double[][] updates = new double[names.size()][all.size()];
    for (int r = 0; r < names.size(); r++) {
      for (int c = 0; c < all.size(); c++) {
        LayerProbe.Sample s = all.get(c).sample();
        gradients[r][c] = log(s.gradients().get(names.get(r)));
        updates[r][c] = log(s.updates().get(names.get(r)));
      }
    }
    plot.heat("log₁₀ gradient norm by layer", "time →", names, gradients, null);
    plot.heat("log₁₀ step / weights, −3 is good", "time →", names, updates, new double[] {-5, -1});
    histograms(
        plot,
        "weights over time",
        all.stream().map(m -> m.sample().weights().values().stream().toList()).toList());
    histograms(
        plot,
        "activations over time",
        all.stream().map(m -> m.sample().activations().values().stream().toList()).toList());
  }

  private static double log(Double v) {
    return v == null || v <= 0 ? Double.NaN : Math.log10(v);
  }

  /// Histograms of all layers together, on one scale that leaves out the rarest.
  private static void histograms(Plot plot, String title, List<List<double[]>> moments) {
    double[] newest = moments.getLast().stream().flatMapToDouble(Arrays::stream).sorted().toArray();
    if (newest.length == 0) {
      return;
    }
    double low = newest[(int) (0.002 * (newest.length - 1))];
    double high = newest[(int) (0.998 * (newest.length - 1))];
    if (!(high > low)) {
      return;
    }
    var counts = new ArrayList<double[]>();
    int most = 12;
    int n = moments.size();
    for (int k = 0; k < Math.min(n, most); k++) {
      List<double[]> moment = moments.get(n <= most ? k : (int) ((long) k * (n - 1) / (most - 1)));
      double[] bins = new double[TrainingRecord.BINS];
      for (double[] values : moment) {
        for (double v : values) {
          int bin = (int) ((v - low) / (high - low) * bins.length);
          if (v - v == 0 && bin >= 0 && bin < bins.length) {
            bins[bin]++;
          }
        }
      }
      counts.add(bins);
    }
    plot.ridges(title, "newest in front", low, high, counts);
  }

  @Override
  public String toString() {
    return record.status();
  }
}
