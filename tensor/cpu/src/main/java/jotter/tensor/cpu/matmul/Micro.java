package jotter.tensor.cpu.matmul;

/// The innermost part of a product: one tile of `rows x columns` elements from packed panels,
/// `tile[i][j] = before[i][j] + Σ a[i][k]·b[k][j]`, summed in the order of k with fused
/// multiply-adds and added to what was there before at the end. How the left panel lies is the
/// kernel's own matter, see {@link Tiling.Left}.
public abstract class Micro {
  /// Panels and tiles are `float[]` or `double[]`; `ao`, `bo` are where the panels begin. `before`
  /// may be the tile itself, or {@link Tiling#nothing}.
  public abstract void run(int kc, Object a, int ao, Object b, int bo, Object before, Object tile);
}
