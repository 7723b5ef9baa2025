package jotter.tensor.cpu.kernel;

import jotter.tensor.spi.Block;

/// Inputs that are transposed: far from in order along the innermost dimension of a walk, but in
/// order along another one.
///
/// @param dimension along which they are in order
/// @param inputs those which can be turned as they are, by their places among the blocks
record Turned(int dimension, boolean[] inputs) {
  /// Fewer elements in order are not worth it.
  private static final int LEAST = 4;

  /// What is transposed about a walk through `all`, or null.
  static Turned of(Walk walk, Block[] all) {
    int inner = walk.rank() - 1;
    for (int k = 1; k < all.length; k++) {
      if (!isFar(walk, all, k)) continue;
      for (int d = 0; d < inner; d++)
        if (Math.abs(walk.stride[k][d]) == all[k].dtype().bytes() && walk.size[d] >= LEAST)
          return along(d, walk, all);
    }
    return null;
  }

  private static Turned along(int d, Walk walk, Block[] all) {
    boolean[] inputs = new boolean[all.length];
    for (int k = 1; k < all.length; k++)
      inputs[k] = isFar(walk, all, k) && walk.stride[k][d] == all[k].dtype().bytes();
    return new Turned(d, inputs);
  }

  private static boolean isFar(Walk walk, Block[] all, int k) {
    return Math.abs(walk.innerStride(k, 0)) > 2 * all[k].dtype().bytes();
  }

  boolean has(int k) {
    return inputs[k];
  }
}
