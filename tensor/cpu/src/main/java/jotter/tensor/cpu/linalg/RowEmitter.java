package jotter.tensor.cpu.linalg;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.code.Code.Kind;

/// Emits {@link RowLoops} for vectors of float32 or float64: straight-line code in a loop over
/// whole vectors, and once more behind a mask for what is left.
///
/// No loop carries a vector from one turn to the next, sums go through memory: of such a vector the
/// just-in-time compiler does not always know the class, and then makes an object of it in each
/// turn. And no method calls another one: each would be compiled by itself first.
class RowEmitter {
  /// Slots behind all others: how many numbers are done, and one that is free.
  static final int DONE = 60;

  static final int FREE = 61;

  final CodeBuilder c;
  final boolean single;
  final VectorCode v;
  private final long wide;

  RowEmitter(CodeBuilder c, Kind kind) {
    this.c = c;
    this.single = kind == Kind.F32;
    this.v = new VectorCode(c, kind);
    this.wide = (long) v.lanes * (single ? 4 : 8);
  }

  static <T> T define(Class<T> type, Consumer<ClassBuilder> methods) {
    return VectorCode.define(MethodHandles.lookup(), type, methods);
  }

  private static void method(
      ClassBuilder cb, String name, MethodTypeDesc type, Kind kind, Consumer<RowEmitter> body) {
    cb.withMethodBody(
        name,
        type,
        ClassFile.ACC_FINAL,
        c -> {
          body.accept(new RowEmitter(c, kind));
          c.return_();
        });
  }

  static RowLoops.Combine combine(Kind kind) {
    MethodTypeDesc t =
        MethodTypeDesc.of(CD_void, CD_float, CD_long, CD_int, CD_long, CD_long, CD_long, CD_long);
    return define(
        RowLoops.Combine.class,
        cb -> {
          method(cb, "eight", t, kind, e -> e.combine(8));
          method(cb, "four", t, kind, e -> e.combine(4));
          method(cb, "one", t, kind, e -> e.combine(1));
        });
  }

  static RowLoops.Pairs pairs(Kind kind) {
    MethodTypeDesc t =
        MethodTypeDesc.of(CD_void, CD_Object, CD_long, CD_long, CD_int, CD_long, CD_long);
    return define(RowLoops.Pairs.class, cb -> method(cb, "two", t, kind, RowEmitter::two));
  }

  static RowLoops.Dots dots(Kind kind) {
    MethodTypeDesc t =
        MethodTypeDesc.of(CD_void, CD_Object, CD_long, CD_long, CD_long, CD_int, CD_long, CD_long);
    return define(RowLoops.Dots.class, cb -> method(cb, "two", t, kind, RowEmitter::dots));
  }

  static RowLoops.Spread spread(Kind kind) {
    MethodTypeDesc t =
        MethodTypeDesc.of(CD_void, CD_float, CD_long, CD_long, CD_long, CD_long, CD_long, CD_int);
    return define(
        RowLoops.Spread.class,
        cb -> {
          method(cb, "four", t, kind, e -> e.spread(4));
          method(cb, "one", t, kind, e -> e.spread(1));
        });
  }

  static RowLoops.Divide divide(Kind kind) {
    MethodTypeDesc t = MethodTypeDesc.of(CD_void, CD_long, CD_int, CD_double);
    return define(RowLoops.Divide.class, cb -> method(cb, "run", t, kind, RowEmitter::divide));
  }

  static RowLoops.Rotate rotate(Kind kind) {
    MethodTypeDesc t = MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long, CD_int);
    return define(
        RowLoops.Rotate.class,
        cb -> {
          method(cb, "three", t, kind, e -> e.rotate(3));
          method(cb, "one", t, kind, e -> e.rotate(1));
        });
  }

  static RowLoops.Lanes lanes(Kind kind) {
    MethodTypeDesc subtract =
        MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_long, CD_long, CD_int, CD_long, CD_int);
    MethodTypeDesc divide = MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_int, CD_long);
    return define(
        RowLoops.Lanes.class,
        cb -> {
          method(cb, "subtract", subtract, kind, RowEmitter::subtractLanes);
          method(cb, "divide", divide, kind, RowEmitter::divideLanes);
        });
  }

  /// `body` for as many numbers as slot `n` says, in vectors; it gets a slot with a mask, or -1.
  final void along(int n, int mask, IntConsumer body) {
    c.iconst_0().istore(DONE);
    whole(n, 1, () -> body.accept(-1));
    rest(v, n, mask, body);
  }

  /// Whole vectors alone, `turns` of them at a time, after what is done.
  final void whole(int n, int turns, Runnable body) {
    v.loop(DONE, n, turns * v.lanes, FREE, body);
  }

  final void rest(VectorCode of, int n, int mask, IntConsumer body) {
    c.iload(n).iload(DONE).isub().istore(FREE);
    v.once(
        FREE,
        () -> {
          of.mask(FREE, mask);
          body.accept(mask);
        });
  }

  /// Pushes where row `i`, counted from the one in slot `rows`, goes on after what is done.
  final void row(int rows, int pitch, int i) {
    c.lload(rows);
    if (i > 0) c.lload(pitch);
    if (i > 1) c.loadConstant((long) i).lmul();
    if (i > 0) c.ladd();
    goesOn(0);
  }

  /// Pushes where the row at the address in slot `a` goes on, `by` vectors after what is done.
  final void at(int a, int by) {
    c.lload(a);
    goesOn(by);
  }

  /// Goes on from an address by what is done, see {@link Memory#ADDRESSES}.
  private void goesOn(int by) {
    c.loadConstant(Memory.ADDRESSES).land().iload(DONE);
    v.plus(by * v.lanes);
    c.i2l().loadConstant(single ? 2 : 3).lshl().ladd();
  }

  /// Vectors of `sign · f[i]` in the slots from `to` on; `f` goes along.
  private void factors(int sign, int f, int step, int rows, int to) {
    for (int i = 0; i < rows; i++) {
      v.species();
      c.fload(sign);
      if (!single) c.f2d();
      c.lload(f);
      v.get();
      if (single) c.fmul();
      else c.dmul();
      v.broadcast();
      c.astore(to + i);
      if (i < rows - 1) c.lload(f).lload(step).ladd().lstore(f);
    }
  }

  private void combine(int rows) {
    // Parameters: 1 sign, 2 y, 4 n, 5 f, 7 step, 9 rows, 11 pitch.
    int y = 2;
    int sum = 14;
    int factor = 15;
    factors(1, 5, 7, rows, factor);
    along(
        4,
        13,
        mask -> {
          v.load(() -> at(y, 0), mask);
          c.astore(sum);
          for (int i = 0; i < rows; i++) {
            int k = i;
            v.load(() -> row(9, 11, k), mask);
            c.aload(factor + i).aload(sum);
            v.callTwo("fma");
            c.astore(sum);
          }
          c.aload(sum);
          v.store(() -> at(y, 0), mask);
        });
  }

  /// Two rows at once, which share what is loaded. Whole vectors alone: a method twice as long,
  /// HotSpot may fail to compile with profiling, and then never optimizes it.
  private void two() {
    // Parameters: 1 factors, 2 y, 4 yPitch, 6 n, 7 rows, 9 pitch.
    int x = 11;
    int sum = 12;
    int factor = 14;
    given(16, factor);
    c.iconst_0().istore(DONE);
    whole(
        6,
        1,
        () -> {
          for (int j = 0; j < 2; j++) {
            int k = j;
            v.load(() -> row(2, 4, k), -1);
            c.astore(sum + j);
          }
          for (int i = 0; i < 8; i++) {
            int k = i;
            v.load(() -> row(7, 9, k), -1);
            c.astore(x);
            for (int j = 0; j < 2; j++) v.fma(factor + 8 * j + i, x, sum + j);
          }
          for (int j = 0; j < 2; j++) {
            int k = j;
            c.aload(sum + j);
            v.store(() -> row(2, 4, k), -1);
          }
        });
  }

  /// Vectors of each of the `n` numbers in the array that is the first parameter.
  final void given(int n, int to) {
    for (int i = 0; i < n; i++) {
      v.species();
      c.aload(1).checkcast(v.array).loadConstant(i);
      if (single) c.faload();
      else c.daload();
      v.broadcast();
      c.astore(to + i);
    }
  }

  private void dots() {
    // Parameters: 1 sums, 2 y, 4 step, 6 x, 8 n, 9 rows, 11 pitch.
    int sums = 13;
    int next = 14;
    int mask = 16;
    int vectors = 17;
    c.aload(1).checkcast(v.array).astore(sums);
    c.lload(9).lload(11).ladd().lstore(next);
    v.zeros(vectors, 1);
    for (int i = 0; i < 2; i++) {
      c.aload(vectors).aload(sums).loadConstant(i * v.lanes);
      v.store();
    }
    c.iconst_0().istore(DONE);
    for (int turns : new int[] {4, 1})
      whole(8, turns, () -> products(turns, sums, next, -1, vectors));
    rest(v, 8, mask, m -> products(1, sums, next, m, vectors));
    for (int i = 0; i < 2; i++) {
      c.lload(2);
      if (i > 0) c.lload(4).ladd();
      sum(sums, i * v.lanes, 1);
      v.set();
    }
  }

  private void products(int turns, int sums, int next, int mask, int vectors) {
    for (int k = 0; k < turns; k++) {
      int by = k;
      v.load(() -> at(6, by), mask);
      c.astore(vectors + k);
    }
    int sum = vectors + turns;
    for (int i = 0; i < 2; i++) {
      int from = i == 0 ? 9 : next;
      v.species();
      c.aload(sums).loadConstant(i * v.lanes);
      v.load();
      c.astore(sum);
      for (int k = 0; k < turns; k++) {
        int by = k;
        v.load(() -> at(from, by), mask);
        c.aload(vectors + k).aload(sum);
        v.callTwo("fma");
        c.astore(sum);
      }
      c.aload(sum).aload(sums).loadConstant(i * v.lanes);
      v.store();
    }
  }

  /// Pushes the sum of the numbers `at`, `at + apart`, ... of a vector in an array: halves upon
  /// halves.
  private void sum(int array, int at, int apart) {
    if (apart == v.lanes) {
      c.aload(array).loadConstant(at);
      if (single) c.faload();
      else c.daload();
      return;
    }
    sum(array, at, 2 * apart);
    sum(array, at + apart, 2 * apart);
    if (single) c.fadd();
    else c.dadd();
  }

  private void spread(int rows) {
    // Parameters: 1 sign, 2 rows, 4 pitch, 6 f, 8 step, 10 x, 12 n.
    int x = 13;
    int factor = 15;
    factors(1, 6, 8, rows, factor);
    along(
        12,
        14,
        mask -> {
          v.load(() -> at(10, 0), mask);
          c.astore(x);
          for (int i = 0; i < rows; i++) {
            int k = i;
            c.aload(factor + i).aload(x);
            v.load(() -> row(2, 4, k), mask);
            v.callTwo("fma");
            v.store(() -> row(2, 4, k), mask);
          }
        });
  }

  private void divide() {
    // Parameters: 1 x, 3 n, 4 d.
    int by = 6;
    v.species();
    c.dload(4);
    if (single) c.d2f();
    v.broadcast();
    c.astore(by);
    along(
        3,
        7,
        mask -> {
          v.load(() -> at(1, 0), mask);
          c.aload(by);
          v.call("div");
          v.store(() -> at(1, 0), mask);
        });
  }

  private void rotate(int count) {
    // Parameters: 1 row, 3 pitch, 5 pairs, 7 n.
    int x = 9;
    int y = 10;
    int factor = 11;
    // s, t, -s, -t of each.
    for (int i = 0; i < 2 * count; i++) {
      int to = factor + i / 2 * 4 + i % 2;
      for (int sign = 0; sign < 2; sign++) {
        v.species();
        c.lload(5);
        v.get();
        if (sign == 1 && single) c.fneg();
        if (sign == 1 && !single) c.dneg();
        v.broadcast();
        c.astore(to + 2 * sign);
      }
      c.lload(5).loadConstant(wide / v.lanes).ladd().lstore(5);
    }
    along(
        7,
        8,
        mask -> {
          v.load(() -> at(1, 0), mask);
          c.astore(x);
          for (int i = 0; i < count; i++) {
            int k = i;
            int s = factor + 4 * i;
            v.load(() -> row(1, 3, k + 1), mask);
            c.astore(y);
            c.aload(s + 3).aload(x).aload(y);
            v.callTwo("fma");
            c.aload(s).aload(x);
            v.callTwo("fma");
            v.store(() -> row(1, 3, k), mask);
            c.aload(s + 1).aload(y).aload(x);
            v.callTwo("fma");
            c.aload(s + 2).aload(y);
            v.callTwo("fma");
            c.astore(x);
          }
          c.aload(x);
          v.store(() -> row(1, 3, count), mask);
        });
  }

  private void subtractLanes() {
    // Parameters: 1 y, 3 yPitch, 5 f, 7 fPitch, 9 rows, 10 x, 12 count.
    int to = 13;
    int from = 15;
    int left = 17;
    int factor = 18;
    v.loop(
        9,
        () -> {
          v.load(() -> c.lload(5), -1);
          c.invokevirtual(v.vector, "neg", MethodTypeDesc.of(v.vector)).astore(factor);
          c.lload(1).lstore(to).lload(10).lstore(from).iload(12).istore(left);
          v.loop(
              left,
              () -> {
                v.load(() -> c.lload(from), -1);
                c.aload(factor);
                v.load(() -> c.lload(to), -1);
                v.callTwo("fma").store(() -> c.lload(to), -1);
                for (int p : new int[] {to, from}) c.lload(p).loadConstant(wide).ladd().lstore(p);
                c.iinc(left, -1);
              });
          c.lload(1).lload(3).ladd().lstore(1);
          c.lload(5).lload(7).ladd().lstore(5);
          c.iinc(9, -1);
        });
  }

  private void divideLanes() {
    // Parameters: 1 x, 3 pitch, 5 count, 6 d.
    int by = 8;
    v.load(() -> c.lload(6), -1);
    c.astore(by);
    v.loop(
        5,
        () -> {
          v.load(() -> c.lload(1), -1);
          c.aload(by);
          v.call("div").store(() -> c.lload(1), -1);
          c.lload(1).lload(3).ladd().lstore(1).iinc(5, -1);
        });
  }
}
