package jotter.nn.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.data.DataLoader;
import jotter.nn.optim.ParamGroup;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Finds a learning rate: raises it from batch to batch and looks where the loss falls fastest.
///
/// Smith 2017, arXiv:1506.01186. The model and the optimizer are as before afterwards. A notebook
/// shows it as a curve.
///
/// @param rates the rates tried
/// @param losses the smoothed losses
public record LrFinder(double[] rates, double[] losses) {
  /// Tries rates from `lo` to `hi`, evenly on a logarithmic scale; stops when the loss has become
  /// four times the least.
  public static <B> LrFinder run(
      Trainer<B> trainer, DataLoader<B> data, double lo, double hi, int steps) {
    Check.value(
        0 < lo && lo < hi && steps > 1, "LrFinder", "needs 0 < lo < hi and at least 2 steps");
    Layer model = trainer.model();
    Layer saved = model.copy();
    Map<String, Tensor> optimizer = clones(trainer.optimizer().stateDict());
    long epoch = data.epoch();
    List<Double> rates = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    try {
      double average = 0;
      double least = Double.POSITIVE_INFINITY;
      var batches = data.iterator();
      for (int i = 0; i < steps; i++) {
        if (!batches.hasNext()) batches = data.iterator();
        if (!batches.hasNext()) break;
        double lr = lo * Math.pow(hi / lo, i / (steps - 1.0));
        for (ParamGroup g : trainer.optimizer().groups()) g.lr(lr);
        double loss = trainer.trainOn(batches.next());
        average = 0.9 * average + 0.1 * loss;
        double smooth = average / (1 - Math.pow(0.9, i + 1));
        if (!Double.isFinite(smooth) || i > 5 && smooth > 4 * least) break;
        least = Math.min(least, smooth);
        rates.add(lr);
        losses.add(smooth);
      }
    } finally {
      model.loadStateDict(saved.stateDict());
      trainer.optimizer().loadStateDict(optimizer);
      data.epoch(epoch);
    }
    return new LrFinder(array(rates), array(losses));
  }

  private static Map<String, Tensor> clones(Map<String, Tensor> state) {
    state.replaceAll((n, t) -> t.clone());
    return state;
  }

  private static double[] array(List<Double> l) {
    return l.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// The rate at which the loss falls fastest.
  public double suggestion() {
    int best = 0;
    double steepest = 0;
    for (int i = 1; i + 1 < rates.length; i++) {
      double slope = (losses[i + 1] - losses[i - 1]) / Math.log(rates[i + 1] / rates[i - 1]);
      if (slope < steepest) {
        steepest = slope;
        best = i;
      }
    }
    return rates.length == 0 ? Double.NaN : rates[best];
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "LrFinder: try %.3g (%d rates tried)", suggestion(), rates.length);
  }
}
