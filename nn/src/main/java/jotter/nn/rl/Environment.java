package jotter.nn.rl;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A world in which an agent acts: it is seen, something is done, it is seen again and a reward is
/// given.
///
/// ```java
/// Environment env = new CartPole();
/// double[] seen = env.reset(Rng.of(1));
/// while (true) {
///   Step s = env.step(policy(seen));
///   seen = s.observation();
///   if (s.isOver()) break;
/// }
/// ```
///
/// As in Gymnasium, an episode is over because it came to an end (`terminated`), or because time
/// was up (`truncated`); the value of what would have followed is zero only in the first case.
public interface Environment {
  /// What follows an action.
  ///
  /// @param observation what is seen then
  /// @param reward how good that was
  /// @param terminated whether the episode has come to its end
  /// @param truncated whether it is cut off, as time is up
  record Step(double[] observation, double reward, boolean terminated, boolean truncated) {
    /// Whether the next thing to do is a reset.
    public boolean isOver() {
      return terminated || truncated;
    }
  }

  /// What can be seen.
  Space observations();

  /// What can be done.
  Space actions();

  /// Begins an episode; gives what is seen. Everything random in the episode comes from `rng`.
  double[] reset(Rng rng);

  /// Does something; a discrete action is a single whole number.
  ///
  /// @throws jotter.tensor.TensorException if that is no action, or the episode is over
  Step step(double... action);

  /// The world as a picture, uint8 (height, width, 3).
  Tensor render();

  /// Throws unless `action` is one.
  default void require(double... action) {
    Check.value(
        actions().contains(action),
        getClass().getSimpleName(),
        java.util.Arrays.toString(action) + " is no action; actions are " + describe(actions()));
  }

  private static String describe(Space s) {
    return switch (s) {
      case Space.Discrete d -> "0 to " + (d.n() - 1);
      case Space.Box b ->
          "between "
              + java.util.Arrays.toString(b.low())
              + " and "
              + java.util.Arrays.toString(b.high());
    };
  }
}
