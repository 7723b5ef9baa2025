package jotter.vision.transforms;

import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// One change at random, of random strength, which needs no tuning. Müller and Hutter 2021,
/// arXiv:2103.10158, with the paper's wide ranges.
public record TrivialAugment() implements Transform {
  private static final Distortion.Range RANGE = new Distortion.Range(0.99, 32, 135, 0.99, 6);
  private static final int BINS = 31;

  @Override
  public Tensor apply(Tensor x) {
    Rng rng = Rng.current();
    Distortion d = Distortion.values()[(int) rng.nextLong(Distortion.values().length)];
    int sign = rng.nextDouble() < 0.5 ? 1 : -1;
    return d.apply(x, rng.nextLong(BINS) / (BINS - 1.0), sign, RANGE);
  }
}
