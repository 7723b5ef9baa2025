package jotter.nn.optim;

/// Moves the rate to a constant one, for averaging weights.
///
/// Izmailov et al. 2018, "Averaging Weights Leads to Wider Optima", arXiv:1803.05407.
public final class SWALR extends Scheduler {
  private final double[] target;
  private final int epochs;
  private final boolean cosine;

  /// @param target the rate in the end
  /// @param epochs how many steps it takes to get there
  /// @param cosine whether along half a cosine, or linearly
  public SWALR(Optimizer optimizer, double target, int epochs, boolean cosine) {
    this(optimizer, new double[] {target}, epochs, cosine);
  }

  /// With a rate for each group.
  public SWALR(Optimizer optimizer, double[] target, int epochs, boolean cosine) {
    super(optimizer);
    require(epochs >= 0, "the number of steps must not be negative, got " + epochs);
    require(target.length == 1 || target.length == base.length, "needs a rate for each group");
    this.target = target.clone();
    this.epochs = epochs;
    this.cosine = cosine;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    double to = target[target.length == 1 ? 0 : i];
    int step = epochs == 0 ? Math.max(1, last) : last;
    double before = share(step - 1);
    double now = share(step);
    double from = before == 1 ? to : (lr - before * to) / (1 - before);
    return to * now + from * (1 - now);
  }

  private double share(int step) {
    double t = Math.clamp((double) step / Math.max(1, epochs), 0, 1);
    return cosine ? (1 - Math.cos(Math.PI * t)) / 2 : t;
  }
}
