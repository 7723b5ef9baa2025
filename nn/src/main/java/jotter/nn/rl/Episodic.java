package jotter.nn.rl;

import jotter.tensor.Check;
import jotter.tensor.Rng;

/// What environments have in common: episodes that begin, are counted and end.
abstract class Episodic implements Environment {
  private final int limit;
  private int steps;
  private boolean running;

  /// Where everything random in this episode comes from.
  Rng rng;

  Episodic(int limit) {
    this.limit = limit;
  }

  /// Brings the world to a random beginning.
  abstract void begin();

  /// What is seen.
  abstract double[] seen();

  /// Changes the world; gives the reward.
  abstract double act(double[] action);

  /// Whether this is an end.
  abstract boolean isEnd();

  @Override
  public double[] reset(Rng rng) {
    this.rng = rng;
    steps = 0;
    running = true;
    begin();
    return seen();
  }

  @Override
  public Step step(double... action) {
    Check.value(
        running, getClass().getSimpleName(), "the episode is over; begin another with reset(rng)");
    require(action);
    double reward = act(action);
    boolean end = isEnd();
    boolean late = ++steps >= limit;
    running = !end && !late;
    return new Step(seen(), reward, end, late);
  }

  /// Uniform between two numbers.
  double uniform(double low, double high) {
    return low + rng.nextDouble() * (high - low);
  }
}
