package jotter.tensor.cpu.conv.pool;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import jotter.tensor.cpu.conv.pool.PoolLoop.Form;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Writes the bytecode of a {@link PoolLoop}. What a turn gathers stays in registers and begins
/// anew in each: nothing is carried from turn to turn.
final class LoopWriter {
  // Slots of the parameters.
  private static final int N = 1;
  private static final int VECTORS = 2;
  private static final int X = 3;
  private static final int ROW = 5;
  private static final int TAP = 7;
  private static final int STEP = 9;
  private static final int TO = 11;
  private static final int OUT = 13;
  private static final int BESIDE = 15;
  private static final int A = 17;
  private static final int ROW_TAPS = 18;
  private static final int COL_TAPS = 19;

  // Where the turn reads, where it ends, and how far from there it writes.
  private static final int AT = 20;
  private static final int END = 22;
  private static final int AWAY = 24;

  private static final int RESULT = 26;
  private static final int SEEN = 27;
  private static final int BETTER = 28;
  private static final int PLACE = 29;

  /// The number for sums, or zeros.
  private static final int GIVEN = 30;

  /// The numbers of taps.
  private static final int NUMBERS = 31;

  /// How far behind the first element the others lie.
  private static final int BEHIND = NUMBERS + PoolLoop.MOST * PoolLoop.MOST;

  private final Form f;
  private final CodeBuilder c;
  private final VectorCode v;

  /// Which of the vectors abreast is being written.
  private int vector;

  private LoopWriter(Form f, CodeBuilder c) {
    this.f = f;
    this.c = c;
    this.v = new VectorCode(c, Kind.F32);
  }

  static PoolLoop write(Form f) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, CD_int, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long, CD_long,
            CD_float, CD_float, CD_float);
    return VectorCode.define(
        MethodHandles.lookup(),
        PoolLoop.class,
        cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, c -> new LoopWriter(f, c).body()));
  }

  private void body() {
    constants();
    v.loop(
        N,
        () -> {
          c.lload(X).lstore(AT);
          c.lload(X).iload(VECTORS).i2l().loadConstant(PoolLoop.VECTOR).lmul().ladd().lstore(END);
          c.lload(TO).lload(X).lsub().lstore(AWAY);
          Label top = c.newLabel();
          Label end = c.newLabel();
          c.labelBinding(top).lload(AT).lload(END).lcmp().ifge(end);
          for (vector = 0; vector < f.abreast(); vector++) turn();
          c.lload(AT).loadConstant(f.abreast() * PoolLoop.VECTOR).ladd().lstore(AT);
          c.goto_(top).labelBinding(end);
          c.lload(X).lload(STEP).ladd().lstore(X);
          c.lload(TO).lload(OUT).ladd().lstore(TO);
          c.iinc(N, -1);
        });
    c.return_();
  }

  private void constants() {
    for (int k = 1; k < f.rows() * f.taps(); k++) {
      c.lload(ROW).loadConstant((long) (k / f.taps())).lmul();
      c.lload(TAP).loadConstant((long) (k % f.taps())).lmul().ladd().lstore(BEHIND + 2 * k);
    }
    switch (f.work()) {
      case SUM, MEAN -> given(() -> c.fload(A));
      case TOP -> {}
      case PLACE -> numbers();
      case ROUTE -> {
        given(() -> c.loadConstant(0f));
        numbers();
      }
    }
  }

  private void given(Runnable number) {
    v.species();
    number.run();
    v.broadcast();
    c.astore(GIVEN);
  }

  private void numbers() {
    for (int k = 0; k < f.rows() * f.taps(); k++) {
      v.species();
      c.fload(A);
      c.fload(ROW_TAPS).loadConstant((float) (k / f.taps())).fmul().fadd();
      c.fload(COL_TAPS).loadConstant((float) (k % f.taps())).fmul().fadd();
      v.broadcast();
      c.astore(NUMBERS + k);
    }
  }

  /// Pushes the address of the first element.
  private void here() {
    c.lload(AT);
    if (vector > 0) c.loadConstant(vector * PoolLoop.VECTOR).ladd();
  }

  /// Pushes the address of element `k`.
  private void element(int k) {
    here();
    if (k > 0) c.lload(BEHIND + 2 * k).ladd();
  }

  private void result() {
    here();
    c.lload(AWAY).ladd();
  }

  private void beside() {
    result();
    c.lload(BESIDE).ladd();
  }

  private void turn() {
    int n = f.rows() * f.taps();
    if (f.more()) {
      v.load(this::result, -1);
      c.astore(RESULT);
    }
    switch (f.work()) {
      case SUM, MEAN -> {
        for (int k = 0; k < n; k++) add(k);
        if (f.work() == PoolLoop.Work.SUM) {
          c.aload(GIVEN).aload(RESULT);
          v.call("mul");
        } else {
          c.aload(RESULT).aload(GIVEN);
          v.call("div");
        }
        v.store(this::result, -1);
      }
      case TOP -> {
        tops(n, false);
        store();
      }
      case PLACE -> {
        if (f.more()) v.load(this::beside, -1);
        else c.aload(NUMBERS);
        c.astore(PLACE);
        tops(n, true);
        store();
        c.aload(PLACE);
        v.store(this::beside, -1);
      }
      case ROUTE -> {
        for (int k = 0; k < n; k++) route(k);
        store();
      }
    }
  }

  private void store() {
    c.aload(RESULT);
    v.store(this::result, -1);
  }

  /// Adds what is on the stack to the result, unless it is the first of it.
  private void gather(int k) {
    if (k > 0 || f.more()) {
      c.aload(RESULT);
      v.call("add");
    }
    c.astore(RESULT);
  }

  private void add(int k) {
    v.load(() -> element(k), -1);
    gather(k);
  }

  private void route(int k) {
    v.load(() -> element(k), -1);
    c.astore(SEEN);
    v.load(
        () -> {
          element(k);
          c.lload(BESIDE).ladd();
        },
        -1);
    v.compare("EQ", () -> c.aload(NUMBERS + k));
    c.astore(BETTER);
    c.aload(GIVEN).aload(SEEN).aload(BETTER);
    v.blend();
    gather(k);
  }

  private void tops(int n, boolean places) {
    for (int i = 0; i < n; i++) {
      int k = i;
      v.load(() -> element(k), -1);
      if (k == 0 && !f.more()) {
        c.astore(RESULT);
        continue;
      }
      c.astore(SEEN);
      c.aload(SEEN);
      v.compare("GT", () -> c.aload(RESULT));
      c.aload(SEEN);
      v.compare("NE", () -> c.aload(SEEN));
      v.either();
      c.astore(BETTER);
      c.aload(RESULT).aload(SEEN).aload(BETTER);
      v.blend();
      c.astore(RESULT);
      if (!places) continue;
      c.aload(PLACE).aload(NUMBERS + k).aload(BETTER);
      v.blend();
      c.astore(PLACE);
    }
  }
}
