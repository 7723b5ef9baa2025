package jotter.nn.optim;

import java.util.Map;

/// Half cosines from the rate to the least one, each followed by a jump back.
///
/// Loshchilov and Hutter 2017, "SGDR", arXiv:1608.03983.
public final class CosineAnnealingWarmRestarts extends Scheduler {
  private final int first;
  private final int times;
  private final double least;
  private int period;
  private int current;

  /// @param first the length of the first period
  /// @param times by how much each period is longer than the one before
  public CosineAnnealingWarmRestarts(Optimizer optimizer, int first, int times, double least) {
    super(optimizer);
    require(first > 0, "the first period must be positive, got " + first);
    require(times >= 1, "the factor must be at least 1, got " + times);
    this.first = first;
    this.times = times;
    this.least = least;
    this.period = first;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    return least + (base[i] - least) * (1 + Math.cos(Math.PI * current / period)) / 2;
  }

  @Override
  public void step() {
    if (++current >= period) {
      current %= period;
      period *= times;
    }
    super.step();
  }

  @Override
  protected void restart() {
    current = 0;
    period = first;
    super.restart();
  }

  @Override
  public Map<String, Double> state() {
    Map<String, Double> r = super.state();
    r.put("period", (double) period);
    r.put("current", (double) current);
    return r;
  }

  @Override
  public void loadState(Map<String, Double> state) {
    super.loadState(state);
    period = state.get("period").intValue();
    current = state.get("current").intValue();
  }
}
