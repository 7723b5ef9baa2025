package jotter.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;

/// Changes the learning rates of an optimizer as training goes on.
///
/// ```java
/// Scheduler s = new CosineAnnealingLR(optimizer, 100);
/// for (int epoch = 0; epoch < 100; epoch++) {
///   train();
///   s.step();
/// }
/// ```
///
/// The rates that the optimizer has when the scheduler is made are those that it starts from.
public abstract class Scheduler {
  private final Optimizer optimizer;

  /// The rates that the schedule starts from, one for each group.
  protected final double[] base;

  /// How many steps there were.
  protected int last;

  /// @param optimizer whose rates are changed
  protected Scheduler(Optimizer optimizer) {
    this.optimizer = optimizer;
    List<ParamGroup> groups = optimizer.groups();
    base = new double[groups.size()];
    for (int i = 0; i < base.length; i++) {
      // A second scheduler starts from the same rates as the first, which has changed them.
      ParamGroup g = groups.get(i);
      if (!g.has(INITIAL)) g.set(INITIAL, g.lr());
      base[i] = g.get(INITIAL);
    }
  }

  /// `CosineAnnealingLR at step 3, lr 0.05`.
  @Override
  public String toString() {
    var rates = new StringBuilder();
    for (ParamGroup g : optimizer.groups()) {
      rates.append(rates.isEmpty() ? " " : ", ").append(g.lr());
    }
    return getClass().getSimpleName() + " at step " + last + ", lr" + rates;
  }

  static final String INITIAL = "initial_lr";

  /// Sets the rates of step 0; called at the end of construction.
  protected final void begin() {
    last = 0;
    apply();
  }

  /// The rate of group `i`, whose present rate is `lr`, at step `last`.
  protected abstract double rate(int i, double lr);

  /// The next step.
  public void step() {
    last++;
    apply();
  }

  /// The next step, with the metric that {@link ReduceLROnPlateau} looks at; others ignore it.
  public void step(double metric) {
    step();
  }

  /// Whether `step` wants a metric.
  public boolean wantsMetric() {
    return false;
  }

  /// Goes back to step 0, from the rates that the schedule starts from.
  protected void restart() {
    for (int i = 0; i < base.length; i++) optimizer.groups().get(i).lr(base[i]);
    begin();
  }

  /// The option that momentum schedules change: `momentum`, or `beta1` of Adam's family.
  protected final String momentumOption() {
    ParamGroup g = optimizer.groups().getFirst();
    require(
        g.has("momentum") || g.has("beta1"),
        "the optimizer has neither momentum nor beta1 to cycle; use cycleMomentum(false)");
    return g.has("beta1") ? "beta1" : "momentum";
  }

  protected void apply() {
    List<ParamGroup> groups = optimizer.groups();
    double[] rates = new double[base.length];
    for (int i = 0; i < base.length; i++) rates[i] = rate(i, groups.get(i).lr());
    for (int i = 0; i < base.length; i++) groups.get(i).lr(rates[i]);
  }

  /// The present rates, one for each group.
  public double[] lrs() {
    return optimizer.groups().stream().mapToDouble(ParamGroup::lr).toArray();
  }

  /// How many steps there were.
  public int steps() {
    return last;
  }

  protected Optimizer optimizer() {
    return optimizer;
  }

  /// Throws unless `ok`.
  protected final void require(boolean ok, String rule) {
    Check.value(ok, getClass().getSimpleName(), rule);
  }

  /// What is needed to continue: numbers by name. The rates themselves are the optimizer's.
  public Map<String, Double> state() {
    Map<String, Double> r = new LinkedHashMap<>();
    r.put("last", (double) last);
    for (int i = 0; i < base.length; i++) r.put("base." + i, base[i]);
    return r;
  }

  /// Continues from what {@link #state} gave.
  public void loadState(Map<String, Double> state) {
    last = state.get("last").intValue();
    for (int i = 0; i < base.length; i++) base[i] = state.get("base." + i);
  }
}
