package jotter.nn.optim;

/// The rate times a factor during the first steps.
public final class ConstantLR extends Scheduler {
  private final double factor;
  private final int total;

  public ConstantLR(Optimizer optimizer, double factor, int total) {
    super(optimizer);
    require(factor >= 0 && factor <= 1, "the factor must be in [0, 1], got " + factor);
    this.factor = factor;
    this.total = total;
    begin();
  }

  /// A third of the rate during 5 steps.
  public ConstantLR(Optimizer optimizer) {
    this(optimizer, 1.0 / 3, 5);
  }

  @Override
  protected double rate(int i, double lr) {
    return last == 0 ? lr * factor : last == total ? lr / factor : lr;
  }
}
