package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.cpu.loop.Turner;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The way of tiles through arrays: it serves all types and layouts.
final class Staged implements Tiles.Work {
  /// Elements of a tile.
  private static final int TILE = 1024;

  /// Elements of a tile of transposed inputs, each way.
  private static final int SIDE = 32;

  private static final ThreadLocal<Object[][]> ARRAYS =
      ThreadLocal.withInitial(() -> new Object[Kind.values().length][0]);

  private final KernelSet set;
  private final double[] scalars;
  private final Walk walk;
  private final Block[] all;
  private final Turned turned;
  private final int d1;
  private final int parts;
  private final Object[] in;
  private final Object[] out;
  private final ArrayKernel kernel;

  /// @param d1 the tiles' second dimension, or -1
  /// @param turned what is transposed, or null
  Staged(
      KernelSet set,
      ArrayKernel kernel,
      double[] scalars,
      Walk walk,
      Block[] all,
      int d1,
      Turned turned) {
    this.set = set;
    this.scalars = scalars;
    this.walk = walk;
    this.all = all;
    this.turned = turned;
    this.d1 = d1;
    this.kernel = kernel;
    this.parts = set.complex ? 2 : 1;
    int ins = (all.length - 1) * parts;
    Object[] arrays = arrays(set.kind, parts + ins);
    this.out = java.util.Arrays.copyOf(arrays, parts);
    this.in = java.util.Arrays.copyOfRange(arrays, parts, parts + ins);
  }

  /// Tiles that fit into the arrays.
  static Tiles tiles(Walk walk, Turned turned) {
    return turned == null ? Tiles.rows(walk, TILE) : Tiles.turned(walk, turned, SIDE, SIDE);
  }

  /// `count` arrays of this thread.
  private static Object[] arrays(Kind kind, int count) {
    Object[][] all = ARRAYS.get();
    Object[] a = all[kind.ordinal()];
    if (a.length < count) {
      int had = a.length;
      a = java.util.Arrays.copyOf(a, count);
      for (int i = had; i < count; i++) a[i] = Staging.array(kind, TILE);
      all[kind.ordinal()] = a;
    }
    return a;
  }

  @Override
  public void tile(long[] p, int m0, int m1) {
    for (int k = 1; k < all.length; k++) load(k, p[k], m0, m1);
    kernel.run(in, out, m0 * m1, scalars);
    int stored = all[0].dtype().isComplex() ? parts : 1;
    for (int part = 0; part < stored; part++) store(p[0], m0, m1, out[part], part);
    // A real result in a complex output has the imaginary part 0.
    if (all[0].dtype().isComplex() && parts == 1)
      store(p[0], m0, m1, Staging.array(set.kind, m0 * m1), 1);
  }

  private void load(int k, long address, int m0, int m1) {
    DType type = all[k].dtype();
    long stride0 = walk.innerStride(k, 0);
    long stride1 = second(k);
    if (turned != null && turned.has(k)) {
      long scratch = Aside.memory((long) type.bytes() * TILE);
      Turner.of(type.bytes()).run(address, stride0, m0, m1, scratch, (long) m0 * type.bytes());
      address = scratch;
      stride0 = type.bytes();
      stride1 = m0 * stride0;
    }
    for (int part = 0; part < parts; part++)
      Staging.loadTile(
          set.kind, type, address, stride0, stride1, m0, m1, in[(k - 1) * parts + part], part);
  }

  private void store(long address, int m0, int m1, Object from, int part) {
    Staging.storeTile(
        set.kind, all[0].dtype(), address, walk.innerStride(0, 0), second(0), m0, m1, from, part);
  }

  private long second(int k) {
    return d1 >= 0 ? walk.stride[k][d1] : 0;
  }
}
