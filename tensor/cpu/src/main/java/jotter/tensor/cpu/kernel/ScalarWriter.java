package jotter.tensor.cpu.kernel;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Emitter.Access;
import jotter.tensor.cpu.kernel.Emitter.Addresses;
import jotter.tensor.cpu.kernel.Emitter.Types;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;

/// Writes steps as bytecode over single numbers.
final class ScalarWriter extends Emitter.Writer {
  private static final ClassDesc MATH = Emitter.desc(Math.class);
  private static final ClassDesc MEMORY = Emitter.desc(Memory.class);
  private static final ClassDesc FLOAT = Emitter.desc(Float.class);
  private static final ClassDesc DOUBLE = Emitter.desc(Double.class);
  private static final MethodTypeDesc INTS = MethodTypeDesc.of(CD_int, CD_int, CD_int);

  ScalarWriter(CodeBuilder c, Kind kind) {
    super(c, kind);
  }

  @Override
  int lanes() {
    return 1;
  }

  @Override
  int slotSize(Kind kind) {
    return Types.typeKind(kind).slotSize();
  }

  @Override
  void store(Kind kind, int slot) {
    c.storeLocal(Types.typeKind(kind), slot);
  }

  @Override
  void load(Kind kind, int slot) {
    c.loadLocal(Types.typeKind(kind), slot);
  }

  /// The address of element `i` of a base on the stack.
  static void address(CodeBuilder c, int bytes, int base, int i) {
    c.lload(base);
    if (i >= 0) {
      c.loadConstant(Memory.ADDRESSES).land();
      c.iload(i).i2l();
      if (bytes > 1) c.loadConstant(Integer.numberOfTrailingZeros(bytes)).lshl();
      c.ladd();
    }
  }

  /// The number at an address on the stack, of operand `k`.
  static void get(CodeBuilder c, Access access, int k) {
    DType narrow = access.narrow(k);
    if (narrow == null) {
      c.invokestatic(
          MEMORY, "get" + access.kind, MethodTypeDesc.of(Types.of(access.kind), CD_long));
      return;
    }
    c.invokestatic(MEMORY, "getI8", MethodTypeDesc.of(CD_byte, CD_long));
    if (narrow != DType.INT8) c.loadConstant(0xff).iand();
    if (narrow == DType.BOOL) c.iconst_1().invokestatic(MATH, "min", INTS);
    switch (access.kind) {
      case F32 -> c.i2f();
      case F64 -> c.i2d();
      case I64 -> c.i2l();
      case I32, TRUTH -> {}
    }
  }

  /// The byte for a number on the stack, which becomes a truth value or fits.
  private void narrow(DType to) {
    if (to == DType.BOOL) {
      nothing(kind);
      compare(Code.Op.NE, kind);
    } else if (kind == Kind.I64) c.l2i();
    c.i2b();
  }

  @Override
  void input(Access access, int k, int base, int i) {
    if (access instanceof Addresses) {
      address(c, access.bytes(k), base, i);
      get(c, access, k);
    } else c.aload(base).iload(i).arrayLoad(arrayKind());
  }

  private TypeKind arrayKind() {
    return Types.typeKind(kind);
  }

  @Override
  void output(Access access, int k, int base, int i, int valueSlot) {
    if (access instanceof Addresses) {
      DType narrow = access.narrow(-1 - k);
      address(c, access.bytes(-1 - k), base, i);
      load(kind, valueSlot);
      if (narrow != null) {
        narrow(narrow);
        c.invokestatic(MEMORY, "set", MethodTypeDesc.of(CD_void, CD_long, CD_byte));
        return;
      }
      c.invokestatic(MEMORY, "set", MethodTypeDesc.of(CD_void, CD_long, Types.of(kind)));
    } else {
      c.aload(base).iload(i);
      load(kind, valueSlot);
      c.arrayStore(arrayKind());
    }
  }

  @Override
  void spread() {}

  @Override
  void constant(Code.Step s) {
    push(c, s);
  }

  static void push(CodeBuilder c, Code.Step s) {
    switch (s.kind()) {
      case F32 -> c.loadConstant((float) s.number());
      case F64 -> c.loadConstant(s.number());
      case I32, TRUTH -> c.loadConstant((int) s.bits());
      case I64 -> c.loadConstant(s.bits());
    }
  }

  @Override
  void apply(Code.Step s, int[] slots, Code code) {
    Kind of = code.steps().get(s.a()).kind();
    switch (s.op()) {
      case SELECT -> {
        Label no = c.newLabel();
        Label end = c.newLabel();
        c.iload(slots[s.a()]).ifeq(no);
        load(s.kind(), slots[s.b()]);
        c.goto_(end).labelBinding(no);
        load(s.kind(), slots[s.c()]);
        c.labelBinding(end);
      }
      case LT, LE, EQ, NE -> {
        load(of, slots[s.a()]);
        load(of, slots[s.b()]);
        compare(s.op(), of);
      }
      case CALL -> call(s, slots);
      default -> {
        load(of, slots[s.a()]);
        if (s.b() >= 0) load(code.steps().get(s.b()).kind(), slots[s.b()]);
        if (s.c() >= 0) load(s.kind(), slots[s.c()]);
        operate(s, of);
      }
    }
  }

  private void call(Code.Step s, int[] slots) {
    ClassDesc d = Types.of(s.kind());
    Label no = c.newLabel();
    Label end = c.newLabel();
    if (s.c() >= 0) c.iload(slots[s.c()]).ifeq(no);
    load(s.kind(), slots[s.a()]);
    if (s.b() >= 0) load(s.kind(), slots[s.b()]);
    c.invokestatic(
        Emitter.desc(s.owner()),
        s.method(),
        s.b() >= 0 ? MethodTypeDesc.of(d, d, d) : MethodTypeDesc.of(d, d));
    if (s.c() >= 0) {
      c.goto_(end).labelBinding(no);
      nothing(s.kind());
      c.labelBinding(end);
    }
  }

  private void nothing(Kind kind) {
    switch (kind) {
      case F32 -> c.fconst_0();
      case F64 -> c.dconst_0();
      case I32, TRUTH -> c.iconst_0();
      case I64 -> c.lconst_0();
    }
  }

  private void compare(Code.Op op, Kind of) {
    Label yes = c.newLabel();
    Label end = c.newLabel();
    switch (of) {
      case F32 -> c.fcmpg();
      case F64 -> c.dcmpg();
      case I64 -> c.lcmp();
      case I32, TRUTH -> {}
    }
    boolean two = of == Kind.I32 || of == Kind.TRUTH;
    switch (op) {
      case LT -> {
        if (two) c.if_icmplt(yes);
        else c.iflt(yes);
      }
      case LE -> {
        if (two) c.if_icmple(yes);
        else c.ifle(yes);
      }
      case EQ -> {
        if (two) c.if_icmpeq(yes);
        else c.ifeq(yes);
      }
      default -> {
        if (two) c.if_icmpne(yes);
        else c.ifne(yes);
      }
    }
    c.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
  }

  private void math(String name, Kind kind, int args) {
    ClassDesc t = Types.of(kind);
    c.invokestatic(
        MATH,
        name,
        switch (args) {
          case 1 -> MethodTypeDesc.of(t, t);
          case 2 -> MethodTypeDesc.of(t, t, t);
          default -> MethodTypeDesc.of(t, t, t, t);
        });
  }

  private void inDouble(String name, Kind kind) {
    if (kind == Kind.F32) c.f2d();
    math(name, Kind.F64, 1);
    if (kind == Kind.F32) c.d2f();
  }

  private void operate(Code.Step s, Kind of) {
    Kind t = s.kind();
    switch (s.op()) {
      case ADD -> {
        switch (t) {
          case F32 -> c.fadd();
          case F64 -> c.dadd();
          case I32, TRUTH -> c.iadd();
          case I64 -> c.ladd();
        }
      }
      case SUB -> {
        switch (t) {
          case F32 -> c.fsub();
          case F64 -> c.dsub();
          case I32, TRUTH -> c.isub();
          case I64 -> c.lsub();
        }
      }
      case MUL -> {
        switch (t) {
          case F32 -> c.fmul();
          case F64 -> c.dmul();
          case I32, TRUTH -> c.imul();
          case I64 -> c.lmul();
        }
      }
      case DIV -> {
        switch (t) {
          case F32 -> c.fdiv();
          case F64 -> c.ddiv();
          case I32, TRUTH -> c.idiv();
          case I64 -> c.ldiv();
        }
      }
      case NEG -> {
        switch (t) {
          case F32 -> c.fneg();
          case F64 -> c.dneg();
          case I32, TRUTH -> c.ineg();
          case I64 -> c.lneg();
        }
      }
      case FMA -> math("fma", t, 3);
      case SQRT -> inDouble("sqrt", t);
      case ABS -> math("abs", t, 1);
      case MIN -> math("min", t, 2);
      case MAX -> math("max", t, 2);
      case AND -> {
        if (t == Kind.I64) c.land();
        else c.iand();
      }
      case OR -> {
        if (t == Kind.I64) c.lor();
        else c.ior();
      }
      case XOR -> {
        if (t == Kind.I64) c.lxor();
        else c.ixor();
      }
      case NOT -> {
        switch (t) {
          case TRUTH -> c.iconst_1().ixor();
          case I64 -> c.loadConstant(-1L).lxor();
          default -> c.iconst_m1().ixor();
        }
      }
      case SHL -> {
        if (t == Kind.I64) c.l2i().lshl();
        else c.ishl();
      }
      case SHR -> {
        if (t == Kind.I64) c.l2i().lshr();
        else c.ishr();
      }
      case TO_BITS -> {
        if (of == Kind.F32)
          c.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
        else c.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
      }
      case FROM_BITS -> {
        if (t == Kind.F32)
          c.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
        else c.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
      }
      case WIDEN -> c.f2d();
      case NARROW -> c.d2f();
      case INPUT, SCALAR, CONSTANT, LT, LE, EQ, NE, SELECT, CALL ->
          throw new AssertionError(s.op());
    }
  }
}
