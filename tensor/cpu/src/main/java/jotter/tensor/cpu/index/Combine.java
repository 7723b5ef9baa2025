package jotter.tensor.cpu.index;

import jotter.tensor.DType;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Scatter;

/// How an element is written into another.
interface Combine {
  void into(long target, long source);

  static Combine of(Scatter kind, DType t) {
    int b = t.bytes();
    if (kind == Scatter.SET) return (to, from) -> Bits.move(b, from, to);
    if (t == DType.FLOAT32 && kind == Scatter.ADD)
      return (to, from) ->
          Memory.ALL.set(
              java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED,
              to,
              Memory.ALL.get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, to)
                  + Memory.ALL.get(java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED, from));
    if (t.isComplex()) return complex(kind, t);
    if (t.isFloatingPoint())
      return (to, from) ->
          Memory.setDouble(t, to, apply(kind, Memory.getDouble(t, to), Memory.getDouble(t, from)));
    return (to, from) ->
        Memory.setLong(t, to, apply(kind, Memory.getLong(t, to), Memory.getLong(t, from)));
  }

  private static Combine complex(Scatter kind, DType t) {
    return (to, from) -> {
      double a = Memory.getDouble(t, to);
      double b = Memory.getImag(t, to);
      double c = Memory.getDouble(t, from);
      double d = Memory.getImag(t, from);
      switch (kind) {
        case ADD -> Memory.setComplex(t, to, a + c, b + d);
        case MUL -> Memory.setComplex(t, to, a * c - b * d, a * d + b * c);
        case SET, MIN, MAX ->
            throw new IllegalArgumentException(
                "scatter: complex numbers have no order, " + kind + " is not defined for " + t);
      }
    };
  }

  private static double apply(Scatter kind, double a, double b) {
    return switch (kind) {
      case SET -> b;
      case ADD -> a + b;
      case MUL -> a * b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }

  private static long apply(Scatter kind, long a, long b) {
    return switch (kind) {
      case SET -> b;
      case ADD -> a + b;
      case MUL -> a * b;
      case MIN -> Math.min(a, b);
      case MAX -> Math.max(a, b);
    };
  }
}
