package jotter.nn.optim;

/// The rate times a factor that goes linearly from one value to another.
public final class LinearLR extends Scheduler {
  private final double start;
  private final double end;
  private final int total;

  public LinearLR(Optimizer optimizer, double start, double end, int total) {
    super(optimizer);
    require(start > 0 && start <= 1, "the first factor must be in (0, 1], got " + start);
    require(end >= 0 && end <= 1, "the last factor must be in [0, 1], got " + end);
    this.start = start;
    this.end = end;
    this.total = total;
    begin();
  }

  /// From a third of the rate to all of it in 5 steps.
  public LinearLR(Optimizer optimizer) {
    this(optimizer, 1.0 / 3, 1, 5);
  }

  @Override
  protected double rate(int i, double lr) {
    if (last == 0) return lr * start;
    if (last > total) return lr;
    return lr * (1 + (end - start) / (total * start + (last - 1) * (end - start)));
  }
}
