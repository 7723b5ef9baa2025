package jotter.tensor.cpu.loop;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteOrder;
import java.util.function.Consumer;
import jotter.tensor.cpu.machine.Carried;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;

/// Bytecode for loops over vectors of one kind of numbers: straight-line code whose vectors stay in
/// registers. The species is a static final constant and every call is direct, which is what the
/// just-in-time compiler needs for that.
public final class VectorCode {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc MASK = ClassDesc.of(API + "VectorMask");
  private static final ClassDesc OPERATORS = ClassDesc.of(API + "VectorOperators");
  private static final ClassDesc COMPARISON = OPERATORS.nested("Comparison");
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc ORDER = desc(ByteOrder.class);
  private static final ClassDesc MEMORY = desc(Memory.class);

  public static final ClassDesc FLOATS = CD_float.arrayType();
  public static final ClassDesc INTS = CD_int.arrayType();
  public static final ClassDesc LONGS = CD_long.arrayType();

  /// The class of the vectors, of the numbers in them and of arrays of those.
  public final ClassDesc vector;

  public final ClassDesc number;
  public final ClassDesc array;

  /// Numbers in a vector.
  public final int lanes;

  /// Bytes of a number.
  public final int bytes;

  private final CodeBuilder c;
  private final Kind kind;

  public VectorCode(CodeBuilder c, Kind kind) {
    this.c = c;
    this.kind = kind;
    this.lanes = Simd.lanes(kind);
    this.bytes = kind == Kind.F32 || kind == Kind.I32 ? 4 : 8;
    String name =
        switch (kind) {
          case F32 -> "Float";
          case F64 -> "Double";
          case I32 -> "Int";
          case I64 -> "Long";
          case TRUTH -> throw new IllegalArgumentException("truth values are no numbers");
        };
    this.vector = ClassDesc.of(API + name + "Vector");
    this.number =
        switch (kind) {
          case F32 -> CD_float;
          case F64 -> CD_double;
          case I64 -> CD_long;
          case I32, TRUTH -> CD_int;
        };
    this.array = number.arrayType();
  }

  public static ClassDesc desc(Class<?> c) {
    return ClassDesc.ofDescriptor(c.descriptorString());
  }

  /// An object of a new class with the methods that `methods` writes, beneath `type`, which
  /// `lookup` can see.
  public static <T> T define(
      MethodHandles.Lookup lookup, Class<T> type, Consumer<ClassBuilder> methods) {
    ClassDesc parent = desc(type);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of(lookup.lookupClass().getPackageName() + ".Loop"),
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
      MethodHandles.Lookup made = lookup.defineHiddenClass(bytes, true);
      return type.cast(
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke());
    } catch (Throwable e) {
      throw new LinkageError("a loop for " + type.getName() + " could not be defined", e);
    }
  }

  /// `body` as long as the int in slot `n` is positive; `body` makes it smaller.
  public void loop(int n, Runnable body) {
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(n).ifle(end);
    body.run();
    c.goto_(top).labelBinding(end);
  }

  /// `body` as long as `step` more than the int in slot `i` is no more than that in slot `n`; it
  /// goes along. The slot `bound` is free.
  public void loop(int i, int n, int step, int bound, Runnable body) {
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.iload(n).loadConstant(step - 1).isub().istore(bound);
    c.labelBinding(top).iload(i).iload(bound).if_icmpge(end);
    body.run();
    c.iinc(i, step).goto_(top).labelBinding(end);
  }

  /// `body` if the int in slot `n` is positive.
  public void once(int n, Runnable body) {
    Label end = c.newLabel();
    c.iload(n).ifle(end);
    body.run();
    c.labelBinding(end);
  }

  /// Adds to the int on the stack.
  public void plus(int n) {
    if (n != 0) c.loadConstant(n).iadd();
  }

  /// Pushes what each vector that is made out of something else takes first.
  public VectorCode species() {
    c.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
    return this;
  }

  /// Species, array, index: the numbers from there on.
  public VectorCode load() {
    c.invokestatic(vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array, CD_int));
    return this;
  }

  /// Vector, array, index: nothing.
  public VectorCode store() {
    c.invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array, CD_int));
    return this;
  }

  /// Vector, array, index: nothing; only the numbers where the mask in slot `mask` is set.
  public VectorCode storeMasked(int mask) {
    c.aload(mask);
    c.invokevirtual(vector, "intoArray", masked(MethodTypeDesc.of(CD_void, array, CD_int)));
    return this;
  }

  /// The vector in memory at the address that `address` pushes; with a mask in slot `mask`, if that
  /// is not negative, zeros where it is not set.
  public VectorCode load(Runnable address, int mask) {
    species();
    memory(address, mask);
    MethodTypeDesc t = MethodTypeDesc.of(vector, SPECIES, SEGMENT, CD_long, ORDER);
    c.invokestatic(vector, "fromMemorySegment", mask < 0 ? t : masked(t));
    return this;
  }

  /// Puts the vector on the stack into memory at the address that `address` pushes, with a mask
  /// only the numbers where it is set.
  public VectorCode store(Runnable address, int mask) {
    memory(address, mask);
    MethodTypeDesc t = MethodTypeDesc.of(CD_void, SEGMENT, CD_long, ORDER);
    c.invokevirtual(vector, "intoMemorySegment", mask < 0 ? t : masked(t));
    return this;
  }

  private void memory(Runnable address, int mask) {
    c.getstatic(MEMORY, "ALL", SEGMENT);
    address.run();
    c.getstatic(MEMORY, "ORDER", ORDER);
    if (mask >= 0) c.aload(mask);
  }

  private static MethodTypeDesc masked(MethodTypeDesc t) {
    return t.insertParameterTypes(t.parameterCount(), MASK);
  }

  /// A mask of as many lanes as the int in slot `n` says.
  public void mask(int n, int slot) {
    species();
    c.iconst_0().iload(n);
    c.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    c.astore(slot);
  }

  /// A mask of the `n` lanes from `first` on, in slot `slot`.
  public void mask(int first, int n, int slot) {
    species();
    c.loadConstant(-first).loadConstant(n);
    c.invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
    c.astore(slot);
  }

  /// Address: the number there.
  public VectorCode get() {
    c.invokestatic(MEMORY, "get" + kind, MethodTypeDesc.of(number, CD_long));
    return this;
  }

  /// Address, number: puts it there.
  public VectorCode set() {
    c.invokestatic(MEMORY, "set", MethodTypeDesc.of(CD_void, CD_long, number));
    return this;
  }

  /// Zeros in the `n` slots from `first` on.
  public void zeros(int first, int n) {
    for (int i = 0; i < n; i++) {
      species();
      c.invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES)).astore(first + i);
    }
  }

  /// Pushes the vector that a loop has gathered in a slot, added to -0: see {@link Carried}, which
  /// is not called because the compiler puts only the Vector API itself into long code.
  public VectorCode gathered(int slot) {
    species();
    if (number == CD_double) c.loadConstant(-0d);
    else c.loadConstant(-0f);
    broadcast();
    c.aload(slot);
    return call("add");
  }

  /// Species, number: a vector of it.
  public VectorCode broadcast() {
    c.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, number));
    return this;
  }

  /// Vector a, vector b: `a.method(b)`.
  public VectorCode call(String method) {
    c.invokevirtual(vector, method, MethodTypeDesc.of(vector, VECTOR));
    return this;
  }

  /// Vectors a, b and c: `a.method(b, c)`.
  public VectorCode callTwo(String method) {
    c.invokevirtual(vector, method, MethodTypeDesc.of(vector, VECTOR, VECTOR));
    return this;
  }

  /// Vector a: a mask of the lanes in which it is what `how`, the name of a comparison, says to the
  /// vector that `other` pushes.
  public VectorCode compare(String how, Runnable other) {
    c.getstatic(OPERATORS, how, COMPARISON);
    other.run();
    c.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
    return this;
  }

  /// Two masks: the lanes that are set in either.
  public VectorCode either() {
    c.invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
    return this;
  }

  /// Vectors a and b, mask: b where it is set, else a.
  public VectorCode blend() {
    c.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
    return this;
  }

  /// Vectors a and b: the first lane in which they are equal, or how many lanes there are.
  public VectorCode equal() {
    c.invokevirtual(vector, "eq", MethodTypeDesc.of(MASK, VECTOR));
    c.invokevirtual(MASK, "firstTrue", MethodTypeDesc.of(CD_int));
    return this;
  }

  /// `slots[sum] += slots[a] · slots[b]`.
  public void fma(int a, int b, int sum) {
    c.aload(a).aload(b).aload(sum);
    callTwo("fma");
    c.astore(sum);
  }
}
