package jotter.tensor.cpu.matmul;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;
import jotter.tensor.cpu.loop.Squares;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Emits {@link Panel} and {@link TileStore} for both types of numbers.
final class PanelEmitter {
  private static final MethodTypeDesc PANEL =
      MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_int, CD_Object, CD_int);
  private static final MethodTypeDesc STORE =
      MethodTypeDesc.of(
          CD_void, CD_Object, CD_long, CD_long, CD_int, CD_int, CD_Object, CD_int, CD_Object,
          CD_int);

  // The parameters of a panel's loop, the array in its own type, and what comes after them.
  private static final int FROM = 1;
  private static final int PITCH = 3;
  private static final int N = 5;
  private static final int TO = 6;
  private static final int AT = 7;
  private static final int ARRAY = 8;
  private static final int WHERE = 9;
  private static final int MASK = 11;
  private static final int FREE = 12;

  private final CodeBuilder c;
  private final VectorCode v;
  private final int bytes;

  private PanelEmitter(CodeBuilder c, Kind kind) {
    this.c = c;
    this.v = new VectorCode(c, kind);
    this.bytes = kind == Kind.F32 ? 4 : 8;
  }

  private static <T> T define(
      Class<T> type, MethodTypeDesc run, Kind kind, Consumer<PanelEmitter> body) {
    return VectorCode.define(
        MethodHandles.lookup(),
        type,
        cb ->
            cb.withMethodBody(
                "run",
                run,
                ClassFile.ACC_FINAL,
                c -> {
                  body.accept(new PanelEmitter(c, kind));
                  c.return_();
                }));
  }

  private static Panel panel(Tiling t, Consumer<PanelEmitter> body) {
    return define(
        Panel.class,
        PANEL,
        t.kind,
        e -> {
          e.array(TO, ARRAY);
          body.accept(e);
        });
  }

  static Panel wide(Tiling t) {
    return panel(
        t,
        e ->
            e.v.loop(
                N,
                () -> {
                  for (int j = 0; j < 2; j++) {
                    long shift = (long) j * e.v.lanes * e.bytes;
                    e.v.load(() -> e.address(FROM, shift), -1);
                    e.put(j * e.v.lanes);
                  }
                  e.advance(FROM, PITCH);
                  e.c.iinc(AT, t.columns).iinc(N, -1);
                }));
  }

  /// Two rows at a time: long straight-line code is more than the first compiler takes.
  static Panel rows(Tiling t, int step) {
    return panel(
        t,
        e -> {
          CodeBuilder c = e.c;
          int lanes = e.v.lanes;
          int pairs = FREE;
          int left = FREE + 1;
          int index = FREE + 2;
          c.loadConstant(t.rows / 2).istore(pairs);
          e.v.loop(
              pairs,
              () -> {
                c.lload(FROM).lstore(WHERE).iload(AT).istore(index);
                c.iload(N).loadConstant(lanes - 1).isub().istore(left);
                e.v.loop(
                    left,
                    () -> {
                      e.pair(index, step, -1);
                      c.lload(WHERE).loadConstant((long) lanes * e.bytes).ladd().lstore(WHERE);
                      c.iinc(index, lanes).iinc(left, -lanes);
                    });
                c.iinc(left, lanes - 1);
                e.v.once(
                    left,
                    () -> {
                      e.v.mask(left, MASK);
                      e.pair(index, step, MASK);
                    });
                e.advance(FROM, PITCH);
                e.advance(FROM, PITCH);
                c.iinc(AT, 2 * step).iinc(pairs, -1);
              });
        });
  }

  private void pair(int index, int step, int mask) {
    for (int i = 0; i < 2; i++) {
      boolean second = i == 1;
      v.load(
          () -> {
            c.lload(WHERE);
            if (second) c.lload(PITCH).ladd();
          },
          mask);
      c.aload(ARRAY).iload(index);
      v.plus(i * step);
      v.store();
    }
  }

  /// @param panels how many panels lie side by side, in one vector or several, and one behind the
  ///   other afterwards
  static Panel columns(Tiling t, int panels) {
    return panel(
        t,
        e -> {
          CodeBuilder c = e.c;
          int each = Math.min(panels, e.v.lanes / t.rows);
          boolean masks = each * t.rows < e.v.lanes || each > 1;
          int index = FREE + 1;
          int next = FREE + 2;
          int vector = FREE + 3;
          int mask = FREE + 4;
          for (int i = 0; masks && i < each; i++) e.v.mask(i * t.rows, t.rows, mask + i);
          c.iload(N).loadConstant(t.rows).imul().istore(next);
          e.v.loop(
              N,
              () -> {
                c.iload(AT).istore(index);
                for (int p = 0; p < panels; p++) {
                  int i = p % each;
                  if (i == 0) {
                    long shift = (long) p * t.rows * e.bytes;
                    e.v.load(() -> e.address(FROM, shift), each == 1 && masks ? mask : -1);
                    c.astore(vector);
                  }
                  c.aload(vector).aload(ARRAY).iload(index);
                  e.v.plus(-i * t.rows);
                  if (masks) e.v.storeMasked(mask + i);
                  else e.v.store();
                  if (p + 1 < panels) c.iload(index).iload(next).iadd().istore(index);
                }
                e.advance(FROM, PITCH);
                c.iinc(AT, t.rows).iinc(N, -1);
              });
        });
  }

  static Panel turned(Tiling t) {
    return panel(
        t,
        e -> {
          CodeBuilder c = e.c;
          int lanes = e.v.lanes;
          int square = FREE + 3;
          // Numbers are moved as whole numbers of their size.
          VectorCode n = new VectorCode(c, t.kind == Kind.F32 ? Kind.I32 : Kind.I64);
          String back = t.kind == Kind.F32 ? "reinterpretAsFloats" : "reinterpretAsDoubles";
          e.v.loop(
              N,
              () -> {
                c.lload(FROM).lstore(WHERE);
                for (int i = 0; i < lanes; i++) {
                  n.load(() -> c.lload(WHERE), -1);
                  c.astore(square + i);
                  if (i + 1 < lanes) e.advance(WHERE, PITCH);
                }
                Squares.turn(c, n, square, FREE);
                for (int i = 0; i < lanes; i++) {
                  c.aload(square + i);
                  c.invokevirtual(n.vector, back, MethodTypeDesc.of(e.v.vector));
                  e.put(i * t.columns);
                }
                c.lload(FROM).loadConstant((long) lanes * e.bytes).ladd().lstore(FROM);
                c.iinc(AT, lanes * t.columns).iinc(N, -lanes);
              });
        });
  }

  /// Whole tiles without masks, parts of them with one for each vector.
  static TileStore store(Tiling t, boolean add) {
    return define(TileStore.class, STORE, t.kind, e -> e.tile(t, add));
  }

  private void tile(Tiling t, boolean add) {
    // Parameters: 1 tile, 2 to, 4 pitch, 6 rows, 7 columns, 8 ofRow, 9 first, 10 ofColumn, 11 at.
    int tile = 12;
    int ofRow = 13;
    int ofColumn = 14;
    int more = 15;
    int index = 17;
    int mask = 18;
    int width = 20;
    array(1, tile);
    if (!add) {
      array(8, ofRow);
      array(10, ofColumn);
      for (int j = 0; j < 2; j++) {
        v.species();
        c.aload(ofColumn).iload(11);
        v.plus(j * v.lanes);
        v.load();
        c.astore(more + j);
      }
    }
    c.iconst_0().istore(index);
    Label part = c.newLabel();
    Label end = c.newLabel();
    c.iload(7).loadConstant(t.columns).if_icmpne(part);
    v.loop(6, () -> row(t, add, tile, ofRow, more, index, -1));
    c.goto_(end).labelBinding(part);
    for (int j = 0; j < 2; j++) {
      c.iload(7).loadConstant(j * v.lanes).isub().istore(width);
      v.mask(width, mask + j);
    }
    v.loop(6, () -> row(t, add, tile, ofRow, more, index, mask));
    c.labelBinding(end);
  }

  private void row(Tiling t, boolean add, int tile, int ofRow, int more, int index, int mask) {
    for (int j = 0; j < 2; j++) {
      long shift = (long) j * v.lanes * bytes;
      int m = mask < 0 ? -1 : mask + j;
      v.species();
      c.aload(tile).iload(index);
      v.plus(j * v.lanes);
      v.load();
      if (add) {
        v.load(() -> address(2, shift), m).call("add");
      } else {
        c.aload(more + j);
        v.call("add").species();
        c.aload(ofRow).iload(9);
        if (bytes == 4) c.faload();
        else c.daload();
        v.broadcast().call("add");
      }
      v.store(() -> address(2, shift), m);
    }
    advance(2, 4);
    c.iinc(index, t.columns).iinc(9, 1).iinc(6, -1);
  }

  // ---- pieces ----

  private void array(int from, int to) {
    ClassDesc type = v.array;
    c.aload(from).checkcast(type).astore(to);
  }

  private void address(int slot, long shift) {
    c.lload(slot);
    if (shift != 0) c.loadConstant(shift).ladd();
  }

  private void advance(int slot, int by) {
    c.lload(slot).lload(by).ladd().lstore(slot);
  }

  /// The vector on the stack, to the array, `shift` behind where it is at.
  private void put(int shift) {
    c.aload(ARRAY).iload(AT);
    v.plus(shift);
    v.store();
  }
}
