package jotter.tensor.cpu.loop;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
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
    ClassDesc here = VectorCode.desc(Squares.class);
    String steps = n.array.equals(VectorCode.INTS) ? "STEPS_32" : "STEPS_64";
    int at = 0;
    for (int h = n.lanes / 2; h > 0; h /= 2) {
      for (int k = 0; k < 2; k++, at += n.lanes) {
        n.species();
        c.getstatic(here, steps, n.array).loadConstant(at);
        n.load();
        c.astore(free + k);
      }
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
