package jotter.nn.optim;

import java.util.List;
import java.util.Map;

/// One scheduler after the other, each beginning at its milestone.
public final class SequentialLR extends Scheduler {
  private final List<Scheduler> schedulers;
  private final int[] milestones;

  /// @param milestones the steps at which the second, third, ... begin
  public SequentialLR(
      Optimizer optimizer, List<? extends Scheduler> schedulers, int... milestones) {
    super(optimizer);
    require(!schedulers.isEmpty(), "needs at least one scheduler");
    require(
        milestones.length == schedulers.size() - 1,
        schedulers.size()
            + " schedulers need "
            + (schedulers.size() - 1)
            + " milestones, got "
            + milestones.length);
    for (Scheduler s : schedulers) {
      require(!s.wantsMetric(), "a scheduler that wants a metric cannot be one of several");
      require(s.optimizer() == optimizer, "all schedulers must have the same optimizer");
    }
    this.schedulers = List.copyOf(schedulers);
    this.milestones = milestones.clone();
    this.schedulers.getFirst().restart();
  }

  @Override
  protected double rate(int i, double lr) {
    return lr;
  }

  @Override
  public void step() {
    last++;
    int i = 0;
    while (i < milestones.length && milestones[i] <= last) i++;
    Scheduler s = schedulers.get(i);
    if (i > 0 && milestones[i - 1] == last) s.restart();
    else s.step();
  }

  @Override
  public Map<String, Double> state() {
    Map<String, Double> r = super.state();
    for (int i = 0; i < schedulers.size(); i++) {
      String prefix = i + ".";
      schedulers.get(i).state().forEach((n, v) -> r.put(prefix + n, v));
    }
    return r;
  }

  @Override
  public void loadState(Map<String, Double> state) {
    super.loadState(state);
    for (int i = 0; i < schedulers.size(); i++) schedulers.get(i).loadState(Parts.of(state, i));
  }
}
