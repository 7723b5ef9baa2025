package jotter.nn.optim;

import java.util.Map;

/// The rate times a factor when a metric has stopped getting better.
public final class ReduceLROnPlateau extends Scheduler {
  private final Options options;
  private final double[] least;
  private double best;
  private int bad;
  private int cooldown;

  /// Options.
  ///
  /// @param max whether larger metrics are better
  /// @param patience how many steps without improvement are borne
  /// @param threshold what counts as an improvement, relative to the best (or absolute)
  /// @param cooldown how many steps after a reduction are not looked at
  /// @param eps reductions smaller than this are not made
  public record Options(
      boolean max,
      double factor,
      int patience,
      double threshold,
      boolean relative,
      int cooldown,
      double eps) {
    /// PyTorch's: the smaller the better, a tenth after 10 steps.
    public static final Options USUAL = new Options(false, 0.1, 10, 1e-4, true, 0, 1e-8);
  }

  public ReduceLROnPlateau(Optimizer optimizer) {
    this(optimizer, Options.USUAL, 0);
  }

  /// @param least the rates that are not gone below, for all groups or for each
  public ReduceLROnPlateau(Optimizer optimizer, Options options, double... least) {
    super(optimizer);
    require(options.factor < 1, "the factor must be below 1, got " + options.factor);
    this.options = options;
    this.least = Groups.spread("ReduceLROnPlateau", least, base.length);
    best = options.max ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
  }

  @Override
  protected double rate(int i, double lr) {
    double reduced = Math.max(lr * options.factor, least[i]);
    return lr - reduced > options.eps ? reduced : lr;
  }

  @Override
  public boolean wantsMetric() {
    return true;
  }

  @Override
  public void step() {
    throw new UnsupportedOperationException("ReduceLROnPlateau: call step(metric)");
  }

  @Override
  public void step(double metric) {
    last++;
    if (better(metric)) {
      best = metric;
      bad = 0;
    } else {
      bad++;
    }
    if (cooldown > 0) {
      cooldown--;
      bad = 0;
    }
    if (bad > options.patience) {
      apply();
      cooldown = options.cooldown;
      bad = 0;
    }
  }

  private boolean better(double metric) {
    double t = options.threshold;
    if (options.max) return metric > (options.relative ? best * (1 + t) : best + t);
    return metric < (options.relative ? best * (1 - t) : best - t);
  }

  @Override
  public Map<String, Double> state() {
    Map<String, Double> r = super.state();
    r.put("best", best);
    r.put("bad", (double) bad);
    r.put("cooldown", (double) cooldown);
    return r;
  }

  @Override
  public void loadState(Map<String, Double> state) {
    super.loadState(state);
    best = state.get("best");
    bad = state.get("bad").intValue();
    cooldown = state.get("cooldown").intValue();
  }
}
