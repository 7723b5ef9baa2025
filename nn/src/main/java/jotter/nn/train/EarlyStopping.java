package jotter.nn.train;

import java.util.Map;
import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Ends training when a metric has stopped getting better, and puts the best weights back.
public final class EarlyStopping implements TrainListener {
  private final String metric;
  private final boolean max;
  private final int patience;
  private final double delta;
  private double best;
  private int bad;
  private Layer kept;

  /// @param metric such as `val_loss`
  /// @param max whether larger is better
  /// @param patience how many epochs without improvement are borne
  /// @param delta what counts as an improvement
  public EarlyStopping(String metric, boolean max, int patience, double delta) {
    this.metric = metric;
    this.max = max;
    this.patience = patience;
    this.delta = delta;
  }

  /// Watches `val_loss`.
  public EarlyStopping(int patience) {
    this("val_loss", false, patience, 0);
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.FitStarted e -> {
        best = max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        bad = 0;
        kept = null;
      }
      case TrainEvent.EpochDone e -> {
        Double v = e.metrics().get(metric);
        if (v == null)
          throw Check.valueError(
              "EarlyStopping", "no metric '" + metric + "'; there are " + e.metrics().keySet());
        if (max ? v > best + delta : v < best - delta) {
          best = v;
          bad = 0;
          kept = e.trainer().model().copy();
        } else if (++bad > patience) {
          e.trainer().stop("no better " + metric + " for " + bad + " epochs");
        }
      }
      case TrainEvent.FitDone e -> {
        if (kept == null) return;
        Map<String, Tensor> state = kept.stateDict();
        e.trainer().model().loadStateDict(state);
      }
      case TrainEvent.EpochStarted e -> {}
      case TrainEvent.BatchDone e -> {}
      case TrainEvent.Differentiated e -> {}
      case TrainEvent.Stepped e -> {}
      case TrainEvent.Validated e -> {}
    }
  }
}
