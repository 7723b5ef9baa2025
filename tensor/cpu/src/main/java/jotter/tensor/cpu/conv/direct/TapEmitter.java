package jotter.tensor.cpu.conv.direct;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.util.function.Consumer;

/// Emits the innermost loops: accumulators in registers, straight-line code in one loop.
final class TapEmitter {
  private static final String API = "jdk.incubator.vector.";
  private static final ClassDesc V = ClassDesc.of(API + "FloatVector");
  private static final ClassDesc VECTOR = ClassDesc.of(API + "Vector");
  private static final ClassDesc SPECIES = ClassDesc.of(API + "VectorSpecies");
  private static final ClassDesc FLOATS = CD_float.arrayType();
  private static final ClassDesc INTS = CD_int.arrayType();

  private TapEmitter() {}

  static Kernels.Tile tile() {
    MethodTypeDesc run =
        MethodTypeDesc.of(CD_void, CD_int, FLOATS, CD_int, FLOATS, CD_int, INTS, CD_int, FLOATS);
    return (Kernels.Tile) define(Kernels.Tile.class, run, TapEmitter::tile);
  }

  static Kernels.Sums sums() {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_int, FLOATS, CD_int, CD_int, FLOATS, INTS, CD_int, FLOATS, CD_int);
    return (Kernels.Sums) define(Kernels.Sums.class, run, TapEmitter::sums);
  }

  private static Object define(Class<?> type, MethodTypeDesc run, Consumer<CodeBuilder> body) {
    ClassDesc parent = ClassDesc.ofDescriptor(type.descriptorString());
    byte[] bytes =
        ClassFile.of()
            .build(
                ClassDesc.of("jotter.tensor.cpu.conv.direct.Loop"),
                cb -> {
                  cb.withFlags(ClassFile.ACC_FINAL | ClassFile.ACC_SUPER).withSuperclass(parent);
                  cb.withMethodBody(
                      "<init>",
                      MTD_void,
                      0,
                      c -> c.aload(0).invokespecial(parent, "<init>", MTD_void).return_());
                  cb.withMethodBody("run", run, ClassFile.ACC_FINAL, body);
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

  private static void species(CodeBuilder c) {
    c.getstatic(V, "SPECIES_PREFERRED", SPECIES);
  }

  /// The vector of an array at an index, both on the stack after the species.
  private static void vector(CodeBuilder c) {
    c.invokestatic(V, "fromArray", MethodTypeDesc.of(V, SPECIES, FLOATS, CD_int));
  }

  private static void fma(CodeBuilder c) {
    c.invokevirtual(V, "fma", MethodTypeDesc.of(V, VECTOR, VECTOR));
  }

  private static void zeros(CodeBuilder c, int first, int n) {
    for (int i = 0; i < n; i++) {
      species(c);
      c.invokestatic(V, "zero", MethodTypeDesc.of(V, SPECIES)).astore(first + i);
    }
  }

  private static void tile(CodeBuilder c) {
    // Parameters: 1 kc, 2 a, 3 ao, 4 b, 5 p, 6 offset, 7 ko, 8 tile.
    int at = 9;
    int b0 = 10;
    int b1 = 11;
    int x = 12;
    int acc = 13;
    int rows = Kernels.ROWS;
    zeros(c, acc, 2 * rows);
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(1).ifle(end);
    c.aload(6).iload(7).iaload().iload(5).iadd().istore(at);
    species(c);
    c.aload(4).iload(at);
    vector(c);
    c.astore(b0);
    species(c);
    c.aload(4).iload(at).loadConstant(Kernels.LANES).iadd();
    vector(c);
    c.astore(b1);
    for (int i = 0; i < rows; i++) {
      species(c);
      c.aload(2).iload(3);
      if (i > 0) c.loadConstant(i * Kernels.PITCH).iadd();
      c.faload().invokestatic(V, "broadcast", MethodTypeDesc.of(V, SPECIES, CD_float)).astore(x);
      for (int j = 0; j < 2; j++) {
        int slot = acc + 2 * i + j;
        c.aload(x).aload(j == 0 ? b0 : b1).aload(slot);
        fma(c);
        c.astore(slot);
      }
    }
    c.iinc(3, 1).iinc(7, 1).iinc(1, -1).goto_(top).labelBinding(end);
    for (int i = 0; i < 2 * rows; i++) {
      c.aload(acc + i).aload(8).loadConstant(i * Kernels.LANES);
      c.invokevirtual(V, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }
    c.return_();
  }

  private static void sums(CodeBuilder c) {
    // Parameters: 1 n, 2 a, 3 ao, 4 pitch, 5 b, 6 offset, 7 to, 8 lanes, 9 at.
    int rows = Kernels.SUM_ROWS;
    int taps = Kernels.SUM_TAPS;
    int v = 10;
    int places = 11;
    int x = places + taps;
    int acc = x + taps;
    zeros(c, acc, rows * taps);
    for (int t = 0; t < taps; t++) {
      c.aload(6).iload(7);
      if (t > 0) c.loadConstant(t).iadd();
      c.iaload().istore(places + t);
    }
    Label top = c.newLabel();
    Label end = c.newLabel();
    c.labelBinding(top).iload(1).ifle(end);
    for (int t = 0; t < taps; t++) {
      species(c);
      c.aload(5).iload(places + t);
      vector(c);
      c.astore(x + t);
      c.iinc(places + t, Kernels.LANES);
    }
    for (int i = 0; i < rows; i++) {
      species(c);
      c.aload(2).iload(3);
      if (i > 0) {
        c.iload(4);
        if (i > 1) c.loadConstant(i).imul();
        c.iadd();
      }
      vector(c);
      c.astore(v);
      for (int t = 0; t < taps; t++) {
        int slot = acc + i * taps + t;
        c.aload(v).aload(x + t).aload(slot);
        fma(c);
        c.astore(slot);
      }
    }
    c.iinc(3, Kernels.LANES).iinc(1, -Kernels.LANES).goto_(top).labelBinding(end);
    for (int i = 0; i < rows * taps; i++) {
      c.aload(acc + i);
      species(c);
      c.aload(8).iload(9).loadConstant(i * Kernels.LANES).iadd();
      vector(c);
      c.invokevirtual(V, "add", MethodTypeDesc.of(V, VECTOR));
      c.aload(8).iload(9).loadConstant(i * Kernels.LANES).iadd();
      c.invokevirtual(V, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
    }
    c.return_();
  }
}
