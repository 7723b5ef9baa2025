package jotter.nn.rl;

import jotter.tensor.Tensor;

/// A car in a valley whose engine is too weak for the hill: it must swing. Actions: back (0), none
/// (1), forward (2).
///
/// Seen: position, velocity. A reward of -1 for each step, up to 200; over on the hill at 0.5.
/// Moore 1990; Gymnasium's `MountainCar-v0`.
public final class MountainCar extends Episodic {
  private static final double LEFT = -1.2;
  private static final double RIGHT = 0.6;
  private static final double FASTEST = 0.07;
  private static final double GOAL = 0.5;

  private double x;
  private double v;

  public MountainCar() {
    super(200);
  }

  /// A car that begins where it is told to.
  public double[] reset(double x, double v) {
    reset(jotter.tensor.Rng.of(0));
    this.x = x;
    this.v = v;
    return seen();
  }

  @Override
  public Space observations() {
    return new Space.Box(new double[] {LEFT, -FASTEST}, new double[] {RIGHT, FASTEST});
  }

  @Override
  public Space actions() {
    return new Space.Discrete(3);
  }

  @Override
  void begin() {
    x = uniform(-0.6, -0.4);
    v = 0;
  }

  @Override
  double[] seen() {
    return new double[] {x, v};
  }

  @Override
  double act(double[] action) {
    v = Math.clamp(v + (action[0] - 1) * 0.001 - Math.cos(3 * x) * 0.0025, -FASTEST, FASTEST);
    x = Math.clamp(x + v, LEFT, RIGHT);
    if (x == LEFT && v < 0) v = 0;
    return -1;
  }

  @Override
  boolean isEnd() {
    return x >= GOAL && v >= 0;
  }

  private static double height(double x) {
    return Math.sin(3 * x) * 0.45 + 0.55;
  }

  @Override
  public Tensor render() {
    Canvas c = new Canvas(600, 400, 0xffffff);
    double scale = 600 / (RIGHT - LEFT);
    for (int i = 0; i < 99; i++) {
      double a = LEFT + (RIGHT - LEFT) * i / 99;
      double b = LEFT + (RIGHT - LEFT) * (i + 1) / 99;
      c.line(
          (a - LEFT) * scale,
          400 - height(a) * scale,
          (b - LEFT) * scale,
          400 - height(b) * scale,
          2,
          0);
    }
    double flag = (GOAL - LEFT) * scale;
    double foot = 400 - height(GOAL) * scale;
    c.line(flag, foot, flag, foot - 50, 2, 0);
    c.rectangle(flag, foot - 50, 25, 15, 0xcccc00);
    c.disc((x - LEFT) * scale, 400 - height(x) * scale - 12, 12, 0x404040);
    return c.picture();
  }
}
