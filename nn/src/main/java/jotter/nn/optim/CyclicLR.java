package jotter.nn.optim;

/// The rate goes up and down between two values.
///
/// Smith 2017, "Cyclical Learning Rates for Training Neural Networks", arXiv:1506.01186.
public final class CyclicLR extends Scheduler {
  private final double[] least;
  private final double[] most;
  private final double up;
  private final double total;
  private final String mode;
  private final double gamma;
  private final double[] leastMomentum;
  private final double[] mostMomentum;
  private final String momentum;

  /// Options.
  ///
  /// @param up steps on the way up
  /// @param down steps on the way down; 0 for as many as up
  /// @param mode `triangular`, `triangular2` (each cycle half as high) or `exp_range` (times
  ///   γ^step)
  /// @param cycleMomentum whether momentum goes the other way
  public record Options(
      int up,
      int down,
      String mode,
      double gamma,
      boolean cycleMomentum,
      double leastMomentum,
      double mostMomentum) {
    /// 2000 steps up and down, momentum between 0.8 and 0.9.
    public static final Options USUAL = new Options(2000, 0, "triangular", 1, true, 0.8, 0.9);
  }

  public CyclicLR(Optimizer optimizer, double least, double most, Options o) {
    this(optimizer, new double[] {least}, new double[] {most}, o);
  }

  /// With rates for each group.
  public CyclicLR(Optimizer optimizer, double[] least, double[] most, Options o) {
    super(optimizer);
    require(
        o.mode.equals("triangular") || o.mode.equals("triangular2") || o.mode.equals("exp_range"),
        "no mode '" + o.mode + "'; there are triangular, triangular2, exp_range");
    this.least = Groups.spread("CyclicLR", least, base.length);
    this.most = Groups.spread("CyclicLR", most, base.length);
    up = o.up;
    total = o.up + (o.down == 0 ? o.up : o.down);
    mode = o.mode;
    gamma = o.gamma;
    momentum = o.cycleMomentum ? momentumOption() : null;
    leastMomentum = Groups.spread("CyclicLR", new double[] {o.leastMomentum}, base.length);
    mostMomentum = Groups.spread("CyclicLR", new double[] {o.mostMomentum}, base.length);
    System.arraycopy(this.least, 0, base, 0, base.length);
    begin();
  }

  @Override
  protected double rate(int i, double lr) {
    double cycle = Math.floor(1 + last / total);
    double x = 1 + last / total - cycle;
    double ratio = up / total;
    double height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
    double scale =
        switch (mode) {
          case "triangular2" -> 1 / Math.pow(2, cycle - 1);
          case "exp_range" -> Math.pow(gamma, last);
          default -> 1;
        };
    if (momentum != null)
      optimizer()
          .groups()
          .get(i)
          .set(momentum, mostMomentum[i] - (mostMomentum[i] - leastMomentum[i]) * height * scale);
    return least[i] + (most[i] - least[i]) * height * scale;
  }
}
