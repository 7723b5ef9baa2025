package jotter.tensor.cpu.conv.kept;

import static java.lang.constant.ConstantDescs.*;
import static jotter.tensor.cpu.loop.VectorCode.FLOATS;

import java.lang.classfile.ClassFile;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// Copies short runs of memory, each to a row of an array. What follows a run, up to a whole
/// vector, may be copied along.
abstract class Runs {
  abstract void copy(int rows, int n, long from, long pitch, float[] to, int at, int apart);

  private static final Warm<Runs> LOOP = new Warm<>(new Plain(), Runs::emit, Runs::fast);

  static Runs of(long n) {
    return LOOP.get(n);
  }

  /// For tests: the vector loops now, cold, or the plain ones from now on.
  static void force(boolean vectors) {
    LOOP.force(vectors);
  }

  private static boolean fast(Runs r) {
    int rows = Gate.TURNS;
    int n = 2 * TapRow.LANES;
    float[] to = new float[rows * n];
    try (Arena arena = Arena.ofConfined()) {
      long from = arena.allocate(4L * rows * n, 64).address();
      return Gate.under(20.0 * rows, () -> r.copy(rows, n, from, 4L * n, to, 0, n));
    }
  }

  private static Runs emit() {
    MethodTypeDesc copy =
        MethodTypeDesc.of(CD_void, CD_int, CD_int, CD_long, CD_long, FLOATS, CD_int, CD_int);
    // Parameters: 1 rows, 2 n, 3 from, 5 pitch, 7 to, 8 at, 9 apart.
    int rest = 10;
    int address = 11;
    int index = 13;
    return VectorCode.define(
        MethodHandles.lookup(),
        Runs.class,
        cb ->
            cb.withMethodBody(
                "copy",
                copy,
                ClassFile.ACC_FINAL,
                c -> {
                  VectorCode v = new VectorCode(c, Kind.F32);
                  v.loop(
                      1,
                      () -> {
                        c.iload(2).istore(rest);
                        c.lload(3).lstore(address);
                        c.iload(8).istore(index);
                        v.loop(
                            rest,
                            () -> {
                              v.load(() -> c.lload(address), -1);
                              c.aload(7).iload(index);
                              v.store();
                              c.lload(address).loadConstant(4L * v.lanes).ladd().lstore(address);
                              c.iinc(index, v.lanes).iinc(rest, -v.lanes);
                            });
                        c.lload(3).lload(5).ladd().lstore(3);
                        c.iload(8).iload(9).iadd().istore(8);
                        c.iinc(1, -1);
                      });
                  c.return_();
                }));
  }

  private static final class Plain extends Runs {
    @Override
    void copy(int rows, int n, long from, long pitch, float[] to, int at, int apart) {
      for (int i = 0; i < rows; i++)
        for (int k = 0; k < n; k++)
          to[at + i * apart + k] = Memory.getF32(from + i * pitch + 4L * k);
    }
  }
}
