package jotter.nn.optim;

/// The rate times γ at each step.
public final class ExponentialLR extends Scheduler {
  private final double gamma;

  public ExponentialLR(Optimizer optimizer, double gamma) {
    super(optimizer);
    this.gamma = gamma;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    return last == 0 ? lr : lr * gamma;
  }
}
