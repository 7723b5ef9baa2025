package jotter.nn.train;

import java.util.Locale;
import java.util.Map;
import jotter.tensor.display.ProgressBar;

/// A bar for each epoch, with loss and metrics beside it.
public final class ProgressListener implements TrainListener {
  private int epochs;
  private long batches;
  private ProgressBar bar;
  private long shown;

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.FitStarted e -> {
        epochs = e.epochs();
        batches = e.batches();
      }
      case TrainEvent.EpochStarted e ->
          bar = new ProgressBar("epoch " + e.epoch() + "/" + epochs, batches);
      case TrainEvent.BatchDone e -> {
        // Text is made ten times a second, not for every batch.
        long now = System.nanoTime();
        if (now - shown > 100_000_000L) {
          shown = now;
          bar.note(text(e.metrics()));
        }
        bar.step(1);
      }
      case TrainEvent.EpochDone e -> end(text(e.metrics()));
      case TrainEvent.FitDone e -> end(null);
      case TrainEvent.Differentiated e -> {}
      case TrainEvent.Stepped e -> {}
      case TrainEvent.Validated e -> {}
    }
  }

  private void end(String note) {
    if (bar == null) return;
    if (note != null) bar.note(note);
    bar.close();
    bar = null;
  }

  private static String text(Map<String, Double> metrics) {
    StringBuilder s = new StringBuilder();
    metrics.forEach(
        (n, v) -> {
          if (!n.equals("lr")) s.append(String.format(Locale.ROOT, "%s %.4f ", n, v));
        });
    return s.toString().strip();
  }
}
