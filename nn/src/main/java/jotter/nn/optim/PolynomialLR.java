package jotter.nn.optim;

/// The rate times (1 - t/total)^power, 0 in the end.
public final class PolynomialLR extends Scheduler {
  private final int total;
  private final double power;

  public PolynomialLR(Optimizer optimizer, int total, double power) {
    super(optimizer);
    this.total = total;
    this.power = power;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    if (last == 0 || last > total) return lr;
    double t = total;
    return lr * Math.pow((1 - last / t) / (1 - (last - 1) / t), power);
  }
}
