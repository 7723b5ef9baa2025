package jotter.tensor.cpu.conv.direct;

import jotter.tensor.spi.Bands;

/// Which numbers of a row each number of the resized row is a sum of, and how much of each, laid
/// out for vectors: a block of {@link #LANES} results sees, with its term `j`, what lies at
/// `base[block] + j·step + map[result]`.
///
/// Channels that lie innermost are `step` numbers for each place. Whole vectors of them need no
/// map: then a block is one place's, and all its lanes have one weight.
final class Across {
  static final int LANES = Windows.LANES;

  /// Numbers of the tables, at most.
  private static final long LARGEST = 1 << 22;

  /// Numbers of a row before and after.
  final int in;

  final int out;

  /// Terms of each sum.
  final int reach;

  final int step;

  /// Vectors for each block: 1, but for channels in whole vectors.
  final int depth;

  final int[] base;

  /// For each result: how far behind its block's base the first term lies.
  final int[] map;

  /// By how many vectors from the base on the indices of each block reach; 0 if by more than 2.
  final int vectors;

  /// Whether all terms of each block lie in one vector.
  final boolean near;

  /// For each block term after term: a vector, or one number for channels in whole vectors.
  final float[] weights;

  private Across(Bands b, int inner) {
    in = b.in() * inner;
    out = b.out() * inner;
    reach = b.reach();
    step = inner;
    if (inner % LANES == 0) {
      depth = inner / LANES;
      base = new int[b.out()];
      for (int x = 0; x < base.length; x++) base[x] = b.first()[x] * inner;
      map = null;
      vectors = 1;
      near = false;
      weights = new float[b.weights().length];
      for (int i = 0; i < weights.length; i++) weights[i] = (float) b.weights()[i];
      return;
    }
    depth = 1;
    int blocks = (out + LANES - 1) / LANES;
    base = new int[blocks];
    map = new int[blocks * LANES];
    weights = new float[map.length * reach];
    int farthest = 0;
    for (int k = 0; k < blocks; k++) {
      int n = Math.min(LANES, out - k * LANES);
      int low = Integer.MAX_VALUE;
      for (int l = 0; l < n; l++) low = Math.min(low, first(b, k * LANES + l));
      base[k] = low;
      for (int l = 0; l < n; l++) {
        int i = k * LANES + l;
        map[i] = first(b, i) - low;
        farthest = Math.max(farthest, map[i]);
        for (int j = 0; j < reach; j++)
          weights[(k * reach + j) * LANES + l] = (float) b.weights()[i / step * reach + j];
      }
    }
    near = farthest + (reach - 1) * step < LANES;
    vectors = farthest < LANES ? 1 : farthest < 2 * LANES ? 2 : 0;
  }

  private int first(Bands b, int i) {
    return b.first()[i / step] * step + i % step;
  }

  /// For rows of `inner` numbers at each place; null if the tables would be too large.
  static Across of(Bands b, int inner) {
    long n = (long) Math.max(b.in(), b.out()) * inner;
    return n * (b.reach() + 1) > LARGEST ? null : new Across(b, inner);
  }

  /// Results of a block.
  int width() {
    return depth * LANES;
  }

  /// Numbers from one row that is read to the next, in whole vectors.
  int pitch() {
    return (in + LANES - 1) / LANES * LANES;
  }

  /// Room for `rows` of them, with what vectors read beyond the end.
  int room(int rows) {
    return rows * pitch() + 2 * LANES;
  }

  /// Blocks of `rows` rows, without the last one if it is not whole.
  int turns(int rows) {
    return rows * base.length - (out % LANES == 0 ? 0 : 1);
  }

  /// The bytes by which the last block of a row reaches into the next one.
  int over() {
    return 4 * (base.length * LANES - out);
  }

  float weight(int block, int term, int lane) {
    return map == null
        ? weights[block * reach + term]
        : weights[(block * reach + term) * LANES + lane];
  }
}
