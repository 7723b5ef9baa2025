package jotter.tensor.cpu;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import jotter.tensor.cpu.machine.Simd;

/// For tests of vector loops, which the scalar engine has none of.
public final class Vectors {
  private Vectors() {}

  public static void needed() {
    assumeTrue(Simd.ON, () -> "no SIMD: " + Simd.REFUSAL);
  }
}
