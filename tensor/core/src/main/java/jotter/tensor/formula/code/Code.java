package jotter.tensor.formula.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Straight-line code: steps that each give one value from earlier ones.
public final class Code {
  /// What a step's value is.
  public enum Kind {
    F32,
    F64,
    I32,
    I64,
    /// A truth value: a boolean, or a mask of lanes.
    TRUTH;

    public boolean isFloat() {
      return this == F32 || this == F64;
    }

    /// The integers as wide as this float.
    public Kind bits() {
      return this == F32 ? I32 : I64;
    }
  }

  /// The operations. Minimum and maximum are Java's: NaN wins, -0 is less than 0. Integer
  /// arithmetic wraps; shift distances are below the width.
  public enum Op {
    INPUT,
    SCALAR,
    CONSTANT,
    ADD,
    SUB,
    MUL,
    DIV,
    FMA,
    SQRT,
    ABS,
    NEG,
    MIN,
    MAX,
    AND,
    OR,
    XOR,
    NOT,
    SHL,
    SHR,
    LT,
    LE,
    EQ,
    NE,
    SELECT,
    /// The bits of a float as an integer.
    TO_BITS,
    /// The float with these bits.
    FROM_BITS,
    /// float32 to float64.
    WIDEN,
    /// float64 to float32.
    NARROW,
    /// A static method of one or two arguments of the step's kind. With a truth value as third
    /// argument it is called where that holds, which is rare, and the step has no value elsewhere.
    CALL
  }

  /// One step. `a`, `b`, `c` are the numbers of earlier steps, -1 where there is none; for INPUT
  /// and SCALAR `a` is the index.
  ///
  /// @param bits a constant: `doubleToRawLongBits` of a float of either width, or the integer
  /// @param owner for CALL the class
  /// @param method for CALL the method
  public record Step(
      Op op, Kind kind, int a, int b, int c, long bits, Class<?> owner, String method) {
    public int arguments() {
      return op == Op.INPUT || op == Op.SCALAR || op == Op.CONSTANT
          ? 0
          : c >= 0 ? 3 : b >= 0 ? 2 : 1;
    }

    public double number() {
      return Double.longBitsToDouble(bits);
    }
  }

  private final List<Step> steps = new ArrayList<>();
  private final Map<Step, Integer> numbers = new HashMap<>();
  private int[] outputs = {};

  /// The steps, each behind those it uses.
  public List<Step> steps() {
    return steps;
  }

  /// The steps that are the results.
  public int[] outputs() {
    return outputs;
  }

  void outputs(int... outputs) {
    this.outputs = outputs;
  }

  /// Whether every step can be done for many lanes at once: no change of width, and no calls but
  /// rare ones, for which an engine may take the lanes one by one.
  public boolean isVector() {
    for (Step s : steps)
      switch (s.op) {
        case WIDEN, NARROW -> {
          return false;
        }
        case CALL -> {
          if (s.c < 0) return false;
        }
        case DIV -> {
          if (!s.kind.isFloat()) return false;
        }
        default -> {}
      }
    return true;
  }

  /// The truth values of lanes in which there are calls.
  public List<Integer> rare() {
    List<Integer> rare = new ArrayList<>();
    for (Step s : steps) if (s.op == Op.CALL && s.c >= 0 && !rare.contains(s.c)) rare.add(s.c);
    return rare;
  }

  /// A call of a method of one or two (`y` not -1) numbers where `truth` holds.
  int rarely(int truth, Class<?> owner, String method, Kind kind, int x, int y) {
    return add(new Step(Op.CALL, kind, x, y, truth, 0, owner, method));
  }

  Kind kind(int step) {
    return steps.get(step).kind;
  }

  int add(Step s) {
    Integer known = numbers.putIfAbsent(s, steps.size());
    if (known != null) return known;
    steps.add(s);
    return steps.size() - 1;
  }

  int step(Op op, Kind kind, int a, int b, int c) {
    return add(new Step(op, kind, a, b, c, 0, null, null));
  }

  int constant(Kind kind, double v) {
    if (kind == Kind.F32) v = (float) v;
    return add(
        new Step(
            Op.CONSTANT,
            kind,
            -1,
            -1,
            -1,
            kind.isFloat() ? Double.doubleToRawLongBits(v) : (long) v,
            null,
            null));
  }

  int integer(Kind kind, long v) {
    return add(new Step(Op.CONSTANT, kind, -1, -1, -1, v, null, null));
  }
}
