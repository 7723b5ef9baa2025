package jotter.nn.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Tensor;
import jotter.tensor.display.Curves;
import jotter.tensor.spi.MemoryReport;

/// What a [Dashboard] has recorded of a training, and how it stands.
public final class TrainingRecord {
  /// How many moments of the layers are kept; when there are more, every other one is dropped.
  private static final int MOMENTS = 120;

  static final int BINS = 40;

  /// Numbers that are appended to, as cheaply as a batch needs it.
  static final class Series {
    private double[] values = new double[256];
    private int size;

    void add(double v) {
      if (size == values.length) {
        values = Arrays.copyOf(values, 2 * size);
      }
      values[size++] = v;
    }

    double last() {
      return size == 0 ? Double.NaN : values[size - 1];
    }

    double[] toArray() {
      return Arrays.copyOf(values, size);
    }
  }

  /// A moment at which the layers were looked at.
  ///
  /// @param place when, in epochs or steps
  record Moment(double place, LayerProbe.Sample sample) {}

  final String watched;
  final int epochs;
  final long batches;
  final Series places = new Series();
  final Series losses = new Series();
  final Series rates = new Series();
  final Series ratePlaces = new Series();
  final Series norms = new Series();
  final Series speeds = new Series();
  final Series speedPlaces = new Series();
  final Map<String, Series> epochMetrics = new LinkedHashMap<>();
  final Series epochPlaces = new Series();
  final List<Moment> moments = new ArrayList<>();
  private final long firstStep;
  private final long start = System.nanoTime();
  private long end;
  private long speedSince = start;
  private long speedStep;
  private long done;
  private int epoch;
  private int keepEvery = 1;
  private int offered;
  private double best = Double.NaN;
  private int bestEpoch;
  private Map<String, Double> latest = Map.of();
  private String reason;

  /// Another run, drawn faintly behind this one.
  TrainingRecord behind;

  TrainingRecord(String watched, int epochs, long batches, long firstStep) {
    this.watched = watched;
    this.epochs = epochs;
    this.batches = batches;
    this.firstStep = firstStep;
  }

  private double place(long step, int inEpoch, long batch) {
    return batches > 0 ? inEpoch - 1 + batch / (double) batches : step - firstStep;
  }

  void epochStarted(int number) {
    epoch = number;
  }

  void batch(long step, int inEpoch, long batch, Map<String, Double> metrics) {
    done = step - firstStep;
    places.add(place(step, inEpoch, batch));
    losses.add(metrics.get("loss"));
    latest = metrics;
    long now = System.nanoTime();
    if (now - speedSince > 200_000_000L) {
      speeds.add((done - speedStep) / ((now - speedSince) / 1e9));
      speedPlaces.add(places.last());
      speedSince = now;
      speedStep = done;
    }
  }

  void stepped(double lr, double norm) {
    rates.add(lr);
    norms.add(norm);
    ratePlaces.add(Double.isNaN(places.last()) ? 0 : places.last());
  }

  void layers(LayerProbe.Sample sample) {
    if (offered++ % keepEvery != 0 || sample.gradients().isEmpty()) {
      return;
    }
    moments.add(new Moment(places.last(), sample));
    if (moments.size() > MOMENTS) {
      keepEvery *= 2;
      for (int i = moments.size() - 1; i > 0; i -= 2) {
        moments.remove(i);
      }
    }
  }

  /// Whether the first batches are over and the layers were not yet looked at.
  boolean isUnseen() {
    return moments.isEmpty() && done >= 3;
  }

  void epoch(int number, Map<String, Double> metrics) {
    epochPlaces.add(batches > 0 ? number : places.last());
    metrics.forEach(
        (name, v) -> {
          Series s = epochMetrics.computeIfAbsent(name, _ -> new Series());
          while (s.size < epochPlaces.size - 1) {
            s.add(Double.NaN);
          }
          s.add(v);
        });
    latest = metrics;
    double v = metrics.getOrDefault(watched, metrics.getOrDefault("loss", Double.NaN));
    boolean least = watched.contains("loss") || watched.contains("error");
    if (Double.isNaN(best) || (least ? v < best : v > best)) {
      best = v;
      bestEpoch = number;
    }
  }

  void done(String why) {
    end = System.nanoTime();
    if (speeds.size < 2 && done > 0) {
      // It was over before there were two moments to tell: the whole is one.
      double all = done / ((end - start) / 1e9);
      speeds.add(all);
      speedPlaces.add(places.last());
    }
    reason = why;
  }

  /// The norms of the gradients by layer, as last seen.
  public Map<String, Double> gradientNorms() {
    return moments.isEmpty()
        ? Map.of()
        : new LinkedHashMap<>(moments.getLast().sample().gradients());
  }

  /// How far the last step that was looked at moved each layer's weights, beside their norm.
  public Map<String, Double> updateRatios() {
    return moments.isEmpty() ? Map.of() : new LinkedHashMap<>(moments.getLast().sample().updates());
  }

  /// The epoch with the best value of the watched metric, from 1; 0 if none is done.
  public int bestEpoch() {
    return bestEpoch;
  }

  /// A line that says how training stands.
  public String status() {
    long now = end == 0 ? System.nanoTime() : end;
    double seconds = (now - start) / 1e9;
    var out = new StringBuilder();
    double total = batches > 0 ? (double) epochs * batches : Double.NaN;
    if (reason != null) {
      out.append(reason).append(" after ").append(clock(seconds));
    } else {
      out.append("epoch ").append(Math.max(1, epoch)).append(" of ").append(epochs);
      if (done > 0 && total > 0) {
        double left = seconds / done * Math.max(0, total - done - (double) firstStep);
        out.append(" · ").append(clock(left)).append(" left");
      }
    }
    if (done > 0) {
      out.append(String.format(java.util.Locale.ROOT, " · %.1f batches/s", done / seconds));
    }
    latest.forEach(
        (name, v) -> {
          if (!name.equals("lr")) {
            out.append(String.format(java.util.Locale.ROOT, " · %s %.4g", name, v));
          }
        });
    if (bestEpoch > 0) {
      out.append(String.format(java.util.Locale.ROOT, " · best epoch %d (%.4g)", bestEpoch, best));
    }
    MemoryReport memory = Tensor.zeros(1).backend().memory();
    return out + " · memory " + MemoryReport.bytes(memory.held());
  }

  private static String clock(double seconds) {
    long s = Math.round(seconds);
    return s < 3600
        ? String.format("%d:%02d", s / 60, s % 60)
        : String.format("%d:%02d:%02d", s / 3600, s / 60 % 60, s % 60);
  }

  String xTitle() {
    return batches > 0 ? "epoch" : "step";
  }

  Curves.Curve metric(String name, String as, boolean faint) {
    Series s = epochMetrics.get(name);
    double[] y = s == null ? new double[0] : s.toArray();
    return new Curves.Curve(as, Arrays.copyOf(epochPlaces.toArray(), y.length), y, faint);
  }

  /// What is to be drawn now.
  TrainingView view() {
    return new TrainingView(this);
  }
}
