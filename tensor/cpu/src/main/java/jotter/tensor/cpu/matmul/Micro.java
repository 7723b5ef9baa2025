package jotter.tensor.cpu.matmul;

/// The innermost part of a product: one tile of `rows x columns` elements from packed panels,
/// `tile[i][j] = Σ a[i][k]·b[k][j]`, summed in the order of k with fused multiply-adds. How the
/// left panel lies is the kernel's own matter, see {@link Tiling.Left}.
public abstract class Micro {
  /// Panels and tile are `float[]` or `double[]`; `ao`, `bo` are where the panels begin.
  public abstract void run(int kc, Object a, int ao, Object b, int bo, Object tile);
}
