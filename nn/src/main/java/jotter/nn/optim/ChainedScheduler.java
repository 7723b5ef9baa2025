package jotter.nn.optim;

import java.util.List;
import java.util.Map;

/// Several schedulers at once: each changes what the one before it left.
public final class ChainedScheduler extends Scheduler {
  private final List<Scheduler> schedulers;

  public ChainedScheduler(Optimizer optimizer, List<? extends Scheduler> schedulers) {
    super(optimizer);
    require(!schedulers.isEmpty(), "needs at least one scheduler");
    for (Scheduler s : schedulers)
      require(s.optimizer() == optimizer, "all schedulers must have the same optimizer");
    this.schedulers = List.copyOf(schedulers);
  }

  @Override
  protected double rate(int i, double lr) {
    return lr;
  }

  @Override
  public void step() {
    last++;
    schedulers.forEach(Scheduler::step);
  }

  @Override
  public void step(double metric) {
    last++;
    schedulers.forEach(s -> s.step(metric));
  }

  @Override
  public boolean wantsMetric() {
    return schedulers.stream().anyMatch(Scheduler::wantsMetric);
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
