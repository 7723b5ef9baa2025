package jotter.tensor.display;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import jotter.tensor.Tensor;

/// A value of more than two dimensions that is looked at one slice at a time.
///
/// @param sizes how many slices there are along each leading dimension
/// @param at the slice at a place
public record Slices(long[] sizes, Function<long[], Object> at) {

  /// The slices of a tensor: its last two dimensions, or three if they are pictures with colours.
  public static Optional<Slices> of(Object value) {
    if (!(value instanceof Tensor t) || t.numel() == 0) {
      return Optional.empty();
    }
    int shown = t.rank() > 3 && (t.size(-3) == 3 || t.size(-3) == 1) ? 3 : 2;
    int leading = t.rank() - shown;
    return leading < 1
        ? Optional.empty()
        : Optional.of(
            new Slices(
                Arrays.copyOf(t.shape(), leading),
                place -> {
                  Tensor part = t;
                  for (long i : place) {
                    part = part.select(0, i);
                  }
                  return part;
                }));
  }
}
