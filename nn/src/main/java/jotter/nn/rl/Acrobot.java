package jotter.nn.rl;

import jotter.tensor.Tensor;

/// Two links that hang; the joint between them is turned to one side (0), left alone (1) or turned
/// to the other (2), and the end should swing above a line.
///
/// Seen: cosine and sine of both angles, both angular velocities. A reward of -1 for each step but
/// the last, up to 500. Sutton 1996, with the equations of Sutton and Barto's book; Gymnasium's
/// `Acrobot-v1`.
public final class Acrobot extends Episodic {
  private static final double DT = 0.2;
  private static final double FASTEST1 = 4 * Math.PI;
  private static final double FASTEST2 = 9 * Math.PI;
  private static final double GRAVITY = 9.8;
  // Lengths, masses and moments of inertia are 1, centers of mass in the middle.
  private static final double HALF = 0.5;

  private double[] state = new double[4];

  public Acrobot() {
    super(500);
  }

  /// Links that begin as they are told to: two angles, two angular velocities.
  public double[] reset(double angle1, double angle2, double spin1, double spin2) {
    reset(jotter.tensor.Rng.of(0));
    state = new double[] {angle1, angle2, spin1, spin2};
    return seen();
  }

  @Override
  public Space observations() {
    return Space.Box.symmetric(1, 1, 1, 1, FASTEST1, FASTEST2);
  }

  @Override
  public Space actions() {
    return new Space.Discrete(3);
  }

  @Override
  void begin() {
    for (int i = 0; i < 4; i++) state[i] = uniform(-0.1, 0.1);
  }

  @Override
  double[] seen() {
    return new double[] {
      Math.cos(state[0]),
      Math.sin(state[0]),
      Math.cos(state[1]),
      Math.sin(state[1]),
      state[2],
      state[3]
    };
  }

  @Override
  double act(double[] action) {
    double torque = action[0] - 1;
    // One step of the classic Runge-Kutta method.
    double[] k1 = slope(state, torque);
    double[] k2 = slope(ahead(state, k1, DT / 2), torque);
    double[] k3 = slope(ahead(state, k2, DT / 2), torque);
    double[] k4 = slope(ahead(state, k3, DT), torque);
    double[] s = new double[4];
    for (int i = 0; i < 4; i++) s[i] = state[i] + DT / 6 * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
    s[0] = wrap(s[0]);
    s[1] = wrap(s[1]);
    s[2] = Math.clamp(s[2], -FASTEST1, FASTEST1);
    s[3] = Math.clamp(s[3], -FASTEST2, FASTEST2);
    state = s;
    return isEnd() ? 0 : -1;
  }

  private static double[] ahead(double[] s, double[] slope, double dt) {
    double[] r = new double[4];
    for (int i = 0; i < 4; i++) r[i] = s[i] + dt * slope[i];
    return r;
  }

  private static double wrap(double a) {
    while (a > Math.PI) a -= 2 * Math.PI;
    while (a < -Math.PI) a += 2 * Math.PI;
    return a;
  }

  private static double[] slope(double[] s, double torque) {
    double a1 = s[0];
    double a2 = s[1];
    double v1 = s[2];
    double v2 = s[3];
    double cos = Math.cos(a2);
    double sin = Math.sin(a2);
    double d1 = HALF * HALF + 1 + HALF * HALF + 2 * HALF * cos + 2;
    double d2 = HALF * HALF + HALF * cos + 1;
    double phi2 = HALF * GRAVITY * Math.cos(a1 + a2 - Math.PI / 2);
    double phi1 =
        -HALF * v2 * v2 * sin
            - 2 * HALF * v2 * v1 * sin
            + (HALF + 1) * GRAVITY * Math.cos(a1 - Math.PI / 2)
            + phi2;
    double turn2 =
        (torque + d2 / d1 * phi1 - HALF * v1 * v1 * sin - phi2) / (HALF * HALF + 1 - d2 * d2 / d1);
    double turn1 = -(d2 * turn2 + phi1) / d1;
    return new double[] {v1, v2, turn1, turn2};
  }

  @Override
  boolean isEnd() {
    return -Math.cos(state[0]) - Math.cos(state[1] + state[0]) > 1;
  }

  @Override
  public Tensor render() {
    Canvas c = new Canvas(500, 500, 0xffffff);
    double scale = 500 / 4.4;
    double x1 = 250 + scale * Math.sin(state[0]);
    double y1 = 250 + scale * Math.cos(state[0]);
    double x2 = x1 + scale * Math.sin(state[0] + state[1]);
    double y2 = y1 + scale * Math.cos(state[0] + state[1]);
    c.line(0, 250 - scale, 500, 250 - scale, 1, 0);
    c.line(250, 250, x1, y1, 10, 0x00cccc);
    c.line(x1, y1, x2, y2, 10, 0x00cccc);
    c.disc(250, 250, 8, 0xcccc00);
    c.disc(x1, y1, 8, 0xcccc00);
    return c.picture();
  }
}
