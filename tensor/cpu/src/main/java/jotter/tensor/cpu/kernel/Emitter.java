package jotter.tensor.cpu.kernel;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;

/// Emits kernels: one hidden class per code, with straight-line bytecode in one loop.
///
/// A shared loop that calls a formula through an interface is megamorphic and does not inline,
/// hence a class per formula. Steps that do not change from element to element (constants, scalars,
/// broadcast inputs and what follows from them) are computed before the loop. A vector kernel ends
/// with the scalar loop of the same steps, which gives bit-identical results; a vector in whose
/// lanes the code has rare calls goes to that loop before anything of it is stored, as the output
/// may be an input.
final class Emitter {
  private static final ClassDesc ARRAY_KERNEL = desc(ArrayKernel.class);
  private static final ClassDesc MEMORY_KERNEL = desc(MemoryKernel.class);
  private static final MethodTypeDesc ARRAY_RUN =
      MethodTypeDesc.of(
          CD_void, CD_Object.arrayType(), CD_Object.arrayType(), CD_int, CD_double.arrayType());
  private static final MethodTypeDesc MEMORY_RUN =
      MethodTypeDesc.of(CD_void, CD_long.arrayType(), CD_int, CD_double.arrayType());

  private Emitter() {}

  static ClassDesc desc(Class<?> c) {
    return ClassDesc.ofDescriptor(c.descriptorString());
  }

  /// A kernel over arrays; with `simd` its loop takes vectors.
  static ArrayKernel array(Code code, Kind kind, boolean simd) {
    return (ArrayKernel) define(ARRAY_KERNEL, ARRAY_RUN, code, new Arrays(kind), simd);
  }

  /// A kernel over memory; bit `i` of `still` says that input `i` stays at one element.
  static MemoryKernel memory(Code code, Kind kind, long still, boolean simd) {
    return memory(code, kind, still, Elements.OWN, simd);
  }

  /// The same over operands some of which are bytes.
  static MemoryKernel memory(Code code, Kind kind, long still, Elements types, boolean simd) {
    Access access = new Addresses(kind, still, types, code.outputs().length);
    return (MemoryKernel) define(MEMORY_KERNEL, MEMORY_RUN, code, access, simd);
  }

  private static Object define(
      ClassDesc parent, MethodTypeDesc run, Code code, Access access, boolean simd) {
    ClassDesc name = ClassDesc.of("jotter.tensor.cpu.kernel.Formula");
    MethodTypeDesc loop = run.insertParameterTypes(run.parameterCount(), CD_int);
    byte[] bytes =
        ClassFile.of()
            .build(
                name,
                cb -> {
                  cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER);
                  cb.withSuperclass(parent);
                  cb.withMethodBody(
                      "<init>",
                      MTD_void,
                      0,
                      c -> c.aload(0).invokespecial(parent, "<init>", MTD_void).return_());
                  cb.withMethodBody(
                      "run",
                      run,
                      ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                      c -> {
                        for (int i = 0; i < run.parameterCount(); i++)
                          c.loadLocal(TypeKind.from(run.parameterType(i)), c.parameterSlot(i));
                        if (simd) {
                          for (int i = 0; i < run.parameterCount(); i++)
                            c.loadLocal(TypeKind.from(run.parameterType(i)), c.parameterSlot(i));
                          c.iconst_0().invokestatic(name, "vectors", loop.changeReturnType(CD_int));
                        } else c.iconst_0();
                        c.invokestatic(name, "numbers", loop.changeReturnType(CD_int)).pop();
                        c.return_();
                      });
                  if (simd)
                    cb.withMethodBody(
                        "vectors",
                        loop.changeReturnType(CD_int),
                        ClassFile.ACC_STATIC,
                        c ->
                            new Loop(c, code, access, new VectorWriter(c, access.kind), name, run)
                                .emit());
                  cb.withMethodBody(
                      "numbers",
                      loop.changeReturnType(CD_int),
                      ClassFile.ACC_STATIC,
                      c ->
                          new Loop(c, code, access, new ScalarWriter(c, access.kind), name, run)
                              .emit());
                });
    try {
      return MethodHandles.lookup()
          .defineHiddenClass(bytes, true)
          .lookupClass()
          .getDeclaredConstructor()
          .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a kernel could not be defined", e);
    }
  }

  /// Where inputs come from and outputs go.
  abstract static sealed class Access permits Arrays, Addresses {
    final Kind kind;

    Access(Kind kind) {
      this.kind = kind;
    }

    abstract int n();

    abstract int scalars();

    abstract int start();

    abstract int firstLocal();

    abstract boolean still(int input);

    /// Puts the base of an operand in local `slot`; `k` is the input, or -1-k for output k.
    abstract void base(CodeBuilder c, int k, int slot);

    abstract int baseSize();

    /// What operand `k` is made of if these are bytes, or null; `k` as for {@link #base}.
    DType narrow(int k) {
      return null;
    }

    final int bytes(int k) {
      return narrow(k) == null ? elementBytes(kind) : 1;
    }

    static int elementBytes(Kind kind) {
      return kind == Kind.F32 || kind == Kind.I32 ? 4 : 8;
    }
  }

  static final class Arrays extends Access {
    Arrays(Kind kind) {
      super(kind);
    }

    @Override
    int n() {
      return 2;
    }

    @Override
    int scalars() {
      return 3;
    }

    @Override
    int start() {
      return 4;
    }

    @Override
    int firstLocal() {
      return 5;
    }

    @Override
    boolean still(int input) {
      return false;
    }

    @Override
    int baseSize() {
      return 1;
    }

    @Override
    void base(CodeBuilder c, int k, int slot) {
      c.aload(k >= 0 ? 0 : 1)
          .loadConstant(k >= 0 ? k : -1 - k)
          .aaload()
          .checkcast(Types.of(kind).arrayType())
          .astore(slot);
    }
  }

  static final class Addresses extends Access {
    final long still;
    private final Elements types;
    private final int outputs;

    Addresses(Kind kind, long still, Elements types, int outputs) {
      super(kind);
      this.still = still;
      this.types = types;
      this.outputs = outputs;
    }

    @Override
    int n() {
      return 1;
    }

    @Override
    int scalars() {
      return 2;
    }

    @Override
    int start() {
      return 3;
    }

    @Override
    int firstLocal() {
      return 4;
    }

    @Override
    boolean still(int input) {
      return (still >>> input & 1) != 0;
    }

    @Override
    int baseSize() {
      return 2;
    }

    @Override
    DType narrow(int k) {
      return types.narrow(k >= 0 ? outputs + k : -1 - k);
    }

    @Override
    void base(CodeBuilder c, int k, int slot) {
      c.aload(0).loadConstant(k >= 0 ? outputs + k : -1 - k).laload().lstore(slot);
    }
  }

  /// The JVM's types.
  static final class Types {
    private Types() {}

    static ClassDesc of(Kind kind) {
      return switch (kind) {
        case F32 -> CD_float;
        case F64 -> CD_double;
        case I32, TRUTH -> CD_int;
        case I64 -> CD_long;
      };
    }

    static TypeKind typeKind(Kind kind) {
      return switch (kind) {
        case F32 -> TypeKind.FLOAT;
        case F64 -> TypeKind.DOUBLE;
        case I32, TRUTH -> TypeKind.INT;
        case I64 -> TypeKind.LONG;
      };
    }
  }

  /// Writes single steps, of numbers or of vectors.
  abstract static sealed class Writer permits ScalarWriter, VectorWriter {
    final CodeBuilder c;
    final Kind kind;

    Writer(CodeBuilder c, Kind kind) {
      this.c = c;
      this.kind = kind;
    }

    abstract int lanes();

    abstract int slotSize(Kind kind);

    abstract void store(Kind kind, int slot);

    abstract void load(Kind kind, int slot);

    /// Loads from input `k` whose base is in `base`, at element local `i` (-1: at its start).
    abstract void input(Access access, int k, int base, int i);

    abstract void output(Access access, int k, int base, int i, int valueSlot);

    /// A number on the stack becomes a value of this writer.
    abstract void spread();

    abstract void constant(Code.Step s);

    abstract void apply(Code.Step s, int[] slots, Code code);
  }

  /// One method: bases, invariant steps, the loop.
  private static final class Loop {
    /// Steps in a loop that has to wait for memory more than for arithmetic.
    static final int SHORT = 12;

    /// Vectors of one turn of such a loop.
    static final int TURN = 4;

    final CodeBuilder c;
    final Code code;
    final Access access;
    final Writer w;
    private final ClassDesc self;
    private final MethodTypeDesc run;
    int next;

    Loop(CodeBuilder c, Code code, Access access, Writer w, ClassDesc self, MethodTypeDesc run) {
      this.c = c;
      this.code = code;
      this.access = access;
      this.w = w;
      this.self = self;
      this.run = run;
      this.next = access.firstLocal();
    }

    void emit() {
      int count = code.steps().size();
      int[] slots = new int[count];
      int[] bases = new int[count];
      boolean[] fixed = new boolean[count];
      for (int s = 0; s < count; s++) {
        Code.Step step = code.steps().get(s);
        switch (step.op()) {
          case INPUT -> {
            bases[s] = next;
            next += access.baseSize();
            access.base(c, step.a(), bases[s]);
            fixed[s] = access.still(step.a());
          }
          case SCALAR, CONSTANT -> fixed[s] = true;
          default ->
              fixed[s] =
                  fixed[step.a()]
                      && (step.b() < 0 || fixed[step.b()])
                      && (step.c() < 0 || fixed[step.c()]);
        }
        slots[s] = next;
        next += w.slotSize(step.kind());
      }
      int[] outs = new int[code.outputs().length];
      for (int k = 0; k < outs.length; k++) {
        outs[k] = next;
        next += access.baseSize();
        access.base(c, -1 - k, outs[k]);
      }
      for (int s = 0; s < count; s++) if (fixed[s]) step(s, slots, bases, -1);
      int moving = 0;
      for (int s = 0; s < count; s++) if (!fixed[s]) moving++;
      List<Integer> rare = w instanceof VectorWriter ? code.rare() : List.of();
      if (access instanceof Addresses
          && w instanceof VectorWriter v
          && moving <= SHORT
          && rare.isEmpty()) {
        walk(v, slots, bases, fixed, outs);
        return;
      }
      int i = access.start();
      Label top = c.newLabel();
      Label end = c.newLabel();
      Label singly = c.newLabel();
      Label done = c.newLabel();
      int lanes = w.lanes();
      int bound = next;
      c.iload(access.n()).loadConstant(lanes - 1).isub().istore(bound);
      c.labelBinding(top).iload(i).iload(bound).if_icmpge(end);
      for (int s = 0; s < count; s++) if (!fixed[s]) step(s, slots, bases, i);
      for (int truth : rare) ((VectorWriter) w).ifAny(slots[truth], singly);
      for (int k = 0; k < outs.length; k++)
        w.output(access, k, outs[k], i, slots[code.outputs()[k]]);
      c.labelBinding(done).iinc(i, lanes).goto_(top).labelBinding(end).iload(i).ireturn();
      if (rare.isEmpty()) return;
      c.labelBinding(singly);
      numbers(i, lanes);
      c.pop().goto_(done);
    }

    /// The scalar loop over one vector's numbers, from `i` on.
    private void numbers(int i, int lanes) {
      MethodTypeDesc loop = run.insertParameterTypes(run.parameterCount(), CD_int);
      for (int k = 0; k < run.parameterCount(); k++)
        if (k == access.n()) c.iload(i).loadConstant(lanes).iadd();
        else c.loadLocal(TypeKind.from(run.parameterType(k)), k);
      c.iload(i).invokestatic(self, "numbers", loop.changeReturnType(CD_int));
    }

    /// A short loop over vectors in memory: the bases go along, and the loop ends at an address. Of
    /// one that counts, the compiler makes three, for the first turns, most and the last. The
    /// processor fetches ahead for each load instruction by itself and would lose track at both
    /// ends of every row: rows of 1024 that stream through memory took half as long again.
    private void walk(VectorWriter v, int[] slots, int[] bases, boolean[] fixed, int[] outs) {
      int count = code.steps().size();
      int lanes = v.lanes();
      int[] turns = {TURN, 1};
      for (int k = 0; k < turns.length; k++) {
        int end = next + 2 * k;
        c.iload(access.n()).loadConstant(-turns[k] * lanes).iand().i2l();
        c.loadConstant((long) access.bytes(-1)).lmul();
        c.lload(outs[0]).ladd().lstore(end);
      }
      for (int k = 0; k < turns.length; k++) {
        Label top = c.newLabel();
        Label out = c.newLabel();
        c.labelBinding(top).lload(outs[0]).lload(next + 2 * k).lcmp().ifeq(out);
        for (int u = 0; u < turns[k]; u++) {
          v.ahead = u * lanes;
          for (int s = 0; s < count; s++) if (!fixed[s]) step(s, slots, bases, access.start());
          for (int o = 0; o < outs.length; o++)
            w.output(access, o, outs[o], access.start(), slots[code.outputs()[o]]);
        }
        for (int s = 0; s < count; s++)
          if (!fixed[s] && code.steps().get(s).op() == Code.Op.INPUT)
            advance(bases[s], turns[k] * lanes * access.bytes(code.steps().get(s).a()));
        for (int o = 0; o < outs.length; o++)
          advance(outs[o], turns[k] * lanes * access.bytes(-1 - o));
        c.goto_(top).labelBinding(out);
      }
      c.iload(access.n()).loadConstant(-lanes).iand().ireturn();
    }

    private void advance(int base, int bytes) {
      c.lload(base).loadConstant((long) bytes).ladd().lstore(base);
    }

    private void step(int s, int[] slots, int[] bases, int i) {
      Code.Step step = code.steps().get(s);
      switch (step.op()) {
        case INPUT -> w.input(access, step.a(), bases[s], i);
        case SCALAR -> {
          c.aload(access.scalars()).loadConstant(step.a()).daload();
          switch (step.kind()) {
            case F32 -> c.d2f();
            case I32 -> c.d2l().l2i();
            case I64 -> c.d2l();
            case F64, TRUTH -> {}
          }
          w.spread();
        }
        case CONSTANT -> w.constant(step);
        default -> w.apply(step, slots, code);
      }
      w.store(step.kind(), slots[s]);
    }
  }
}
