package jotter.nn.optim;

/// The rate times γ every `size` steps.
public final class StepLR extends Scheduler {
  private final int size;
  private final double gamma;

  public StepLR(Optimizer optimizer, int size, double gamma) {
    super(optimizer);
    require(size > 0, "the step size must be positive, got " + size);
    this.size = size;
    this.gamma = gamma;
    begin();
  }

  /// With γ = 0.1.
  public StepLR(Optimizer optimizer, int size) {
    this(optimizer, size, 0.1);
  }

  @Override
  protected double rate(int i, double lr) {
    return last > 0 && last % size == 0 ? lr * gamma : lr;
  }
}
