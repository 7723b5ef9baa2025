package jotter.tensor.cpu.matmul;

import static java.lang.constant.ConstantDescs.*;
import static jotter.tensor.cpu.loop.VectorCode.FLOATS;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// Whole tiles of a product with a {@link KeptRight}, into an array: for work that goes on there.
public abstract class KeptTile {
  private static final Tiling T = Tiling.F32;

  /// Rows and columns of a tile.
  public static final int ROWS = T.rows;

  public static final int COLUMNS = T.columns;

  /// How far apart the rows of a left panel lie, and how many numbers one has at most.
  public static final int PITCH = T.byRows.rowStep;

  public static final int DEPTH = T.kc;

  /// `to[i][j] = Σ a[i][k]·b[k][j]`, or that added to it.
  abstract void run(int kc, float[] a, int ao, long b, float[] to, int at, int pitch);

  private static final Warm<KeptTile> SET = warm(false);
  private static final Warm<KeptTile> ADD = warm(true);

  /// The tile of a sliver of `b` for the left panel at `a[ao]`, summed up in chains of `chain`
  /// numbers.
  public static void run(
      KeptRight b, int sliver, int chain, float[] a, int ao, float[] to, int at, int pitch) {
    int k = b.depth();
    long products = (long) ROWS * COLUMNS * k;
    KeptTile set = SET.get(products);
    KeptTile add = ADD.get(products);
    long right = b.sliver(sliver);
    for (int d = 0; d < k; d += chain)
      (d == 0 ? set : add)
          .run(Math.min(chain, k - d), a, ao + d, right + 4L * d * COLUMNS, to, at, pitch);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  public static void force(boolean vectors) {
    SET.force(vectors);
    ADD.force(vectors);
  }

  private static Warm<KeptTile> warm(boolean add) {
    return new Warm<>(new Plain(add), () -> emit(add), KeptTile::fast);
  }

  private static boolean fast(KeptTile t) {
    int kc = Gate.TURNS;
    float[] a = new float[ROWS * PITCH];
    float[] to = new float[ROWS * COLUMNS];
    try (Arena arena = Arena.ofConfined()) {
      long b = arena.allocate(4L * COLUMNS * kc, 64).address();
      return Gate.under(2.0 * kc * ROWS + 60.0 * ROWS, () -> t.run(kc, a, 0, b, to, 0, COLUMNS));
    }
  }

  private static KeptTile emit(boolean add) {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, FLOATS, CD_int, CD_long, FLOATS, CD_int, CD_int);
    return VectorCode.define(
        MethodHandles.lookup(),
        KeptTile.class,
        cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, c -> body(c, add)));
  }

  private static void body(CodeBuilder c, boolean add) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 6 to, 7 at, 8 pitch.
    int right = 9;
    int x = 11;
    int acc = 12;
    VectorCode v = new VectorCode(c, Kind.F32);
    KeptMicro.sums(c, v, 2, right, x, acc);
    for (int i = 0; i < ROWS; i++) {
      for (int j = 0; j < 2; j++) {
        if (add) {
          v.species();
          c.aload(6).iload(7);
          v.plus(j * v.lanes);
          v.load();
          c.aload(acc + 2 * i + j);
          v.call("add");
        } else v.gathered(acc + 2 * i + j);
        c.aload(6).iload(7);
        v.plus(j * v.lanes);
        v.store();
      }
      c.iload(7).iload(8).iadd().istore(7);
    }
    c.return_();
  }

  private static final class Plain extends KeptTile {
    private final boolean add;

    Plain(boolean add) {
      this.add = add;
    }

    @Override
    void run(int kc, float[] a, int ao, long b, float[] to, int at, int pitch) {
      float[] acc = new float[COLUMNS];
      for (int i = 0; i < ROWS; i++) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * PITCH + k];
          long row = b + 4L * k * COLUMNS;
          for (int j = 0; j < COLUMNS; j++)
            acc[j] = Math.fma(x, Memory.getF32(row + 4L * j), acc[j]);
        }
        int row = at + i * pitch;
        for (int j = 0; j < COLUMNS; j++) to[row + j] = add ? to[row + j] + acc[j] : acc[j];
      }
    }
  }
}
