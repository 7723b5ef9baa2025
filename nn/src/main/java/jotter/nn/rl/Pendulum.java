package jotter.nn.rl;

import jotter.tensor.Tensor;

/// A pendulum that should stand, by a torque between -2 and 2 that is too weak to lift it at once.
///
/// Seen: cosine and sine of the angle (0 is upright), angular velocity. The reward is -(angle² +
/// 0.1·velocity² + 0.001·torque²); 200 steps. Gymnasium's `Pendulum-v1`.
public final class Pendulum extends Episodic {
  private static final double FASTEST = 8;
  private static final double STRONGEST = 2;
  private static final double DT = 0.05;
  private static final double GRAVITY = 10;

  private double angle;
  private double spin;
  private double last;

  public Pendulum() {
    super(200);
  }

  /// A pendulum that begins as it is told to.
  public double[] reset(double angle, double spin) {
    reset(jotter.tensor.Rng.of(0));
    this.angle = angle;
    this.spin = spin;
    return seen();
  }

  @Override
  public Space observations() {
    return Space.Box.symmetric(1, 1, FASTEST);
  }

  @Override
  public Space actions() {
    return Space.Box.symmetric(STRONGEST);
  }

  /// A torque that is too strong is taken for the strongest.
  @Override
  public Step step(double... action) {
    return super.step(
        action.length == 1 ? Math.clamp(action[0], -STRONGEST, STRONGEST) : Double.NaN);
  }

  @Override
  void begin() {
    angle = uniform(-Math.PI, Math.PI);
    spin = uniform(-1, 1);
    last = 0;
  }

  @Override
  double[] seen() {
    return new double[] {Math.cos(angle), Math.sin(angle), spin};
  }

  @Override
  double act(double[] action) {
    last = action[0];
    double a = angle + Math.PI;
    a = a - 2 * Math.PI * Math.floor(a / (2 * Math.PI)) - Math.PI;
    double cost = a * a + 0.1 * spin * spin + 0.001 * last * last;
    double turn = 1.5 * GRAVITY * Math.sin(angle) + 3 * last;
    spin = Math.clamp(spin + turn * DT, -FASTEST, FASTEST);
    angle += spin * DT;
    return -cost;
  }

  @Override
  boolean isEnd() {
    return false;
  }

  @Override
  public Tensor render() {
    Canvas c = new Canvas(500, 500, 0xffffff);
    double x = 250 - 113 * Math.sin(angle);
    double y = 250 - 113 * Math.cos(angle);
    c.line(250, 250, x, y, 22, 0xcc4d4d);
    c.disc(250, 250, 11, 0x000000);
    // The torque as a bar below.
    c.rectangle(Math.min(250, 250 + 60 * last), 450, Math.abs(60 * last), 12, 0x8184cb);
    return c.picture();
  }
}
