package jotter.nn.optim;

import java.util.List;
import java.util.function.IntToDoubleFunction;

/// The first rate times a function of the step.
public final class LambdaLR extends Scheduler {
  private final List<IntToDoubleFunction> factors;

  public LambdaLR(Optimizer optimizer, IntToDoubleFunction factor) {
    this(optimizer, List.of(factor));
  }

  /// With a function for each group.
  public LambdaLR(Optimizer optimizer, List<IntToDoubleFunction> factors) {
    super(optimizer);
    require(
        factors.size() == 1 || factors.size() == base.length,
        "needs one function for each of " + base.length + " groups, got " + factors.size());
    this.factors = List.copyOf(factors);
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    return base[i] * of(i).applyAsDouble(last);
  }

  private IntToDoubleFunction of(int i) {
    return factors.get(factors.size() == 1 ? 0 : i);
  }
}
