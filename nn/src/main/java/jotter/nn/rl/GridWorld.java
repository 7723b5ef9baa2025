package jotter.nn.rl;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// A square of fields on which one looks for a target: right (0), up (1), left (2), down (3).
///
/// Seen: column and row of oneself and of the target. A reward of 1 at the target, 0 before.
/// Gymnasium's tutorial `GridWorld-v0`.
public final class GridWorld extends Episodic {
  private static final int[][] WAYS = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};

  private final int size;
  private final int[] agent = new int[2];
  private final int[] target = new int[2];

  /// Five fields wide and high, 300 steps at most.
  public GridWorld() {
    this(5, 300);
  }

  /// @param limit how many steps an episode has at most
  public GridWorld(int size, int limit) {
    super(limit);
    Check.value(size > 1, "GridWorld", "needs at least 2 × 2 fields, got " + size);
    this.size = size;
  }

  @Override
  public Space observations() {
    double n = size - 1;
    return new Space.Box(new double[4], new double[] {n, n, n, n});
  }

  @Override
  public Space actions() {
    return new Space.Discrete(4);
  }

  @Override
  void begin() {
    for (int i = 0; i < 2; i++) agent[i] = (int) rng.nextLong(size);
    do {
      for (int i = 0; i < 2; i++) target[i] = (int) rng.nextLong(size);
    } while (isEnd());
  }

  @Override
  double[] seen() {
    return new double[] {agent[0], agent[1], target[0], target[1]};
  }

  @Override
  double act(double[] action) {
    int[] way = WAYS[(int) action[0]];
    for (int i = 0; i < 2; i++) agent[i] = Math.clamp(agent[i] + way[i], 0, size - 1);
    return isEnd() ? 1 : 0;
  }

  @Override
  boolean isEnd() {
    return agent[0] == target[0] && agent[1] == target[1];
  }

  @Override
  public Tensor render() {
    int n = 512;
    double cell = (double) n / size;
    Canvas c = new Canvas(n, n, 0xffffff);
    c.rectangle(target[0] * cell, target[1] * cell, cell, cell, 0xff0000);
    c.disc((agent[0] + 0.5) * cell, (agent[1] + 0.5) * cell, cell / 3, 0x0000ff);
    for (int i = 0; i <= size; i++) {
      c.line(0, i * cell, n, i * cell, 3, 0);
      c.line(i * cell, 0, i * cell, n, 3, 0);
    }
    return c.picture();
  }
}
