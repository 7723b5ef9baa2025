package jotter.tensor.cpu.matmul;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import jotter.tensor.formula.code.Code.Kind;

/// Emits micro-kernels of vectors: accumulators in registers, straight-line code in one loop over
/// k.
final class MicroEmitter {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc MICRO = ClassDesc.ofDescriptor(Micro.class.descriptorString());

  private MicroEmitter() {}

  /// A kernel for `rows x columns` tiles whose left numbers lie `rowStep` apart from row to row and
  /// `step` apart from k to k.
  static Micro emit(Kind kind, int rows, int columns, int rowStep, int step) {
    boolean single = kind == Kind.F32;
    ClassDesc v = ClassDesc.of(API + (single ? "FloatVector" : "DoubleVector"));
    ClassDesc t = single ? CD_float : CD_double;
    ClassDesc array = t.arrayType();
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, CD_Object, CD_int, CD_Object, CD_int, CD_Object);
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("jotter.tensor.cpu.matmul.Tile"),
                cb -> {
                  cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(MICRO);
                  cb.withMethodBody(
                      "<init>",
                      MTD_void,
                      0,
                      c -> c.aload(0).invokespecial(MICRO, "<init>", MTD_void).return_());
                  cb.withMethodBody(
                      "run",
                      run,
                      ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                      c -> body(c, v, t, array, rows, columns, rowStep, step));
                });
    try {
      return (Micro)
          MethodHandles.lookup()
              .defineHiddenClass(bytes, true)
              .lookupClass()
              .getDeclaredConstructor()
              .newInstance();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("a micro-kernel could not be defined", e);
    }
  }

  private static void body(
      CodeBuilder c,
      ClassDesc v,
      ClassDesc t,
      ClassDesc array,
      int rows,
      int columns,
      int rowStep,
      int step) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 5 bo, 6 tile.
    int a = 7;
    int b = 8;
    int tile = 9;
    int b0 = 10;
    int b1 = 11;
    int x = 12;
    int acc = 13;
    int lanes = columns / 2;
    c.aload(2).checkcast(array).astore(a);
    c.aload(4).checkcast(array).astore(b);
    c.aload(6).checkcast(array).astore(tile);
    for (int i = 0; i < 2 * rows; i++) {
      c.getstatic(v, "SPECIES_PREFERRED", SPECIES);
      c.invokestatic(v, "zero", MethodTypeDesc.of(v, SPECIES)).astore(acc + i);
    }
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(1).ifle(end);
    for (int j = 0; j < 2; j++) {
      c.getstatic(v, "SPECIES_PREFERRED", SPECIES).aload(b).iload(5);
      if (j > 0) c.loadConstant(lanes).iadd();
      c.invokestatic(v, "fromArray", MethodTypeDesc.of(v, SPECIES, array, CD_int));
      c.astore(j == 0 ? b0 : b1);
    }
    for (int i = 0; i < rows; i++) {
      c.getstatic(v, "SPECIES_PREFERRED", SPECIES).aload(a).iload(3);
      if (i > 0) c.loadConstant(i * rowStep).iadd();
      if (t.equals(CD_float)) c.faload();
      else c.daload();
      c.invokestatic(v, "broadcast", MethodTypeDesc.of(v, SPECIES, t)).astore(x);
      for (int j = 0; j < 2; j++) {
        int slot = acc + 2 * i + j;
        c.aload(x).aload(j == 0 ? b0 : b1).aload(slot);
        c.invokevirtual(v, "fma", MethodTypeDesc.of(v, VECTOR, VECTOR)).astore(slot);
      }
    }
    c.iinc(3, step).iinc(5, columns).iinc(1, -1).goto_(top).labelBinding(end);
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < 2; j++) {
        c.aload(acc + 2 * i + j).aload(tile).loadConstant(i * columns + j * lanes);
        c.invokevirtual(v, "intoArray", MethodTypeDesc.of(CD_void, array, CD_int));
      }
    c.return_();
  }
}
