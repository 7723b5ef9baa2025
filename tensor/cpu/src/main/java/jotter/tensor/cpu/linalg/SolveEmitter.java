package jotter.tensor.cpu.linalg;

import static java.lang.constant.ConstantDescs.*;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;
import java.util.function.Consumer;
import jotter.tensor.cpu.loop.VectorCode;
import jotter.tensor.formula.code.Code.Kind;

/// Emits those of {@link RowLoops} that only eliminations and substitutions have.
final class SolveEmitter extends RowEmitter {
  private SolveEmitter(CodeBuilder c, Kind kind) {
    super(c, kind);
  }

  private static void method(
      ClassBuilder cb, String name, MethodTypeDesc type, Kind kind, Consumer<SolveEmitter> body) {
    cb.withMethodBody(
        name,
        type,
        ClassFile.ACC_FINAL,
        c -> {
          body.accept(new SolveEmitter(c, kind));
          // What has a result returned it before.
          if (type.returnType() == CD_void) c.return_();
        });
  }

  static RowLoops.Substitute substitute(Kind kind) {
    MethodTypeDesc t = MethodTypeDesc.of(CD_void, CD_Object, CD_long, CD_long, CD_int);
    return define(
        RowLoops.Substitute.class,
        cb -> {
          method(cb, "unit", t, kind, e -> e.substitute(true));
          method(cb, "divided", t, kind, e -> e.substitute(false));
        });
  }

  static RowLoops.Move move(Kind kind) {
    MethodTypeDesc t = MethodTypeDesc.of(CD_void, CD_long, CD_long, CD_int);
    return define(
        RowLoops.Move.class,
        cb -> {
          method(cb, "exchange", t, kind, SolveEmitter::exchange);
          method(cb, "negate", t, kind, SolveEmitter::negate);
        });
  }

  static LargestBits.Loops largest(Kind kind) {
    MethodTypeDesc most = MethodTypeDesc.of(CD_void, CD_Object, CD_long, CD_int);
    MethodTypeDesc first = MethodTypeDesc.of(CD_int, CD_long, CD_long, CD_int);
    return define(
        LargestBits.Loops.class,
        cb -> {
          method(cb, "most", most, kind, SolveEmitter::most);
          method(cb, "first", first, kind, SolveEmitter::first);
        });
  }

  private void substitute(boolean unit) {
    // Parameters: 1 factors, 2 y, 4 pitch, 6 n.
    int row = 7;
    int factor = 15;
    given(36, factor);
    c.iconst_0().istore(DONE);
    whole(
        6,
        1,
        () -> {
          for (int i = 0, at = factor; i < 8; i++, at++) {
            int k = i;
            v.load(() -> row(2, 4, k), -1);
            c.astore(row + i);
            for (int j = 0; j < i; j++, at++) v.fma(at, row + j, row + i);
            if (!unit) {
              c.aload(row + i).aload(at);
              v.call("div");
              c.astore(row + i);
            }
            c.aload(row + i);
            v.store(() -> row(2, 4, k), -1);
          }
        });
  }

  private void exchange() {
    // Parameters: 1 a, 3 b, 5 n.
    int one = 7;
    along(
        5,
        6,
        mask -> {
          v.load(() -> at(1, 0), mask);
          c.astore(one);
          v.load(() -> at(3, 0), mask).store(() -> at(1, 0), mask);
          c.aload(one);
          v.store(() -> at(3, 0), mask);
        });
  }

  private void negate() {
    // Parameters: 1 from, 3 to, 5 n.
    along(
        5,
        6,
        mask -> {
          v.load(() -> at(1, 0), mask);
          c.invokevirtual(v.vector, "neg", MethodTypeDesc.of(v.vector));
          v.store(() -> at(3, 0), mask);
        });
  }

  /// The bits of all moduli, of which a whole number's order is that of the moduli.
  private VectorCode bits(int slot) {
    VectorCode n = new VectorCode(c, single ? Kind.I32 : Kind.I64);
    n.species();
    if (single) c.loadConstant(Integer.MAX_VALUE);
    else c.loadConstant(Long.MAX_VALUE);
    n.broadcast();
    c.astore(slot);
    return n;
  }

  private void most() {
    // Parameters: 1 most, 2 x, 4 n.
    int most = 5;
    int mask = 6;
    int modulus = 7;
    int best = 8;
    VectorCode n = bits(modulus);
    c.aload(1).checkcast(n.array).astore(most);
    n.zeros(best, 1);
    c.aload(best).aload(most).iconst_0();
    n.store();
    c.iconst_0().istore(DONE);
    for (int turns : new int[] {4, 1})
      whole(4, turns, () -> most(n, turns, most, modulus, best, -1));
    rest(n, 4, mask, m -> most(n, 1, most, modulus, best, m));
  }

  private void most(VectorCode n, int turns, int most, int modulus, int best, int mask) {
    for (int k = 0; k < turns; k++) {
      int by = k;
      n.load(() -> at(2, by), mask);
      c.aload(modulus);
      n.call("and");
      if (k > 0) {
        c.aload(best);
        n.call("max");
      }
      c.astore(best);
    }
    n.species();
    c.aload(most).iconst_0();
    n.load();
    c.aload(best);
    n.call("max");
    c.aload(most).iconst_0();
    n.store();
  }

  private void first() {
    // Parameters: 1 bits, 3 x, 5 n.
    int mask = 6;
    int modulus = 7;
    int bits = 8;
    int place = 9;
    VectorCode n = bits(modulus);
    n.species();
    c.lload(1);
    if (single) c.l2i();
    n.broadcast();
    c.astore(bits);
    c.iconst_0().istore(DONE);
    whole(
        5,
        1,
        () -> {
          var none = c.newLabel();
          equal(n, modulus, bits, -1);
          c.istore(place).iload(place).loadConstant(n.lanes).if_icmpge(none);
          c.iload(DONE).iload(place).iadd().ireturn();
          c.labelBinding(none);
        });
    rest(
        n,
        5,
        mask,
        m -> {
          equal(n, modulus, bits, m);
          c.iload(DONE).iadd().ireturn();
        });
    c.iconst_m1().ireturn();
  }

  /// Pushes the first lane whose modulus has these bits.
  private void equal(VectorCode n, int modulus, int bits, int mask) {
    n.load(() -> at(3, 0), mask);
    c.aload(modulus);
    n.call("and");
    c.aload(bits);
    n.equal();
  }
}
