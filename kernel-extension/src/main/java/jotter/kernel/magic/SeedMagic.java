package jotter.kernel.magic;

import jotter.tensor.Rng;

/// `%seed N`: the same random numbers every time.
public final class SeedMagic implements Magic {
  @Override
  public String name() {
    return "seed";
  }

  @Override
  public String summary() {
    return "Starts Jotter's random numbers at N, or says where they started.";
  }

  @Override
  public String usage() {
    return "%seed [N]";
  }

  @Override
  public Object run(MagicCall call) {
    if (call.argument().isBlank()) {
      System.out.println("seed " + Rng.current().seed());
      return null;
    }
    try {
      Rng.seed(Long.decode(call.argument().strip()));
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          call.argument().strip() + " is not a whole number of 64 bits", wrong);
    }
    return null;
  }
}
