package jotter.examples;

import java.util.Locale;

/// What came out of a run.
///
/// @param measure what was measured
/// @param value the figure
/// @param wanted what it should be
/// @param more whether it should be that or more, or else that or less
/// @param seconds how long training took, interruptions left out
public record Result(String measure, double value, double wanted, boolean more, double seconds) {
  /// Whether the figure is as good as it should be.
  public boolean isReached() {
    return more ? value >= wanted : value <= wanted;
  }

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "%s: %.4g (wanted: %.4g or %s), after %d min %02d s of training",
        measure,
        value,
        wanted,
        more ? "more" : "less",
        (int) seconds / 60,
        (int) seconds % 60);
  }
}
