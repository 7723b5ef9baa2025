package jotter.nn.optim;

/// Half a cosine from the rate to the least one, and back if it goes on.
///
/// η = η_min + (η₀ - η_min)·(1 + cos(π·t/T)) / 2. Loshchilov and Hutter 2017, arXiv:1608.03983,
/// without restarts.
public final class CosineAnnealingLR extends Scheduler {
  private final int period;
  private final double least;

  public CosineAnnealingLR(Optimizer optimizer, int period, double least) {
    super(optimizer);
    require(period > 0, "the period must be positive, got " + period);
    this.period = period;
    this.least = least;
    begin();
  }

  /// Down to 0.
  public CosineAnnealingLR(Optimizer optimizer, int period) {
    this(optimizer, period, 0);
  }

  @Override
  protected double rate(int i, double lr) {
    if (last == 0) return lr;
    double t = period;
    // At the bottom the ratio below would divide by zero.
    if ((last - 1 - period) % (2 * period) == 0)
      return lr + (base[i] - least) * (1 - Math.cos(Math.PI / t)) / 2;
    return (1 + Math.cos(Math.PI * last / t))
            / (1 + Math.cos(Math.PI * (last - 1) / t))
            * (lr - least)
        + least;
  }
}
