package jotter.tensor.cpu.conv.kept;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// A vector of channels along a row of places: the sum of some rows of some taps each, or the
/// largest of them.
abstract class TapRow {
  static final int LANES = Simd.lanes(Kind.F32);

  /// Rows, and taps in a row, at most.
  static final int MOST = 3;

  /// `to = bias + Σ w·x` for `n` places. Rows of what is seen lie `row` bytes apart, taps `tap`,
  /// places `step`; those of the result `out`. Weights lie tap by tap, also those of taps that are
  /// left out.
  abstract void run(
      int n, long x, long row, long tap, long step, long w, long bias, long to, long out);

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final Warm<TapRow>[] ALL = new Warm[(MOST + 1) * (MOST + 1) * (MOST + 1)];

  static {
    for (int i = 0; i < ALL.length; i++) {
      int rows = i / (MOST + 1) / (MOST + 1);
      int taps = i / (MOST + 1) % (MOST + 1);
      int wide = i % (MOST + 1);
      ALL[i] =
          new Warm<>(
              new Plain(rows, taps, wide),
              () -> emit(rows, taps, wide, false),
              k -> fast(k, rows * taps));
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static final Warm<TapRow>[] TOPS = new Warm[(MOST + 1) * (MOST + 1)];

  static {
    for (int i = 0; i < TOPS.length; i++) {
      int rows = i / (MOST + 1);
      int taps = i % (MOST + 1);
      TOPS[i] =
          new Warm<>(
              new PlainTop(rows, taps), () -> emit(rows, taps, 0, true), k -> fast(k, rows * taps));
    }
  }

  /// The loop for the largest of `rows` times `taps`, of which there is at least one; NaN if there
  /// is one. It reads no weights.
  static TapRow top(int rows, int taps, long count) {
    return TOPS[rows * (MOST + 1) + taps].get(count);
  }

  /// The loop for `rows` times `taps` of a kernel that is `wide` taps wide, for `count` numbers.
  static TapRow of(int rows, int taps, int wide, long count) {
    return ALL[(rows * (MOST + 1) + taps) * (MOST + 1) + wide].get(count);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    for (Warm<TapRow> w : ALL) w.force(vectors);
    for (int i = 0; i < TOPS.length; i++)
      if (i / (MOST + 1) * (i % (MOST + 1)) > 0) TOPS[i].force(vectors);
  }

  private static boolean fast(TapRow k, int taps) {
    int n = Gate.TURNS;
    long vector = 4L * LANES;
    try (Arena arena = Arena.ofConfined()) {
      long x = arena.allocate((n + 16) * vector, 64).address();
      long to = arena.allocate(n * vector, 64).address();
      return Gate.under(
          100 + n * (8.0 + 4 * taps), () -> k.run(n, x, vector, vector, vector, x, x, to, vector));
    }
  }

  /// @param wide taps of the whole kernel in a row
  private static TapRow emit(int rows, int taps, int wide, boolean top) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long,
            CD_long);
    return VectorCode.define(
        MethodHandles.lookup(),
        TapRow.class,
        cb ->
            cb.withMethodBody(
                "run", run, ClassFile.ACC_FINAL, c -> body(c, rows, taps, wide, top)));
  }

  private static void body(CodeBuilder c, int rows, int taps, int wide, boolean top) {
    // Parameters: 1 n, 2 x, 4 row, 6 tap, 8 step, 10 w, 12 bias, 14 to, 16 out.
    int at = 18;
    int bias = 20;
    int x = 21;
    int acc = 22;
    int weights = 23;
    VectorCode v = new VectorCode(c, Kind.F32);
    if (!top) {
      v.load(() -> c.lload(12), -1);
      c.astore(bias);
    }
    for (int i = 0; i < rows && !top; i++)
      for (int j = 0; j < taps; j++) {
        long shift = 4L * LANES * (i * wide + j);
        v.load(() -> c.lload(10).loadConstant(shift).ladd(), -1);
        c.astore(weights + i * taps + j);
      }
    v.loop(
        1,
        () -> {
          if (!top) c.aload(bias).astore(acc);
          c.lload(2).lstore(at);
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < taps; j++) {
              int tap = j;
              v.load(
                  () -> {
                    c.lload(at);
                    for (int k = 0; k < tap; k++) c.lload(6).ladd();
                  },
                  -1);
              if (top) {
                if (i + j > 0) {
                  c.aload(acc);
                  v.call("max");
                }
                c.astore(acc);
              } else {
                c.astore(x);
                v.fma(x, weights + i * taps + j, acc);
              }
            }
            c.lload(at).lload(4).ladd().lstore(at);
          }
          c.aload(acc);
          v.store(() -> c.lload(14), -1);
          c.lload(2).lload(8).ladd().lstore(2);
          c.lload(14).lload(16).ladd().lstore(14);
          c.iinc(1, -1);
        });
    c.return_();
  }

  private static final class Plain extends TapRow {
    private final int rows;
    private final int taps;
    private final int wide;

    Plain(int rows, int taps, int wide) {
      this.rows = rows;
      this.taps = taps;
      this.wide = wide;
    }

    @Override
    void run(int n, long x, long row, long tap, long step, long w, long bias, long to, long out) {
      for (int p = 0; p < n; p++, x += step, to += out)
        for (int l = 0; l < LANES; l++) {
          float s = Memory.getF32(bias + 4L * l);
          for (int i = 0; i < rows; i++)
            for (int j = 0; j < taps; j++)
              s =
                  Math.fma(
                      Memory.getF32(x + i * row + j * tap + 4L * l),
                      Memory.getF32(w + 4L * (LANES * (i * wide + j) + l)),
                      s);
          Memory.set(to + 4L * l, s);
        }
    }
  }

  private static final class PlainTop extends TapRow {
    private final int rows;
    private final int taps;

    PlainTop(int rows, int taps) {
      this.rows = rows;
      this.taps = taps;
    }

    @Override
    void run(int n, long x, long row, long tap, long step, long w, long bias, long to, long out) {
      for (int p = 0; p < n; p++, x += step, to += out)
        for (int l = 0; l < LANES; l++) {
          float s = Memory.getF32(x + 4L * l);
          for (int i = 0; i < rows; i++)
            for (int j = 0; j < taps; j++)
              s = Math.max(s, Memory.getF32(x + i * row + j * tap + 4L * l));
          Memory.set(to + 4L * l, s);
        }
    }
  }
}
