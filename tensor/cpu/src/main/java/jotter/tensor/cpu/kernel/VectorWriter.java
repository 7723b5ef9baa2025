package jotter.tensor.cpu.kernel;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Emitter.Access;
import jotter.tensor.cpu.kernel.Emitter.Addresses;
import jotter.tensor.cpu.kernel.Emitter.Types;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;

/// Writes steps as calls of the Vector API. Species are static final constants and every call is
/// direct, which is what the compiler needs to keep vectors in registers.
final class VectorWriter extends Emitter.Writer {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
  private static final ClassDesc BINARY = ClassDesc.of(API + "VectorOperators$Binary");
  private static final ClassDesc ASSOCIATIVE = ClassDesc.of(API + "VectorOperators$Associative");
  private static final ClassDesc UNARY = ClassDesc.of(API + "VectorOperators$Unary");
  private static final ClassDesc COMPARISON = ClassDesc.of(API + "VectorOperators$Comparison");
  private static final ClassDesc SEGMENT = ClassDesc.of("java.lang.foreign.MemorySegment");
  private static final ClassDesc ORDER = ClassDesc.of("java.nio.ByteOrder");
  private static final ClassDesc MEMORY = Emitter.desc(Memory.class);

  /// Where vectors in memory lie, in elements from the operand's base, which goes along; -1 if they
  /// lie at an element's number.
  int ahead = -1;

  VectorWriter(CodeBuilder c, Kind kind) {
    super(c, kind);
  }

  private void address(int bytes, int base, int i) {
    if (ahead < 0) ScalarWriter.address(c, bytes, base, i);
    else c.lload(base).loadConstant((long) ahead * bytes).ladd();
  }

  private static ClassDesc vector(Kind kind) {
    return ClassDesc.of(
        API
            + switch (kind) {
              case F32 -> "FloatVector";
              case F64 -> "DoubleVector";
              case I32 -> "IntVector";
              case I64 -> "LongVector";
              case TRUTH -> "VectorMask";
            });
  }

  @Override
  int lanes() {
    return Simd.lanes(kind);
  }

  @Override
  int slotSize(Kind kind) {
    return 1;
  }

  @Override
  void store(Kind kind, int slot) {
    c.astore(slot);
  }

  @Override
  void load(Kind kind, int slot) {
    c.aload(slot);
  }

  private void species(Kind kind) {
    c.getstatic(vector(kind), "SPECIES_PREFERRED", SPECIES);
  }

  @Override
  void input(Access access, int k, int base, int i) {
    ClassDesc v = vector(kind);
    DType narrow = access.narrow(k);
    if (i < 0) {
      ScalarWriter.address(c, access.bytes(k), base, -1);
      ScalarWriter.get(c, access, k);
      spread();
    } else if (narrow != null) {
      address(1, base, i);
      c.invokestatic(
          Emitter.desc(VectorBytes.class),
          "get" + narrow.name() + "as" + kind,
          MethodTypeDesc.of(v, CD_long));
    } else if (access instanceof Addresses) {
      species(kind);
      c.getstatic(MEMORY, "ALL", SEGMENT);
      address(Access.elementBytes(kind), base, i);
      c.getstatic(MEMORY, "ORDER", ORDER)
          .invokestatic(
              v, "fromMemorySegment", MethodTypeDesc.of(v, SPECIES, SEGMENT, CD_long, ORDER));
    } else {
      species(kind);
      c.aload(base)
          .iload(i)
          .invokestatic(
              v, "fromArray", MethodTypeDesc.of(v, SPECIES, Types.of(kind).arrayType(), CD_int));
    }
  }

  @Override
  void output(Access access, int k, int base, int i, int valueSlot) {
    ClassDesc v = vector(kind);
    c.aload(valueSlot);
    DType narrow = access.narrow(-1 - k);
    if (narrow != null) {
      address(1, base, i);
      c.invokestatic(
          Emitter.desc(VectorBytes.class),
          narrow == DType.BOOL ? "truths" : "bytes",
          MethodTypeDesc.of(CD_void, v, CD_long));
    } else if (access instanceof Addresses) {
      c.getstatic(MEMORY, "ALL", SEGMENT);
      address(Access.elementBytes(kind), base, i);
      c.getstatic(MEMORY, "ORDER", ORDER)
          .invokevirtual(
              v, "intoMemorySegment", MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER));
    } else {
      c.aload(base)
          .iload(i)
          .invokevirtual(
              v, "intoArray", MethodTypeDesc.of(CD_void, Types.of(kind).arrayType(), CD_int));
    }
  }

  @Override
  void spread() {
    spread(kind);
  }

  /// A number on the stack to all lanes.
  private void spread(Kind kind) {
    ClassDesc v = vector(kind);
    ClassDesc t = Types.of(kind);
    // broadcast takes the species first.
    species(kind);
    if (Types.typeKind(kind).slotSize() == 1) c.swap();
    else c.dup_x2().pop();
    c.invokestatic(v, "broadcast", MethodTypeDesc.of(v, SPECIES, t));
  }

  @Override
  void constant(Code.Step s) {
    ClassDesc v = vector(s.kind());
    species(s.kind());
    ScalarWriter.push(c, s);
    c.invokestatic(v, "broadcast", MethodTypeDesc.of(v, SPECIES, Types.of(s.kind())));
  }

  private void virtual(Kind kind, String method, int args) {
    ClassDesc v = vector(kind);
    c.invokevirtual(
        v,
        method,
        switch (args) {
          case 0 -> MethodTypeDesc.of(v);
          case 1 -> MethodTypeDesc.of(v, VECTOR);
          default -> MethodTypeDesc.of(v, VECTOR, VECTOR);
        });
  }

  @Override
  void apply(Code.Step s, int[] slots, Code code) {
    Kind t = s.kind();
    ClassDesc v = vector(t);
    Kind of = code.steps().get(s.a()).kind();
    switch (s.op()) {
      case SELECT -> {
        c.aload(slots[s.c()]).aload(slots[s.b()]).aload(slots[s.a()]);
        c.invokevirtual(v, "blend", MethodTypeDesc.of(v, VECTOR, MASK));
      }
      case LT, LE, EQ, NE -> {
        c.aload(slots[s.a()]).getstatic(OPERATORS, s.op().name(), COMPARISON).aload(slots[s.b()]);
        c.invokevirtual(vector(of), "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
      }
      case SHL, SHR -> {
        c.aload(slots[s.a()]).getstatic(OPERATORS, s.op() == Code.Op.SHL ? "LSHL" : "ASHR", BINARY);
        ScalarWriter.push(c, code.steps().get(s.b()));
        c.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, BINARY, Types.of(t)));
      }
      // Where it is called, the vector is done number by number.
      case CALL -> c.aload(slots[s.a()]);
      default -> {
        c.aload(slots[s.a()]);
        switch (s.op()) {
          case NEG -> virtual(t, "neg", 0);
          case ABS -> virtual(t, "abs", 0);
          case SQRT -> virtual(t, "sqrt", 0);
          case ADD -> binary(s, slots, "add");
          case SUB -> binary(s, slots, "sub");
          case MUL -> binary(s, slots, "mul");
          case DIV -> binary(s, slots, "div");
          case MIN -> binary(s, slots, "min");
          case MAX -> binary(s, slots, "max");
          case FMA -> {
            c.aload(slots[s.b()]).aload(slots[s.c()]);
            virtual(t, "fma", 2);
          }
          case AND -> logical(s, slots, "and");
          case OR -> logical(s, slots, "or");
          case XOR -> {
            c.getstatic(OPERATORS, "XOR", ASSOCIATIVE).aload(slots[s.b()]);
            c.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, BINARY, VECTOR));
          }
          case NOT -> {
            if (t == Kind.TRUTH) c.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
            else {
              c.getstatic(OPERATORS, "NOT", UNARY);
              c.invokevirtual(v, "lanewise", MethodTypeDesc.of(v, UNARY));
            }
          }
          case TO_BITS ->
              c.invokevirtual(
                  vector(of),
                  t == Kind.I32 ? "reinterpretAsInts" : "reinterpretAsLongs",
                  MethodTypeDesc.of(v));
          case FROM_BITS ->
              c.invokevirtual(
                  vector(of),
                  t == Kind.F32 ? "reinterpretAsFloats" : "reinterpretAsDoubles",
                  MethodTypeDesc.of(v));
          case INPUT, SCALAR, CONSTANT, SELECT, LT, LE, EQ, NE, SHL, SHR, WIDEN, NARROW, CALL ->
              throw new AssertionError(s.op());
        }
      }
    }
  }

  /// Jumps if the truth value holds in any lane.
  void ifAny(int slot, Label then) {
    c.aload(slot).invokevirtual(MASK, "anyTrue", MethodTypeDesc.of(CD_boolean)).ifne(then);
  }

  private void binary(Code.Step s, int[] slots, String method) {
    c.aload(slots[s.b()]);
    virtual(s.kind(), method, 1);
  }

  private void logical(Code.Step s, int[] slots, String method) {
    c.aload(slots[s.b()]);
    if (s.kind() == Kind.TRUTH) c.invokevirtual(MASK, method, MethodTypeDesc.of(MASK, MASK));
    else virtual(s.kind(), method, 1);
  }
}
