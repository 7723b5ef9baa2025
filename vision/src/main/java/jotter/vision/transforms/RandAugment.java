package jotter.vision.transforms;

import jotter.tensor.Check;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A few changes at random, all of one strength: shears, shifts, rotations, colours. Cubuk et al.
/// 2019, arXiv:1909.13719.
///
/// @param count how many changes each picture gets
/// @param magnitude how strong, from 0 to 30
public record RandAugment(int count, int magnitude) implements Transform {
  private static final Distortion.Range RANGE = new Distortion.Range(0.3, 0, 30, 0.9, 4);
  private static final int BINS = 31;

  /// Two changes of strength 9.
  public RandAugment() {
    this(2, 9);
  }

  public RandAugment {
    Check.value(count >= 0, "RandAugment", "the count must not be negative, got " + count);
    Check.value(
        magnitude >= 0 && magnitude < BINS,
        "RandAugment",
        "the magnitude must be 0 to 30, got " + magnitude);
  }

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    Tensor y = x;
    for (int i = 0; i < count; i++) {
      Distortion d = Distortion.values()[(int) rng.nextLong(Distortion.values().length)];
      int sign = rng.nextDouble() < 0.5 ? 1 : -1;
      y = d.apply(y, magnitude / (BINS - 1.0), sign, RANGE);
    }
    return y;
  }
}
