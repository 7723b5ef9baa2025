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

/// The innermost part of a product with a right side that lies packed in memory: `to[i][j] =
/// before[i][j] + Σ a[i][k]·b[k][j]` for a tile's rows and the first `n` of its columns, which must
/// be more than all but the last vector's. The left panel lies as {@link Tiling#byRows} says.
abstract class KeptMicro {
  static final Tiling T = Tiling.F32;

  /// Rows of `before` and `to` lie `beforePitch` and `pitch` bytes apart; `before` may be `to`.
  abstract void run(
      int kc, float[] a, int ao, long b, long before, long beforePitch, long to, long pitch, int n);

  private static final Warm<KeptMicro> WHOLE = warm(2, false);
  private static final Warm<KeptMicro> PART = warm(2, true);
  private static final Warm<KeptMicro> HALF = warm(1, true);

  /// Columns of a sliver of which `n` are wanted.
  static int width(int n) {
    return n <= T.columns / 2 ? T.columns / 2 : T.columns;
  }

  /// The kernel for slivers of which `n` columns are wanted, in a product of `products`
  /// multiplications.
  static KeptMicro of(int n, long products) {
    Warm<KeptMicro> w = n == T.columns ? WHOLE : n > T.columns / 2 ? PART : HALF;
    return w.get(products);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    WHOLE.force(vectors);
    PART.force(vectors);
    HALF.force(vectors);
  }

  private static Warm<KeptMicro> warm(int vectors, boolean masked) {
    int lanes = T.columns / 2;
    return new Warm<>(
        new Plain(vectors * lanes),
        () -> emit(vectors, masked),
        m -> fast(m, vectors * lanes - (masked ? 1 : 0), vectors));
  }

  private static boolean fast(KeptMicro m, int n, int vectors) {
    int kc = Gate.TURNS;
    float[] a = new float[T.byRows.size(kc)];
    long pitch = 4L * T.columns;
    try (Arena arena = Arena.ofConfined()) {
      long b = arena.allocate(pitch * kc, 64).address();
      long to = arena.allocate(pitch * T.rows, 64).address();
      return Gate.under(
          (double) kc * T.rows * vectors + 60.0 * T.rows,
          () -> m.run(kc, a, 0, b, to, pitch, to, pitch, n));
    }
  }

  private static KeptMicro emit(int vectors, boolean masked) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, FLOATS, CD_int, CD_long, CD_long, CD_long, CD_long, CD_long, CD_int);
    return VectorCode.define(
        MethodHandles.lookup(),
        KeptMicro.class,
        cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, c -> body(c, vectors, masked)));
  }

  private static void body(CodeBuilder c, int vectors, boolean masked) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 6 before, 8 its pitch, 10 to, 12 its pitch, 14 n.
    int mask = 15;
    int right = 16;
    int x = 18;
    int acc = 19;
    VectorCode v = new VectorCode(c, Kind.F32);
    sums(c, v, vectors, right, x, acc);
    if (masked) {
      c.iload(14);
      v.plus(-(vectors - 1) * v.lanes);
      c.istore(14);
      v.mask(14, mask);
    }
    for (int i = 0; i < T.rows; i++) {
      for (int j = 0; j < vectors; j++) {
        int m = masked && j + 1 == vectors ? mask : -1;
        long shift = 4L * j * v.lanes;
        v.load(() -> shifted(c, 6, shift), m);
        c.aload(acc + vectors * i + j);
        v.call("add").store(() -> shifted(c, 10, shift), m);
      }
      if (i + 1 == T.rows) break;
      c.lload(6).lload(8).ladd().lstore(6);
      c.lload(10).lload(12).ladd().lstore(10);
    }
    c.return_();
  }

  /// `Σ a[i][k]·b[k][j]` of a tile in the locals from `acc` on, row by row; `right` are free locals
  /// for `vectors` vectors of a row of the right side, and `x` is one more. Takes the parameters 1
  /// kc, 2 a, 3 ao, 4 b, and leaves them changed.
  static void sums(CodeBuilder c, VectorCode v, int vectors, int right, int x, int acc) {
    v.zeros(acc, vectors * T.rows);
    v.loop(
        1,
        () -> {
          for (int j = 0; j < vectors; j++) {
            long shift = 4L * j * v.lanes;
            v.load(() -> shifted(c, 4, shift), -1);
            c.astore(right + j);
          }
          for (int i = 0; i < T.rows; i++) {
            v.species();
            c.aload(2).iload(3);
            v.plus(i * T.byRows.rowStep);
            c.faload();
            v.broadcast();
            c.astore(x);
            for (int j = 0; j < vectors; j++) v.fma(x, right + j, acc + vectors * i + j);
          }
          c.lload(4).loadConstant(4L * vectors * v.lanes).ladd().lstore(4);
          c.iinc(3, 1).iinc(1, -1);
        });
  }

  private static void shifted(CodeBuilder c, int slot, long shift) {
    c.lload(slot);
    if (shift != 0) c.loadConstant(shift).ladd();
  }

  private static final class Plain extends KeptMicro {
    private final int width;

    Plain(int width) {
      this.width = width;
    }

    @Override
    void run(
        int kc,
        float[] a,
        int ao,
        long b,
        long before,
        long beforePitch,
        long to,
        long pitch,
        int n) {
      float[] acc = new float[n];
      for (int i = 0; i < T.rows; i++) {
        java.util.Arrays.fill(acc, 0);
        for (int k = 0; k < kc; k++) {
          float x = a[ao + i * T.byRows.rowStep + k];
          long row = b + 4L * k * width;
          for (int j = 0; j < n; j++) acc[j] = Math.fma(x, Memory.getF32(row + 4L * j), acc[j]);
        }
        for (int j = 0; j < n; j++)
          Memory.set(
              to + i * pitch + 4L * j, Memory.getF32(before + i * beforePitch + 4L * j) + acc[j]);
      }
    }
  }
}
