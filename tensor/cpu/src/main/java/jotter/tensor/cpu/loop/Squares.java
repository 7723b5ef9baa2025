package jotter.tensor.cpu.loop;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Turns squares of numbers, as many vectors as a vector has lanes: squares of halves, quarters,
/// ... are exchanged, two rows of them at a time.
public final class Squares {
  /// Which number of two vectors goes where, at each step; for a pair of rows, two vectors.
  public static final int[] STEPS_32 = steps(Simd.lanes(Kind.I32));

  /// The same for numbers of 64 bits.
  public static final long[] STEPS_64 =
      Arrays.stream(steps(Simd.lanes(Kind.I64))).asLongStream().toArray();

  private Squares() {}

  private static int[] steps(int lanes) {
    int[] all = new int[2 * lanes * Integer.numberOfTrailingZeros(Math.max(1, lanes))];
    int at = 0;
    for (int h = lanes / 2; h > 0; h /= 2) {
      for (int j = 0; j < lanes; j++) all[at++] = (j & h) == 0 ? j : lanes + j - h;
      for (int j = 0; j < lanes; j++) all[at++] = (j & h) == 0 ? j + h : lanes + j;
    }
    return all;
  }

  /// Turns the square in the slots from `v` on; `free` and the two slots after it are free.
  ///
  /// @param n writes code for vectors of ints or longs
  public static void turn(CodeBuilder c, VectorCode n, int v, int free) {
    int at = 0;
    for (int h = n.lanes / 2; h > 0; h /= 2, at += 2 * n.lanes) {
      step(c, n, at, free);
      for (int i = 0; i < n.lanes; i++) {
        if ((i & h) != 0) continue;
        // Row i and row i + h.
        c.aload(free).aload(v + i).aload(v + i + h);
        n.callTwo("selectFrom");
        c.astore(free + 2);
        c.aload(free + 1).aload(v + i).aload(v + i + h);
        n.callTwo("selectFrom");
        c.astore(v + i + h);
        c.aload(free + 2).astore(v + i);
      }
    }
  }

  /// Makes one vector, in slot `v`, of the sums over the lanes of as many as there are lanes, in
  /// the slots from `v` on: half of the lanes are added to the other half until one is left. The
  /// square is turned, and what comes to lie side by side added up at each step. `free` and the two
  /// slots after it are free.
  ///
  /// @param f writes code for vectors of floats
  public static void sums(CodeBuilder c, VectorCode f, int v, int free) {
    VectorCode n = new VectorCode(c, Kind.I32);
    for (int i = 0; i < n.lanes; i++) {
      f.gathered(v + i);
      as(c, f, "Ints", n);
      c.astore(v + i);
    }
    int at = 0;
    for (int h = n.lanes / 2; h > 0; h /= 2, at += 2 * n.lanes) {
      step(c, n, at, free);
      for (int i = 0; i < h; i++) {
        for (int k = 0; k < 2; k++) {
          c.aload(free + k).aload(v + i).aload(v + i + h);
          n.callTwo("selectFrom");
          as(c, n, "Floats", f);
        }
        f.call("add");
        if (h > 1) as(c, f, "Ints", n);
        c.astore(v + i);
      }
    }
  }

  /// The vector on the stack as one of other numbers with the same bits.
  private static void as(CodeBuilder c, VectorCode from, String numbers, VectorCode to) {
    c.invokevirtual(from.vector, "reinterpretAs" + numbers, MethodTypeDesc.of(to.vector));
  }

  /// Which number goes where, for both rows of a pair, in `free` and the slot after it.
  private static void step(CodeBuilder c, VectorCode n, int at, int free) {
    String steps = n.array.equals(VectorCode.INTS) ? "STEPS_32" : "STEPS_64";
    for (int k = 0; k < 2; k++) {
      n.species();
      c.getstatic(VectorCode.desc(Squares.class), steps, n.array).loadConstant(at + k * n.lanes);
      n.load();
      c.astore(free + k);
    }
  }

  /// Turns a square in memory.
  ///
  /// @param kind ints or longs
  static Turner.Square square(Kind kind) {
    return VectorCode.define(
        MethodHandles.lookup(),
        Turner.Square.class,
        cb ->
            cb.withMethodBody(
                "run",
                MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long, CD_long),
                ClassFile.ACC_FINAL,
                c -> {
                  square(c, new VectorCode(c, kind));
                  c.return_();
                }));
  }

  private static void square(CodeBuilder c, VectorCode n) {
    // Parameters: 1 from, 3 pitch, 5 to, 7 toPitch.
    int free = 9;
    int square = 12;
    for (int i = 0; i < n.lanes; i++) {
      n.load(() -> c.lload(1), -1);
      c.astore(square + i).lload(1).lload(3).ladd().lstore(1);
    }
    turn(c, n, square, free);
    for (int i = 0; i < n.lanes; i++) {
      c.aload(square + i);
      n.store(() -> c.lload(5), -1);
      c.lload(5).lload(7).ladd().lstore(5);
    }
  }
}
