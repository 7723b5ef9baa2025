package jotter.nn.optim;

/// The rate times γ at each milestone.
public final class MultiStepLR extends Scheduler {
  private final int[] milestones;
  private final double gamma;

  public MultiStepLR(Optimizer optimizer, int[] milestones, double gamma) {
    super(optimizer);
    this.milestones = milestones.clone();
    this.gamma = gamma;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    for (int m : milestones) if (m == last && last > 0) lr *= gamma;
    return lr;
  }
}
