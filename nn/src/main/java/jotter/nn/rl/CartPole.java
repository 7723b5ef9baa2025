package jotter.nn.rl;

import jotter.tensor.Tensor;

/// A pole on a cart that is pushed to the left (0) or to the right (1), and should not fall.
///
/// Seen: position, velocity, angle, angular velocity. A reward of 1 for each step, up to 500; over
/// beyond 12° or 2.4 m. Barto, Sutton and Anderson 1983; Gymnasium's `CartPole-v1`.
public final class CartPole extends Episodic {
  private static final double GRAVITY = 9.8;
  private static final double POLE = 0.1;
  private static final double TOTAL = 1 + POLE;
  private static final double LENGTH = 0.5;
  private static final double FORCE = 10;
  private static final double TAU = 0.02;
  private static final double ANGLE = 12 * 2 * Math.PI / 360;
  private static final double EDGE = 2.4;

  private double x;
  private double v;
  private double angle;
  private double spin;

  public CartPole() {
    super(500);
  }

  /// A cart that begins where it is told to, for tests and demonstrations.
  public double[] reset(double x, double v, double angle, double spin) {
    reset(jotter.tensor.Rng.of(0));
    this.x = x;
    this.v = v;
    this.angle = angle;
    this.spin = spin;
    return seen();
  }

  @Override
  public Space observations() {
    double any = Double.POSITIVE_INFINITY;
    return Space.Box.symmetric(2 * EDGE, any, 2 * ANGLE, any);
  }

  @Override
  public Space actions() {
    return new Space.Discrete(2);
  }

  @Override
  void begin() {
    x = uniform(-0.05, 0.05);
    v = uniform(-0.05, 0.05);
    angle = uniform(-0.05, 0.05);
    spin = uniform(-0.05, 0.05);
  }

  @Override
  double[] seen() {
    return new double[] {x, v, angle, spin};
  }

  @Override
  double act(double[] action) {
    double force = action[0] == 1 ? FORCE : -FORCE;
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    double t = (force + POLE * LENGTH * spin * spin * sin) / TOTAL;
    double turn = (GRAVITY * sin - cos * t) / (LENGTH * (4.0 / 3 - POLE * cos * cos / TOTAL));
    double push = t - POLE * LENGTH * turn * cos / TOTAL;
    x += TAU * v;
    v += TAU * push;
    angle += TAU * spin;
    spin += TAU * turn;
    return 1;
  }

  @Override
  boolean isEnd() {
    return x < -EDGE || x > EDGE || angle < -ANGLE || angle > ANGLE;
  }

  @Override
  public Tensor render() {
    Canvas c = new Canvas(600, 400, 0xffffff);
    double at = 300 + x * 600 / (2 * EDGE);
    c.line(0, 300, 600, 300, 1, 0);
    c.rectangle(at - 25, 285, 50, 30, 0);
    c.line(at, 292, at + 125 * Math.sin(angle), 292 - 125 * Math.cos(angle), 10, 0xca9865);
    c.disc(at, 292, 5, 0x8184cb);
    return c.picture();
  }
}
