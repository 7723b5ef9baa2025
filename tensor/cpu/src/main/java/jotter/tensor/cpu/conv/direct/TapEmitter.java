package jotter.tensor.cpu.conv.direct;

import static java.lang.constant.ConstantDescs.*;
import static jotter.tensor.cpu.loop.VectorCode.FLOATS;
import static jotter.tensor.cpu.loop.VectorCode.INTS;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Emits the innermost loops: accumulators in registers, straight-line code in one loop.
final class TapEmitter {
  private TapEmitter() {}

  static Kernels.Tile tile() {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, INTS, CD_int, FLOATS);
    return define(Kernels.Tile.class, run, TapEmitter::tile);
  }

  static Kernels.Stored stored(boolean add) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, CD_long, CD_long, FLOATS, CD_int);
    return define(Kernels.Stored.class, run, c -> stored(c, add));
  }

  static PlaceTile places(int rows) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, FLOATS, CD_int, INTS, CD_int, FLOATS, CD_int, FLOATS, CD_int, CD_int,
            FLOATS, CD_int);
    return define(PlaceTile.class, run, c -> places(c, rows));
  }

  static Kernels.Sums sums() {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, FLOATS, CD_int, CD_int, FLOATS, INTS, CD_int, FLOATS, CD_int);
    return define(Kernels.Sums.class, run, TapEmitter::sums);
  }

  private static <T> T define(Class<T> type, MethodTypeDesc run, Consumer<CodeBuilder> body) {
    return VectorCode.define(
        MethodHandles.lookup(),
        type,
        cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, body));
  }

  private static void tile(CodeBuilder c) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 5 p, 6 offset, 7 ko, 8 tile.
    int at = 9;
    int b = 10;
    int x = 12;
    int acc = 13;
    int rows = Kernels.ROWS;
    VectorCode v = new VectorCode(c, Kind.F32);
    v.zeros(acc, 2 * rows);
    v.loop(
        1,
        () -> {
          c.aload(6).iload(7).iaload().iload(5).iadd().istore(at);
          for (int j = 0; j < 2; j++) {
            v.species();
            c.aload(4).iload(at);
            v.plus(j * Kernels.LANES);
            v.load();
            c.astore(b + j);
          }
          addRows(c, v, b, x, acc);
          c.iinc(3, 1).iinc(7, 1).iinc(1, -1);
        });
    for (int i = 0; i < 2 * rows; i++) {
      v.gathered(acc + i);
      c.aload(8).loadConstant(i * Kernels.LANES);
      v.store();
    }
    c.return_();
  }

  /// Adds what the rows' numbers at this tap make of the two vectors in `b`.
  private static void addRows(CodeBuilder c, VectorCode v, int b, int x, int acc) {
    for (int i = 0; i < Kernels.ROWS; i++) {
      v.species();
      c.aload(2).iload(3);
      v.plus(i * Kernels.PITCH);
      c.faload();
      v.broadcast();
      c.astore(x);
      for (int j = 0; j < 2; j++) v.fma(x, b + j, acc + 2 * i + j);
    }
  }

  private static void stored(CodeBuilder c, boolean add) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 5 p, 6 to, 8 row, 10 more, 11 first.
    int b = 12;
    int x = 14;
    int acc = 15;
    int rows = Kernels.ROWS;
    VectorCode v = new VectorCode(c, Kind.F32);
    v.zeros(acc, 2 * rows);
    v.loop(
        1,
        () -> {
          for (int j = 0; j < 2; j++) {
            v.species();
            c.aload(4).iload(5);
            v.plus(j * Kernels.LANES);
            v.load();
            c.astore(b + j);
          }
          addRows(c, v, b, x, acc);
          c.iinc(3, 1).iinc(5, Kernels.COLUMNS).iinc(1, -1);
        });
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 2; j++) {
        long shift = 4L * j * Kernels.LANES;
        Runnable address = () -> c.lload(6).loadConstant(shift).ladd();
        if (add) v.load(address, -1);
        else {
          v.species();
          c.aload(10).iload(11);
          v.plus(i);
          c.faload();
          v.broadcast();
        }
        c.aload(acc + 2 * i + j);
        v.call("add").store(address, -1);
      }
      c.lload(6).lload(8).ladd().lstore(6);
    }
    c.return_();
  }

  private static void places(CodeBuilder c, int rows) {
    // Parameters: 1 n, 2 a, 3 p, 4 offset, 5 ko, 6 b, 7 bo, 8 more, 9 first, 10 pitch, 11 to, 12
    // at.
    int from = 13;
    int b = 14;
    int x = 16;
    int acc = 17;
    VectorCode v = new VectorCode(c, Kind.F32);
    v.zeros(acc, 2 * rows);
    v.loop(
        1,
        () -> {
          c.aload(4).iload(5).iaload().iload(3).iadd().istore(from);
          for (int j = 0; j < 2; j++) {
            v.species();
            c.aload(6).iload(7);
            v.plus(j * Kernels.LANES);
            v.load();
            c.astore(b + j);
          }
          for (int i = 0; i < rows; i++) {
            v.species();
            c.aload(2).iload(from);
            v.plus(i);
            c.faload();
            v.broadcast();
            c.astore(x);
            for (int j = 0; j < 2; j++) v.fma(x, b + j, acc + 2 * i + j);
          }
          c.iinc(5, 1).iinc(7, Kernels.COLUMNS).iinc(1, -1);
        });
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < 2; j++) {
        v.species();
        c.aload(8).iload(9);
        v.plus(j * Kernels.LANES);
        v.load();
        c.aload(acc + 2 * i + j);
        v.call("add");
        c.aload(11).iload(12);
        v.plus((2 * i + j) * Kernels.LANES);
        v.store();
      }
      c.iload(9).iload(10).iadd().istore(9);
    }
    c.return_();
  }

  private static void sums(CodeBuilder c) {
    // Parameters: 1 n, 2 a, 3 ao, 4 pitch, 5 b, 6 offset, 7 to, 8 lanes, 9 at.
    int rows = Kernels.SUM_ROWS;
    int taps = Kernels.SUM_TAPS;
    int y = 10;
    int places = 11;
    int x = places + taps;
    int acc = x + taps;
    VectorCode v = new VectorCode(c, Kind.F32);
    v.zeros(acc, rows * taps);
    for (int t = 0; t < taps; t++) {
      c.aload(6).iload(7);
      v.plus(t);
      c.iaload().istore(places + t);
    }
    v.loop(
        1,
        () -> {
          for (int t = 0; t < taps; t++) {
            v.species();
            c.aload(5).iload(places + t);
            v.load();
            c.astore(x + t);
            c.iinc(places + t, Kernels.LANES);
          }
          for (int i = 0; i < rows; i++) {
            v.species();
            c.aload(2).iload(3);
            if (i > 0) {
              c.iload(4);
              if (i > 1) c.loadConstant(i).imul();
              c.iadd();
            }
            v.load();
            c.astore(y);
            for (int t = 0; t < taps; t++) v.fma(y, x + t, acc + i * taps + t);
          }
          c.iinc(3, Kernels.LANES).iinc(1, -Kernels.LANES);
        });
    for (int i = 0; i < rows * taps; i++) {
      v.species();
      c.aload(8).iload(9);
      v.plus(i * Kernels.LANES);
      v.load();
      c.aload(acc + i);
      v.call("add");
      c.aload(8).iload(9);
      v.plus(i * Kernels.LANES);
      v.store();
    }
    c.return_();
  }
}
