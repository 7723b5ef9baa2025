package jotter.tensor.cpu.matmul;

/// The float32 micro-kernel alone, on panels that stay in the first level cache: what products are
/// measured against.
public final class Peak {
  private final Tiling t = Tiling.F32;
  private final int depth;
  private final float[] left;
  private final float[] right;
  private final float[] tile = new float[t.rows * t.columns];

  /// @param depth how many numbers a tile's elements sum up, as many as a chain has at most
  public Peak(int depth) {
    if (depth < 1 || depth > t.kc)
      throw new IllegalArgumentException("peak: no depth between 1 and " + t.kc + ": " + depth);
    this.depth = depth;
    this.left = new float[t.byRows.size(depth)];
    this.right = new float[t.columns * depth];
  }

  /// Makes `products` multiplications, or a few less.
  public void run(long products) {
    Micro micro = t.byRows.micro(products);
    long times = products / ((long) t.rows * t.columns * depth);
    for (long i = 0; i < times; i++) micro.run(depth, left, 0, right, 0, t.nothing, tile);
  }
}
