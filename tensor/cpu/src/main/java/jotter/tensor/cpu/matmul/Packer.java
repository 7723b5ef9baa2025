package jotter.tensor.cpu.matmul;

/// Where the right side of a {@link Gemm} comes from.
public interface Packer {
  /// Rows `row` .. `row + rows - 1` of columns `column` .. `column + columns - 1`, in slivers of
  /// `width` columns one behind the other: element (i, j) goes to `to[at + (j / width · rows + i) ·
  /// width + j % width]`.
  void pack(int row, int rows, int column, int columns, Object to, int at, int width);

  /// Whether many slivers at once are packed no faster than one by one.
  default boolean slivers() {
    return false;
  }

  /// All that can be packed, as {@link PackedRight#slivers}, if it is there already; else null.
  default float[] whole() {
    return null;
  }

  /// What is packed, if it lies in memory in rows in order of the kernel's own type; else null.
  default Matrix rows() {
    return null;
  }

  /// The packer that packs sliver by sliver with this one.
  default Packer bySlivers() {
    return new Slivers(this, null, null);
  }

  /// A matrix, of which `whole` may be there already.
  static Packer of(Tiling t, Matrix b, float[] whole) {
    boolean inOrder = b.type() == t.type() && b.columnStride() == t.type().bytes();
    Packer one =
        (row, rows, column, columns, to, at, width) -> {
          Matrix from = b.at(row * b.rowStride() + column * b.columnStride());
          Packing.right(t.kind, from, rows, columns, to, at, width);
        };
    return new Slivers(one, whole, inOrder ? b : null);
  }

  /// What packs sliver by sliver with `one`.
  record Slivers(Packer one, float[] whole, Matrix rows) implements Packer {
    @Override
    public void pack(int row, int rows, int column, int columns, Object to, int at, int width) {
      for (int q = 0; q < columns; q += width)
        one.pack(row, rows, column + q, Math.min(width, columns - q), to, at + q * rows, width);
    }

    @Override
    public boolean slivers() {
      return true;
    }
  }
}
