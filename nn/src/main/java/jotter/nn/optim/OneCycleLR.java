package jotter.nn.optim;

/// Up to a large rate and down to a tiny one, with the momentum going the other way.
///
/// Smith and Topin 2019, "Super-Convergence", arXiv:1708.07120. Stepped after every batch.
public final class OneCycleLR extends Scheduler {
  private final int total;
  private final Options options;
  private final double[] most;
  private final String momentum;

  /// Options.
  ///
  /// @param share the part of the steps that goes up
  /// @param cosine whether along half cosines, or linearly
  /// @param cycleMomentum whether momentum goes the other way
  /// @param division the largest rate divided by the first
  /// @param finalDivision the first rate divided by the last
  /// @param threePhase whether it goes down to the first rate before it goes to the last
  public record Options(
      double share,
      boolean cosine,
      boolean cycleMomentum,
      double leastMomentum,
      double mostMomentum,
      double division,
      double finalDivision,
      boolean threePhase) {
    /// PyTorch's: 30 % up, cosines, momentum between 0.85 and 0.95, 25, 10⁴, two phases.
    public static final Options USUAL = new Options(0.3, true, true, 0.85, 0.95, 25, 1e4, false);
  }

  public OneCycleLR(Optimizer optimizer, double most, int total) {
    this(optimizer, new double[] {most}, total, Options.USUAL);
  }

  /// @param most the largest rate, for all groups or for each
  /// @param total how many steps there will be
  public OneCycleLR(Optimizer optimizer, double[] most, int total, Options options) {
    super(optimizer);
    require(total > 0, "the number of steps must be positive, got " + total);
    require(
        options.share >= 0 && options.share <= 1,
        "the share that goes up must be in [0, 1], got " + options.share);
    this.total = total;
    this.options = options;
    this.most = Groups.spread("OneCycleLR", most, base.length);
    this.momentum = options.cycleMomentum ? momentumOption() : null;
    for (int i = 0; i < base.length; i++) base[i] = this.most[i] / options.division;
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    require(last <= total, "step " + last + " of " + total + " steps");
    double first = base[i];
    double least = first / options.finalDivision;
    double top = options.share * total - 1;
    double low = options.leastMomentum;
    double high = options.mostMomentum;
    if (last <= top) return go(i, 0, top, first, most[i], high, low);
    if (!options.threePhase) return go(i, top, total - 1, most[i], least, low, high);
    double back = 2 * options.share * total - 2;
    if (last <= back) return go(i, top, back, most[i], first, low, high);
    return go(i, back, total - 1, first, least, high, high);
  }

  /// Between two points of the schedule.
  private double go(
      int i, double from, double to, double a, double b, double momentumA, double momentumB) {
    double t = (last - from) / (to - from);
    if (momentum != null)
      optimizer().groups().get(i).set(momentum, between(momentumA, momentumB, t));
    return between(a, b, t);
  }

  private double between(double a, double b, double t) {
    return options.cosine ? b + (a - b) / 2 * (Math.cos(Math.PI * t) + 1) : (b - a) * t + a;
  }
}
