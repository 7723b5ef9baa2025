package jotter.nn.search;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jotter.tensor.Check;
import jotter.tensor.Rng;

/// Proposes what to try next.
@FunctionalInterface
public interface Searcher {
  /// The settings of trial `number`, or nothing if everything was tried.
  ///
  /// @param past the trials before, whatever came of them
  /// @param minimize whether small values are good
  /// @param rng random numbers for this trial; the same for the same number
  Optional<Map<String, Object>> next(
      SearchSpace space, int number, List<Trial> past, boolean minimize, Rng rng);

  /// Anywhere, with equal chances. Bergstra and Bengio 2012, "Random Search for Hyper-Parameter
  /// Optimization".
  static Searcher random() {
    return (space, number, past, minimize, rng) -> Optional.of(space.sample(rng));
  }

  /// All combinations of `n` settings of each dimension; of choices, all.
  static Searcher grid(int n) {
    Check.value(n > 0, "grid", "needs at least one setting of each dimension, got " + n);
    return (space, number, past, minimize, rng) -> {
      Map<String, Object> r = new LinkedHashMap<>();
      List<Map.Entry<String, SearchSpace.Dimension>> all =
          new ArrayList<>(space.dimensions().entrySet());
      int rest = number;
      // The last dimension changes fastest.
      Object[] chosen = new Object[all.size()];
      for (int i = all.size() - 1; i >= 0; i--) {
        List<Object> settings = all.get(i).getValue().grid(n);
        chosen[i] = settings.get(rest % settings.size());
        rest /= settings.size();
      }
      if (rest > 0) return Optional.empty();
      for (int i = 0; i < chosen.length; i++) r.put(all.get(i).getKey(), chosen[i]);
      return Optional.of(r);
    };
  }

  /// Where good trials are dense and others are not; random for the first ten. See {@link Tpe}.
  static Searcher tpe() {
    return new Tpe(10, 24, 0.25);
  }
}
