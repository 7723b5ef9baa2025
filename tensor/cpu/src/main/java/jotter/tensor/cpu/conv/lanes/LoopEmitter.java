package jotter.tensor.cpu.conv.lanes;

import static java.lang.constant.ConstantDescs.*;
import static jotter.tensor.cpu.loop.VectorCode.FLOATS;
import static jotter.tensor.cpu.loop.VectorCode.INTS;
import static jotter.tensor.cpu.loop.VectorCode.LONGS;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.function.Consumer;
import jotter.tensor.cpu.loop.Squares;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Emits {@link Tile}, {@link Turn} and {@link Weave}: straight-line code over vectors in
/// registers.
final class LoopEmitter {
  private static final int LANES = Tile.LANES;
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, CD_int, FLOATS, CD_int, CD_int);

  private LoopEmitter() {}

  private static <T> T define(Class<T> type, Consumer<ClassBuilder> methods) {
    return VectorCode.define(MethodHandles.lookup(), type, methods);
  }

  private static <T> T define(Class<T> type, MethodTypeDesc run, Consumer<CodeBuilder> body) {
    return define(type, cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, body));
  }

  static Tile tile(boolean add) {
    return define(Tile.class, RUN, c -> tile(c, add));
  }

  static Tile sums() {
    return define(Tile.class, RUN, LoopEmitter::sums);
  }

  static Weave weave(Weave.Pattern pattern) {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, CD_int, FLOATS, CD_int, INTS, FLOATS, CD_int, INTS);
    return define(Weave.class, run, c -> weave(c, pattern));
  }

  static Turn turn() {
    MethodTypeDesc in =
        MethodTypeDesc.of(CD_void, LONGS, CD_int, CD_long, FLOATS, CD_int, INTS, CD_int);
    MethodTypeDesc out =
        MethodTypeDesc.of(CD_void, FLOATS, CD_int, INTS, CD_int, LONGS, CD_int, CD_long);
    return define(
        Turn.class,
        cb -> {
          cb.withMethodBody("in", in, ClassFile.ACC_FINAL, LoopEmitter::in);
          cb.withMethodBody("out", out, ClassFile.ACC_FINAL, LoopEmitter::out);
        });
  }

  private static void tile(CodeBuilder c, boolean add) {
    // Parameters: 1 n, 2 a, 3 ao, 4 b, 5 p, 6 step, 7 to, 8 at, 9 pitch.
    int x = 10;
    int b = 11;
    int where = 13;
    int acc = 14;
    VectorCode f = new VectorCode(c, Kind.F32);
    f.zeros(acc, 2 * Tile.ROWS);
    f.loop(
        1,
        () -> {
          step(c, f, 1, 3, x, b, acc);
          c.iinc(3, Tile.COLUMNS).iload(5).iload(6).iadd().istore(5);
          c.iinc(1, -1);
        });
    store(c, f, where, acc, add);
  }

  private static void sums(CodeBuilder c) {
    // Parameters: 1 n, 2 a, 3 ao, 4 b, 5 p, 6 step, 7 to, 8 at, 9 pitch.
    int x = 10;
    int b = 11;
    int where = 13;
    int left = 14;
    int acc = 15;
    VectorCode f = new VectorCode(c, Kind.F32);
    f.zeros(acc, 2 * Tile.ROWS);
    f.loop(
        1,
        () -> {
          c.iload(3).istore(where).loadConstant(Tile.COLUMNS).istore(left);
          f.loop(
              left,
              () -> {
                step(c, f, Tile.COLUMNS, where, x, b, acc);
                c.iinc(where, 1).iinc(5, Tile.COLUMNS).iinc(left, -1);
              });
          c.iload(3).iload(6).iadd().istore(3).iinc(5, Tile.PAD);
          c.iinc(1, -1);
        });
    store(c, f, where, acc, true);
  }

  private static void store(CodeBuilder c, VectorCode f, int where, int acc, boolean add) {
    c.iload(8).istore(where);
    for (int i = 0; i < Tile.ROWS; i++) {
      for (int j = 0; j < 2; j++) {
        if (add) {
          f.species();
          c.aload(7).iload(where);
          f.plus(j * LANES);
          f.load();
        }
        if (add) {
          c.aload(acc + 2 * i + j);
          f.call("add");
        } else {
          f.gathered(acc + 2 * i + j);
        }
        c.aload(7).iload(where);
        f.plus(j * LANES);
        f.store();
      }
      c.iload(where).iload(9).iadd().istore(where);
    }
    c.return_();
  }

  /// Multiplies a column of the left side, `row` apart from the index in slot `from` on, with two
  /// vectors of the right side.
  private static void step(CodeBuilder c, VectorCode f, int row, int from, int x, int b, int acc) {
    for (int j = 0; j < 2; j++) {
      f.species();
      c.aload(4).iload(5);
      f.plus(j * LANES);
      f.load();
      c.astore(b + j);
    }
    for (int i = 0; i < Tile.ROWS; i++) {
      f.species();
      c.aload(2).iload(from);
      f.plus(i * row);
      c.faload();
      f.broadcast();
      c.astore(x);
      for (int j = 0; j < 2; j++) f.fma(x, b + j, acc + 2 * i + j);
    }
  }

  private static void weave(CodeBuilder c, Weave.Pattern p) {
    // Parameters: 1 lines, 2 n, 3 from, 4 at, 5 in, 6 to, 7 base, 8 out.
    int left = 9;
    int at = 10;
    int base = 11;
    int firstIn = 12;
    int firstOut = 13;
    int constant = 14;
    VectorCode f = new VectorCode(c, Kind.F32);
    List<Float> constants =
        p.ops().stream()
            .filter(o -> "*f".indexOf(o.kind()) >= 0)
            .map(Weave.Op::k)
            .distinct()
            .toList();
    int register = constant + constants.size();
    for (int i = 0; i < constants.size(); i++) {
      f.species();
      c.loadConstant(constants.get(i));
      f.broadcast();
      c.astore(constant + i);
    }
    c.iconst_0().istore(firstIn).iconst_0().istore(firstOut);
    f.loop(
        1,
        () -> {
          c.iload(2).istore(left).iload(4).istore(at).iload(7).istore(base);
          f.loop(
              left,
              () -> {
                for (int i = 0; i < p.inputs(); i++) {
                  f.species();
                  c.aload(3).iload(at);
                  place(c, f, 5, firstIn, i);
                  f.load();
                  c.astore(register + i);
                }
                int next = register + p.inputs();
                for (Weave.Op op : p.ops()) {
                  int k = constant + constants.indexOf(op.k());
                  c.aload(register + op.a());
                  switch (op.kind()) {
                    case '+', '-' -> {
                      c.aload(register + op.b());
                      f.call(op.kind() == '+' ? "add" : "sub");
                    }
                    case '*' -> {
                      c.aload(k);
                      f.call("mul");
                    }
                    default -> {
                      c.aload(k).aload(register + op.b());
                      f.callTwo("fma");
                    }
                  }
                  c.astore(next++);
                }
                for (int i = 0; i < p.outputs().length; i++) {
                  c.aload(register + p.outputs()[i]).aload(6).iload(base);
                  place(c, f, 8, firstOut, i);
                  f.store();
                }
                c.iinc(at, LANES).iinc(base, LANES).iinc(left, -LANES);
              });
          c.iinc(firstIn, p.inputs()).iinc(firstOut, p.outputs().length).iinc(1, -1);
        });
    c.return_();
  }

  /// Adds number `first + i` of an array to the int on the stack.
  private static void place(CodeBuilder c, VectorCode f, int array, int first, int i) {
    c.aload(array).iload(first);
    f.plus(i);
    c.iaload().iadd();
  }

  private static void in(CodeBuilder c) {
    // Parameters: 1 address, 2 lane, 3 shift, 5 to, 6 at, 7 place, 8 first.
    int v = 12;
    VectorCode f = new VectorCode(c, Kind.F32);
    VectorCode n = new VectorCode(c, Kind.I32);
    for (int i = 0; i < LANES; i++) {
      int lane = i;
      n.load(() -> address(c, n, 1, 2, 3, lane), -1);
      c.astore(v + i);
    }
    Squares.turn(c, n, v, 9);
    for (int i = 0; i < LANES; i++) {
      c.aload(v + i);
      c.invokevirtual(n.vector, "reinterpretAsFloats", MethodTypeDesc.of(f.vector)).aload(5);
      place(c, n, 6, 7, 8, i);
      f.store();
    }
    c.return_();
  }

  private static void out(CodeBuilder c) {
    // Parameters: 1 from, 2 at, 3 place, 4 first, 5 address, 6 lane, 7 shift.
    int v = 12;
    VectorCode f = new VectorCode(c, Kind.F32);
    VectorCode n = new VectorCode(c, Kind.I32);
    for (int i = 0; i < LANES; i++) {
      f.species();
      c.aload(1);
      place(c, n, 2, 3, 4, i);
      f.load();
      c.invokevirtual(f.vector, "reinterpretAsInts", MethodTypeDesc.of(n.vector)).astore(v + i);
    }
    Squares.turn(c, n, v, 9);
    for (int i = 0; i < LANES; i++) {
      int lane = i;
      c.aload(v + i);
      n.store(() -> address(c, n, 5, 6, 7, lane), -1);
    }
    c.return_();
  }

  private static void address(CodeBuilder c, VectorCode n, int array, int lane, int shift, int i) {
    c.aload(array).iload(lane);
    n.plus(i);
    c.laload().lload(shift).ladd();
  }

  private static void place(CodeBuilder c, VectorCode n, int at, int array, int first, int i) {
    c.iload(at);
    place(c, n, array, first, i);
  }
}
