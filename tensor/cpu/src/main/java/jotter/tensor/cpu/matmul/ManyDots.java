package jotter.tensor.cpu.matmul;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.loop.Squares;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warm;
import jotter.tensor.formula.code.Code.Kind;

/// Scalar products of one row of float32 numbers with as many others as a vector has lanes. Each
/// has a vector of sums, and one vector is made of all of them in registers: where rows are short,
/// adding up the lanes of one sum after the other takes longer than the products.
abstract class ManyDots {
  static final int MANY = Simd.lanes(Kind.F32);

  /// None until it is warm.
  static final Warm<ManyDots> LOOP = new Warm<>(null, ManyDots::emit, ManyDots::fast);

  /// `y[at + j] = Σ x[i]·b[j][i]` for `i < n`, a multiple of the lanes, and `j < MANY`; row j of
  /// `b` is at the address `b + j·pitch`. Of each sum, half of the lanes is added to the other half
  /// until one is left.
  abstract void run(int n, float[] x, long b, long pitch, float[] y, int at);

  private static boolean fast(ManyDots loop) {
    int n = Gate.TURNS * MANY;
    try (Arena arena = Arena.ofConfined()) {
      long b = arena.allocate(4L * n * MANY, 64).address();
      float[] x = new float[n];
      float[] y = new float[MANY];
      return Gate.under(2.0 * n + 40.0 * MANY, () -> loop.run(n, x, b, 4L * n, y, 0));
    }
  }

  private static ManyDots emit() {
    return VectorCode.define(
        MethodHandles.lookup(),
        ManyDots.class,
        cb ->
            cb.withMethodBody(
                "run",
                MethodTypeDesc.of(
                    CD_void,
                    CD_int,
                    VectorCode.FLOATS,
                    CD_long,
                    CD_long,
                    VectorCode.FLOATS,
                    CD_int),
                ClassFile.ACC_FINAL,
                ManyDots::body));
  }

  private static void body(CodeBuilder c) {
    // Parameters: 1 n, 2 x, 3 b, 5 pitch, 7 y, 8 at.
    int i = 9;
    int row = 10;
    int v = 12;
    int free = 13;
    int sums = 16;
    VectorCode f = new VectorCode(c, Kind.F32);
    f.zeros(sums, MANY);
    c.iconst_0().istore(i);
    f.loop(
        1,
        () -> {
          f.species();
          c.aload(2).iload(i);
          f.load();
          c.astore(v).lload(3).lstore(row);
          for (int j = 0; j < MANY; j++) {
            f.load(() -> c.lload(row), -1);
            c.aload(v).aload(sums + j);
            f.callTwo("fma");
            c.astore(sums + j);
            if (j + 1 < MANY) c.lload(row).lload(5).ladd().lstore(row);
          }
          c.lload(3).loadConstant(4L * MANY).ladd().lstore(3);
          c.iinc(i, MANY).iinc(1, -MANY);
        });
    Squares.sums(c, f, sums, free);
    c.aload(sums).aload(7).iload(8);
    f.store();
    c.return_();
  }
}
