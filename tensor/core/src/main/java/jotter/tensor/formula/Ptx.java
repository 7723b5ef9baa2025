package jotter.tensor.formula;

import java.util.List;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.formula.code.Code.Step;
import jotter.tensor.formula.code.Lowering;

/// PTX text of formulas: a kernel over contiguous memory in one type of numbers, every thread
/// taking elements a grid apart.
///
/// The text is translated from the same {@link Code} as the processor's kernels, so that elementary
/// functions are the same polynomials, and results are the same bits: every operation used is
/// correctly rounded on both. Functions that are calls on the processor have no PTX; {@link
/// #supports} tells.
public final class Ptx {
  private Ptx() {}

  /// Whether `program` can be written as PTX in numbers of `kind`.
  public static boolean supports(Program program, Kind kind) {
    for (Step s : Lowering.of(program.formula(), kind).steps())
      if (s.op() == Code.Op.CALL) return false;
    return true;
  }

  /// The text of a module with one entry `name(n, out, in0, in1, ..., scalar0, scalar1, ...)`: `n`
  /// is a 64-bit count, operands are addresses, scalars have the type of the numbers.
  public static String of(String name, Program program, Kind kind) {
    Code code = Lowering.of(program.formula(), kind);
    String t = type(kind);
    int bytes = kind == Kind.F32 || kind == Kind.I32 ? 4 : 8;
    StringBuilder s = new StringBuilder();
    s.append("// ").append(program.name()).append('\n');
    s.append(".version 7.0\n.target sm_80\n.address_size 64\n\n");
    s.append(".visible .entry ").append(name).append("(\n  .param .u64 n,\n  .param .u64 out");
    for (int i = 0; i < program.inputs(); i++) s.append(",\n  .param .u64 in").append(i);
    for (int i = 0; i < program.scalars(); i++)
      s.append(",\n  .param .").append(t).append(" scalar").append(i);
    s.append("\n)\n{\n");
    s.append("  .reg .pred %done;\n  .reg .b32 %t<3>;\n  .reg .b64 %i, %n, %step, %at, %off;\n");
    s.append("  .reg .b64 %out");
    for (int i = 0; i < program.inputs(); i++) s.append(", %in").append(i);
    s.append(";\n");
    List<Step> steps = code.steps();
    for (int i = 0; i < steps.size(); i++)
      s.append("  .reg .")
          .append(steps.get(i).kind() == Kind.TRUTH ? "pred" : type(steps.get(i).kind()))
          .append(" %v")
          .append(i)
          .append(";\n");
    s.append("  ld.param.u64 %n, [n];\n");
    address(s, "out");
    for (int i = 0; i < program.inputs(); i++) address(s, "in" + i);
    s.append(
        """
          mov.u32 %t0, %ctaid.x;
          mov.u32 %t1, %ntid.x;
          mov.u32 %t2, %tid.x;
          mul.wide.u32 %i, %t0, %t1;
          cvt.u64.u32 %off, %t2;
          add.u64 %i, %i, %off;
          mov.u32 %t0, %nctaid.x;
          mul.wide.u32 %step, %t0, %t1;
        """
            .indent(0));
    boolean[] fixed = new boolean[steps.size()];
    for (int i = 0; i < steps.size(); i++)
      if (steps.get(i).op() == Code.Op.CONSTANT || steps.get(i).op() == Code.Op.SCALAR) {
        fixed[i] = true;
        step(s, steps, i);
      }
    s.append("next:\n  setp.ge.u64 %done, %i, %n;\n  @%done bra end;\n");
    s.append("  mul.lo.u64 %off, %i, ").append(bytes).append(";\n");
    for (int i = 0; i < steps.size(); i++) if (!fixed[i]) step(s, steps, i);
    s.append("  add.u64 %at, %out, %off;\n  st.global.")
        .append(t)
        .append(" [%at], %v")
        .append(code.outputs()[0])
        .append(";\n");
    s.append("  add.u64 %i, %i, %step;\n  bra next;\nend:\n  ret;\n}\n");
    return s.toString();
  }

  private static void address(StringBuilder s, String name) {
    s.append("  ld.param.u64 %").append(name).append(", [").append(name).append("];\n");
    s.append("  cvta.to.global.u64 %").append(name).append(", %").append(name).append(";\n");
  }

  private static String type(Kind kind) {
    return switch (kind) {
      case F32 -> "f32";
      case F64 -> "f64";
      case I32 -> "s32";
      case I64 -> "s64";
      case TRUTH -> "pred";
    };
  }

  private static String bits(Kind kind) {
    return kind == Kind.TRUTH ? "pred" : kind == Kind.F32 || kind == Kind.I32 ? "b32" : "b64";
  }

  private static String literal(Step c) {
    return switch (c.kind()) {
      case F32 -> String.format("0f%08X", Float.floatToRawIntBits((float) c.number()));
      case F64 -> String.format("0d%016X", c.bits());
      case I32, TRUTH -> Integer.toString((int) c.bits());
      // The smallest long has no decimal literal.
      case I64 -> String.format("0x%016X", c.bits());
    };
  }

  private static void step(StringBuilder s, List<Step> steps, int i) {
    Step c = steps.get(i);
    String t = type(c.kind());
    String b = bits(c.kind());
    boolean real = c.kind().isFloat();
    String to = " %v" + i;
    String x = ", %v" + c.a();
    String y = ", %v" + c.b();
    String z = ", %v" + c.c();
    String of = c.arguments() > 0 ? type(steps.get(c.a()).kind()) : t;
    String line =
        switch (c.op()) {
          case INPUT -> "add.u64 %at, %in" + c.a() + ", %off;\n  ld.global." + t + to + ", [%at]";
          case SCALAR -> "ld.param." + t + to + ", [scalar" + c.a() + "]";
          case CONSTANT -> "mov." + (real ? t : b) + to + ", " + literal(c);
          case ADD -> (real ? "add.rn." : "add.") + t + to + x + y;
          case SUB -> (real ? "sub.rn." : "sub.") + t + to + x + y;
          case MUL -> (real ? "mul.rn." : "mul.lo.") + t + to + x + y;
          case DIV -> (real ? "div.rn." : "div.") + t + to + x + y;
          case FMA -> "fma.rn." + t + to + x + y + z;
          case SQRT -> "sqrt.rn." + t + to + x;
          case ABS -> "abs." + t + to + x;
          case NEG -> "neg." + t + to + x;
          case MIN -> extreme("min", c.kind(), to, c, i);
          case MAX -> extreme("max", c.kind(), to, c, i);
          case AND -> "and." + b + to + x + y;
          case OR -> "or." + b + to + x + y;
          case XOR -> "xor." + b + to + x + y;
          case NOT -> "not." + b + to + x;
          case SHL -> shift("shl." + b, c, steps, to, x);
          case SHR -> shift("shr." + t, c, steps, to, x);
          case LT -> "setp.lt." + of + to + x + y;
          case LE -> "setp.le." + of + to + x + y;
          case EQ -> "setp.eq." + of + to + x + y;
          // Unordered, so that NaN differs from itself.
          case NE -> (of.charAt(0) == 'f' ? "setp.neu." : "setp.ne.") + of + to + x + y;
          case SELECT -> "selp." + b + to + y + z + x;
          case TO_BITS, FROM_BITS -> "mov." + b + to + x;
          case WIDEN -> "cvt.f64.f32" + to + x;
          case NARROW -> "cvt.rn.f32.f64" + to + x;
          case CALL ->
              throw new UnsupportedOperationException(
                  "PTX has no " + c.method() + "; compute it on the processor");
        };
    s.append("  ").append(line).append(line.endsWith("}") ? "\n" : ";\n");
  }

  private static String shift(String op, Step c, List<Step> steps, String to, String x) {
    return op + to + x + ", " + (int) steps.get(c.b()).bits();
  }

  /// PTX's own minimum drops NaN before PTX 7.0's `.NaN`, which float64 does not have: the sum of
  /// both is NaN where either is.
  private static String extreme(String op, Kind kind, String to, Step c, int i) {
    String x = ", %v" + c.a();
    String y = ", %v" + c.b();
    return switch (kind) {
      case F32 -> op + ".NaN.f32" + to + x + y;
      case F64 ->
          "{\n  .reg .pred %nan;\n  .reg .f64 %sum;\n  add.rn.f64 %sum"
              + x
              + y
              + ";\n  setp.nan.f64 %nan"
              + x
              + y
              + ";\n  "
              + op
              + ".f64"
              + to
              + x
              + y
              + ";\n  selp.f64"
              + to
              + ", %sum, %v"
              + i
              + ", %nan;\n  }";
      case I32, I64 -> op + "." + type(kind) + to + x + y;
      case TRUTH -> throw new AssertionError(kind);
    };
  }
}
