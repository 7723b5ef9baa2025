package jotter.tensor.cpu.matmul;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Emits micro-kernels of vectors: accumulators in registers, straight-line code in one loop over
/// k.
final class MicroEmitter {
  private MicroEmitter() {}

  /// A kernel for `rows x columns` tiles whose left numbers lie `rowStep` apart from row to row and
  /// `step` apart from k to k.
  static Micro emit(Kind kind, int rows, int columns, int rowStep, int step) {
    return emit(Micro.class, kind, rows, columns, rowStep, step, CD_Object);
  }

  /// The same, which reads the right side from memory and packs it.
  static MicroPacking packing(Kind kind, int rows, int columns, int rowStep, int step) {
    return emit(
        MicroPacking.class, kind, rows, columns, rowStep, step, CD_Object, CD_long, CD_long);
  }

  /// The same, which writes the tile to rows in memory.
  static MicroStore store(Kind kind, int rows, int columns, int rowStep, int step) {
    return emit(MicroStore.class, kind, rows, columns, rowStep, step, CD_long, CD_long);
  }

  /// @param more where the tile goes, an array, or an address and a pitch; and where the right side
  ///   comes from, if it is not packed
  private static <K> K emit(
      Class<K> type, Kind kind, int rows, int columns, int rowStep, int step, ClassDesc... more) {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, CD_Object, CD_int, CD_Object, CD_int, CD_Object)
            .insertParameterTypes(6, more);
    return VectorCode.define(
        MethodHandles.lookup(),
        type,
        cb ->
            cb.withMethodBody(
                "run",
                run,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                c -> body(c, kind, rows, columns, rowStep, step, more.length)));
  }

  private static void body(
      CodeBuilder c, Kind kind, int rows, int columns, int rowStep, int step, int more) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 5 bo, 6 before, 7 tile or address, 9 pitch; behind a tile,
    // 8 address and 10 pitch of the right side.
    boolean memory = more == 2;
    boolean packs = more == 3;
    int a = 12;
    int b = 13;
    int before = 14;
    int tile = 15;
    int right = 16;
    int x = 18;
    int acc = 19;
    int lanes = columns / 2;
    VectorCode v = new VectorCode(c, kind);
    ClassDesc array = (kind == Kind.F32 ? CD_float : CD_double).arrayType();
    c.aload(2).checkcast(array).astore(a);
    c.aload(4).checkcast(array).astore(b);
    c.aload(6).checkcast(array).astore(before);
    if (!memory) c.aload(7).checkcast(array).astore(tile);
    v.zeros(acc, 2 * rows);
    v.loop(
        1,
        () -> {
          for (int j = 0; j < 2; j++) {
            if (packs) {
              int vector = j;
              v.load(() -> address(c, v, 8, vector), -1);
              c.astore(right + j);
              c.aload(right + j).aload(b).iload(5);
              v.plus(j * lanes);
              v.store();
              continue;
            }
            v.species();
            c.aload(b).iload(5);
            v.plus(j * lanes);
            v.load();
            c.astore(right + j);
          }
          if (packs) c.lload(8).lload(10).ladd().lstore(8);
          for (int i = 0; i < rows; i++) {
            v.species();
            c.aload(a).iload(3);
            v.plus(i * rowStep);
            if (kind == Kind.F32) c.faload();
            else c.daload();
            v.broadcast();
            c.astore(x);
            for (int j = 0; j < 2; j++) v.fma(x, right + j, acc + 2 * i + j);
          }
          c.iinc(3, step).iinc(5, columns).iinc(1, -1);
        });
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 2; j++) {
        int at = i * columns + j * lanes;
        v.species();
        c.aload(before).loadConstant(at);
        v.load();
        c.aload(acc + 2 * i + j);
        v.call("add");
        int vector = j;
        if (memory) v.store(() -> address(c, v, 7, vector), -1);
        else {
          c.aload(tile).loadConstant(at);
          v.store();
        }
      }
      if (memory && i + 1 < rows) c.lload(7).lload(9).ladd().lstore(7);
    }
    c.return_();
  }

  /// The address of the vector that lies `n` vectors behind the address in a slot.
  private static void address(CodeBuilder c, VectorCode v, int slot, int n) {
    c.lload(slot);
    if (n > 0) c.loadConstant((long) n * v.lanes * v.bytes).ladd();
  }
}
