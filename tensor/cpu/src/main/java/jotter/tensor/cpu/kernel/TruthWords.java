package jotter.tensor.cpu.kernel;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;

/// Formulas of truth values alone, eight at a time: their bytes are the bytes of an int64, and what
/// combines truth values combines the bits of these. Lengthened to 32 bits they would take ten
/// times as long.
final class TruthWords {
  private static final int LEAST = 64;
  private static final double[] NONE = {};

  private final Map<Formula, Formula> done = new HashMap<>();

  private TruthWords() {}

  /// Whether it was done; what is not warm or not in order is left to others.
  static boolean run(Program program, DType compute, Block out, Block[] in) {
    if (out.dtype() != DType.BOOL || in.length == 0) return false;
    long n = out.layout().numel();
    if (n < LEAST || n / 8 > Integer.MAX_VALUE || !out.layout().isContiguous()) return false;
    for (Block b : in) if (b.dtype() != DType.BOOL || !b.layout().isContiguous()) return false;
    Program words = KernelSet.of(program, compute).words().orElse(null);
    if (words == null) return false;
    MemoryKernel k = KernelSet.of(words, DType.INT64).direct(0, n / 8);
    if (k == null) return false;
    long[] p = new long[in.length + 1];
    p[0] = out.address();
    for (int i = 0; i < in.length; i++) p[i + 1] = in[i].address();
    Pointwise.row(k, p.clone(), (int) (n / 8), 8, NONE);
    rest(k, p, n / 8 * 8, n % 8);
    return true;
  }

  /// The last bytes, which fill no word, in memory aside.
  private static void rest(MemoryKernel k, long[] p, long from, long n) {
    if (n == 0) return;
    long aside = Aside.memory(8L * p.length);
    long[] q = new long[p.length];
    for (int i = 0; i < p.length; i++) {
      q[i] = aside + 8L * i;
      Memory.set(q[i], 0L);
      if (i > 0) MemorySegment.copy(Memory.ALL, p[i] + from, Memory.ALL, q[i], n);
    }
    k.run(q, 1, NONE);
    MemorySegment.copy(Memory.ALL, q[0], Memory.ALL, p[0] + from, n);
  }

  /// `program` over words of truth values, empty if it is more than logic.
  static Optional<Program> of(Program program) {
    Formula f = new TruthWords().word(program.formula());
    return Optional.ofNullable(f)
        .map(w -> Program.of(program.name() + " of words", w, program.inputs()));
  }

  /// `byteValue` in all eight bytes; a literal has not as many bits.
  private static Formula bytes(int byteValue) {
    Formula half = Formula.of(byteValue * 0x0101_0101L);
    return half.shiftLeft(Formula.of(32)).add(half);
  }

  private static Formula not(Formula x) {
    return x.bitXor(bytes(1));
  }

  /// Null if it is more than logic.
  private Formula word(Formula f) {
    return switch (f) {
      // Every byte but 0 is true: the sum with 127 reaches the byte's highest bit.
      case Formula.Input x ->
          x.bitAnd(bytes(0x7f))
              .add(bytes(0x7f))
              .bitOr(x)
              .shiftRight(Formula.of(7))
              .bitAnd(bytes(1));
      case Formula.Constant c when c.value() == 0 -> c;
      case Formula.Constant c when c.value() == 1 -> bytes(1);
      case Formula.Constant c -> null;
      case Formula.Scalar s -> null;
      case Formula.Call c -> {
        if (!done.containsKey(c)) done.put(c, call(c));
        yield done.get(c);
      }
    };
  }

  private Formula call(Formula.Call c) {
    List<Formula> a = new ArrayList<>();
    for (Formula f : c.args()) {
      Formula w = word(f);
      if (w == null) return null;
      a.add(w);
    }
    Formula x = a.get(0);
    Formula y = a.size() > 1 ? a.get(1) : x;
    return switch (c.prim()) {
      case NOT -> not(x);
      case AND, BIT_AND, MUL, MIN -> x.bitAnd(y);
      case OR, BIT_OR, MAX -> x.bitOr(y);
      case NE, BIT_XOR -> x.bitXor(y);
      case EQ -> not(x.bitXor(y));
      case LT -> not(x).bitAnd(y);
      case GT -> x.bitAnd(not(y));
      case LE -> not(x.bitAnd(not(y)));
      case GE -> not(not(x).bitAnd(y));
      case SELECT -> x.bitAnd(y).bitOr(not(x).bitAnd(a.get(2)));
      default -> null;
    };
  }
}
