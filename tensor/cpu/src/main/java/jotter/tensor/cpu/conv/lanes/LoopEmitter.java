package jotter.tensor.cpu.conv.lanes;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import jotter.tensor.cpu.kernel.Memory;

/// Emits {@link Tile} and {@link Turn}: straight-line code over vectors in registers.
final class LoopEmitter {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc F = ClassDesc.of(API + "FloatVector");
  private static final ClassDesc I = ClassDesc.of(API + "IntVector");
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc FLOATS = CD_float.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();
  private static final ClassDesc LONGS = CD_long.arrayType();
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc ORDER = desc(ByteOrder.class);
  private static final ClassDesc MEMORY = desc(Memory.class);
  private static final int LANES = Tile.LANES;
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, CD_int, FLOATS, CD_int, CD_int);

  private LoopEmitter() {}

  private static ClassDesc desc(Class<?> c) {
    return ClassDesc.ofDescriptor(c.descriptorString());
  }

  static Tile tile(boolean add) {
    return (Tile)
        define(
            Tile.class,
            cb -> cb.withMethodBody("run", RUN, ClassFile.ACC_FINAL, c -> tile(c, add)));
  }

  static Turn turn() {
    MethodTypeDesc in =
        MethodTypeDesc.of(CD_void, LONGS, CD_int, CD_long, FLOATS, CD_int, INTS, CD_int);
    MethodTypeDesc out =
        MethodTypeDesc.of(CD_void, FLOATS, CD_int, INTS, CD_int, LONGS, CD_int, CD_long);
    return (Turn)
        define(
            Turn.class,
            cb -> {
              cb.withMethodBody("in", in, ClassFile.ACC_FINAL, LoopEmitter::in);
              cb.withMethodBody("out", out, ClassFile.ACC_FINAL, LoopEmitter::out);
            });
  }

  private static Object define(Class<?> type, Consumer<ClassBuilder> methods) {
    ClassDesc parent = desc(type);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("jotter.tensor.cpu.conv.lanes.Loop"),
                cb -> {
                  cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(parent);
                  cb.withMethodBody(
                      "<init>",
                      MTD_void,
                      0,
                      c -> c.aload(0).invokespecial(parent, "<init>", MTD_void).return_());
                  methods.accept(cb);
                });
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a convolution kernel could not be defined", e);
    }
  }

  private static CodeBuilder species(CodeBuilder c, ClassDesc v) {
    return c.getstatic(v, "SPECIES_PREFERRED", SPECIES);
  }

  /// Replaces species, array and index on the stack by a vector.
  private static void load(CodeBuilder c, ClassDesc v, ClassDesc array) {
    c.invokestatic(v, "fromArray", MethodTypeDesc.of(v, SPECIES, array, CD_int));
  }

  private static void plus(CodeBuilder c, int n) {
    if (n != 0) c.loadConstant(n).iadd();
  }

  private static void tile(CodeBuilder c, boolean add) {
    // Parameters: 1 n, 2 a, 3 ao, 4 b, 5 p, 6 step, 7 to, 8 at, 9 pitch.
    int x = 10;
    int b = 11;
    int where = 13;
    int acc = 14;
    int rows = Tile.ROWS;
    zeros(c, acc);
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(1).ifle(end);
    step(c, rows, 1, 3, x, b, acc);
    c.iinc(3, Tile.COLUMNS).iload(5).iload(6).iadd().istore(5);
    c.iinc(1, -1).goto_(top).labelBinding(end);
    store(c, where, acc, add);
  }

  static Tile sums() {
    return (Tile)
        define(
            Tile.class,
            cb -> cb.withMethodBody("run", RUN, ClassFile.ACC_FINAL, LoopEmitter::sums));
  }

  private static void sums(CodeBuilder c) {
    // Parameters: 1 n, 2 a, 3 ao, 4 b, 5 p, 6 step, 7 to, 8 at, 9 pitch.
    int x = 10;
    int b = 11;
    int where = 13;
    int left = 14;
    int acc = 15;
    int rows = Tile.ROWS;
    zeros(c, acc);
    Label outer = c.newLabel();
    Label inner = c.newLabel();
    Label next = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(outer).iload(1).ifle(end);
    c.iload(3).istore(where).loadConstant(Tile.COLUMNS).istore(left);
    c.labelBinding(inner).iload(left).ifle(next);
    step(c, rows, Tile.COLUMNS, where, x, b, acc);
    c.iinc(where, 1).iinc(5, Tile.COLUMNS).iinc(left, -1).goto_(inner);
    c.labelBinding(next).iload(3).iload(6).iadd().istore(3).iinc(5, Tile.PAD);
    c.iinc(1, -1).goto_(outer).labelBinding(end);
    store(c, where, acc, true);
  }

  private static void zeros(CodeBuilder c, int acc) {
    for (int i = 0; i < 2 * Tile.ROWS; i++) {
      species(c, F);
      c.invokestatic(F, "zero", MethodTypeDesc.of(F, SPECIES)).astore(acc + i);
    }
  }

  private static void store(CodeBuilder c, int where, int acc, boolean add) {
    c.iload(8).istore(where);
    for (int i = 0; i < Tile.ROWS; i++) {
      for (int j = 0; j < 2; j++) {
        c.aload(acc + 2 * i + j);
        if (add) {
          species(c, F).aload(7).iload(where);
          plus(c, j * LANES);
          load(c, F, FLOATS);
          c.invokevirtual(F, "add", MethodTypeDesc.of(F, VECTOR));
        }
        c.aload(7).iload(where);
        plus(c, j * LANES);
        c.invokevirtual(F, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
      }
      c.iload(where).iload(9).iadd().istore(where);
    }
    c.return_();
  }

  /// Multiplies a column of the left side, `row` apart from the index in slot `from` on, with two
  /// vectors of the right side.
  private static void step(CodeBuilder c, int rows, int row, int from, int x, int b, int acc) {
    for (int j = 0; j < 2; j++) {
      species(c, F).aload(4).iload(5);
      plus(c, j * LANES);
      load(c, F, FLOATS);
      c.astore(b + j);
    }
    for (int i = 0; i < rows; i++) {
      species(c, F).aload(2).iload(from);
      plus(c, i * row);
      c.faload().invokestatic(F, "broadcast", MethodTypeDesc.of(F, SPECIES, CD_float)).astore(x);
      for (int j = 0; j < 2; j++) {
        int slot = acc + 2 * i + j;
        c.aload(x).aload(b + j).aload(slot);
        c.invokevirtual(F, "fma", MethodTypeDesc.of(F, VECTOR, VECTOR)).astore(slot);
      }
    }
  }

  static Weave weave(Weave.Pattern pattern) {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, FLOATS, CD_int, INTS, FLOATS, CD_int, INTS);
    return (Weave)
        define(
            Weave.class,
            cb -> cb.withMethodBody("run", run, ClassFile.ACC_FINAL, c -> weave(c, pattern)));
  }

  private static void weave(CodeBuilder c, Weave.Pattern p) {
    // Parameters: 1 n, 2 from, 3 at, 4 in, 5 to, 6 base, 7 out.
    int register = 8;
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(1).ifle(end);
    for (int i = 0; i < p.inputs(); i++) {
      species(c, F).aload(2).iload(3).aload(4).loadConstant(i).iaload().iadd();
      load(c, F, FLOATS);
      c.astore(register + i);
    }
    int next = register + p.inputs();
    for (Weave.Op op : p.ops()) {
      c.aload(register + op.a());
      if (op.kind() == '/')
        c.loadConstant(0.5f).invokevirtual(F, "mul", MethodTypeDesc.of(F, CD_float));
      else
        c.aload(register + op.b())
            .invokevirtual(F, op.kind() == '+' ? "add" : "sub", MethodTypeDesc.of(F, VECTOR));
      c.astore(next++);
    }
    for (int i = 0; i < p.outputs().length; i++) {
      c.aload(register + p.outputs()[i]).aload(5).iload(6);
      c.aload(7).loadConstant(i).iaload().iadd();
      c.invokevirtual(F, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }
    c.iinc(3, LANES).iinc(6, LANES).iinc(1, -LANES).goto_(top).labelBinding(end).return_();
  }

  private static void in(CodeBuilder c) {
    // Parameters: 1 address, 2 lane, 3 shift, 5 to, 6 at, 7 place, 8 first.
    int v = 12;
    for (int i = 0; i < LANES; i++) {
      species(c, I).getstatic(MEMORY, "ALL", SEGMENT);
      address(c, 1, 2, 3, i);
      c.getstatic(MEMORY, "ORDER", ORDER);
      c.invokestatic(
          I, "fromMemorySegment", MethodTypeDesc.of(I, SPECIES, SEGMENT, CD_long, ORDER));
      c.astore(v + i);
    }
    turn(c, v, 9);
    for (int i = 0; i < LANES; i++) {
      c.aload(v + i).invokevirtual(I, "reinterpretAsFloats", MethodTypeDesc.of(F));
      c.aload(5);
      place(c, 6, 7, 8, i);
      c.invokevirtual(F, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }
    c.return_();
  }

  private static void out(CodeBuilder c) {
    // Parameters: 1 from, 2 at, 3 place, 4 first, 5 address, 6 lane, 7 shift.
    int v = 12;
    for (int i = 0; i < LANES; i++) {
      species(c, F).aload(1);
      place(c, 2, 3, 4, i);
      load(c, F, FLOATS);
      c.invokevirtual(F, "reinterpretAsInts", MethodTypeDesc.of(I)).astore(v + i);
    }
    turn(c, v, 9);
    for (int i = 0; i < LANES; i++) {
      c.aload(v + i).getstatic(MEMORY, "ALL", SEGMENT);
      address(c, 5, 6, 7, i);
      c.getstatic(MEMORY, "ORDER", ORDER);
      c.invokevirtual(I, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
    }
    c.return_();
  }

  private static void address(CodeBuilder c, int array, int lane, int shift, int i) {
    c.aload(array).iload(lane);
    plus(c, i);
    c.laload().lload(shift).ladd();
  }

  private static void place(CodeBuilder c, int at, int array, int first, int i) {
    c.iload(at).aload(array).iload(first);
    plus(c, i);
    c.iaload().iadd();
  }

  /// Turns the square in the slots from `v` on; `free` and the two slots after it are free.
  private static void turn(CodeBuilder c, int v, int free) {
    MethodTypeDesc select = MethodTypeDesc.of(I, VECTOR, VECTOR);
    int at = 0;
    for (int h = LANES / 2; h > 0; h /= 2) {
      for (int k = 0; k < 2; k++, at += LANES) {
        species(c, I).getstatic(desc(Turn.class), "STEPS", INTS).loadConstant(at);
        load(c, I, INTS);
        c.astore(free + k);
      }
      for (int i = 0; i < LANES; i++) {
        if ((i & h) != 0) continue;
        // Row i and row i + h.
        c.aload(free).aload(v + i).aload(v + i + h);
        c.invokevirtual(I, "selectFrom", select).astore(free + 2);
        c.aload(free + 1).aload(v + i).aload(v + i + h);
        c.invokevirtual(I, "selectFrom", select).astore(v + i + h);
        c.aload(free + 2).astore(v + i);
      }
    }
  }
}
