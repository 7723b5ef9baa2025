package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.kernel.Staging;

/// The left side of a {@link Gemm} and the way in which it becomes panels.
final class LeftSide {
  final Tiling.Left way;
  private final Tiling t;
  private final Matrix a;

  /// @param exact whether results are as wide as the kernel's numbers
  LeftSide(Tiling t, Matrix a, boolean exact) {
    this.t = t;
    this.a = a;
    boolean runs = a.type() == t.type() && a.columnStride() == t.type().bytes();
    this.way = runs && exact ? t.byRows : t.byColumns;
  }

  /// The numbers of `height` packed rows.
  int size(int height, int kc, int chain) {
    return (kc + chain - 1) / chain * panels(height, chain);
  }

  /// The numbers of one chain of them.
  int panels(int height, int chain) {
    return (height + t.rows - 1) / t.rows * way.size(chain);
  }

  /// Whether columns are runs of memory of the kernel's own type.
  private boolean across() {
    return a.type() == t.type() && a.rowStride() == t.type().bytes();
  }

  /// Packs `height` rows of A, `kc` numbers of each, chain by chain.
  void pack(int row, int height, int column, int kc, int chain, Object to) {
    int size = panels(height, chain);
    if (way == t.byColumns) {
      for (int s = 0, at = 0; s < kc; s += chain, at += size)
        pack(row, height, column + s, Math.min(chain, kc - s), to, at);
      return;
    }
    long from = a.address() + row * a.rowStride() + column * a.columnStride();
    for (int r = 0, at = 0; r < height; r += t.rows, at += way.size(chain)) {
      int rows = Math.min(t.rows, height - r);
      Packing.rows(t, from + r * a.rowStride(), a.rowStride(), rows, kc, chain, to, at, size);
    }
  }

  /// Packs `height` rows of A, `kc` numbers of each, as panels one behind the other.
  private void pack(int row, int height, int column, int kc, Object to, int at) {
    Matrix from = a.at(row * a.rowStride() + column * a.columnStride());
    int panels = (height + t.rows - 1) / t.rows;
    for (int r = packPairs(from, height, kc, to, at); r < panels; r++)
      packA(from, r * t.rows, height, kc, to, at + r * way.size(kc));
  }

  /// Packs as many panels as can be packed in pairs; returns how many.
  private int packPairs(Matrix from, int height, int kc, Object to, int at) {
    if (way == t.byRows || t.panels.pairs == null || !across()) return 0;
    int n = side(t.panels.quads.get((long) height * kc), 4, from, 0, height, kc, to, at);
    return side(t.panels.pairs.get((long) height * kc), 2, from, n, height, kc, to, at);
  }

  /// Packs panels from `r` on with a loop for `some` side by side, if it is there; returns up to
  /// which.
  private int side(
      Panel loop, int some, Matrix from, int r, int height, int kc, Object to, int at) {
    for (; loop != null && (r + some) * t.rows <= height; r += some)
      loop.run(
          from.address() + r * t.rows * from.rowStride(),
          from.columnStride(),
          kc,
          to,
          at + r * way.size(kc));
    return r;
  }

  /// Rows `row` .. of A, k after k; rows beyond the end are zero.
  private void packA(Matrix from, int row, int height, int kc, Object to, int at) {
    int rows = Math.min(t.rows, height - row);
    long base = from.address() + row * from.rowStride();
    if (rows < t.rows) Packing.clear(t, to, at, way.size(kc));
    if (rows == t.rows && t.panels.columns != null && across()) {
      Panel p = t.panels.columns.get((long) rows * kc);
      if (p != null) {
        p.run(base, from.columnStride(), kc, to, at);
        return;
      }
    }
    if (Math.abs(from.columnStride()) <= Math.abs(from.rowStride()))
      for (int i = 0; i < rows; i++)
        Staging.load(
            t.kind,
            from.type(),
            base + i * from.rowStride(),
            from.columnStride(),
            kc,
            to,
            at + i,
            t.rows,
            from.part());
    else
      for (int k = 0; k < kc; k++)
        Staging.load(
            t.kind,
            from.type(),
            base + k * from.columnStride(),
            from.rowStride(),
            rows,
            to,
            at + k * t.rows,
            1,
            from.part());
  }
}
