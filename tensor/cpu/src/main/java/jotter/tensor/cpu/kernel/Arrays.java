package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;

/// Compiled formulas over whole arrays, for the row kernels of other packages.
public final class Arrays {
  private Arrays() {}

  /// `out[i] = program(in[i])` for the first `n` numbers; `out` may be `in`.
  public static void apply(
      Program program, Kind kind, double[] scalars, Object in, int n, Object out) {
    KernelSet set = KernelSet.of(program, kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64);
    set.arrays(n, false).run(new Object[] {in}, new Object[] {out}, n, scalars);
  }

  /// The same with two inputs.
  public static void apply(
      Program program, Kind kind, double[] scalars, Object x, Object y, int n, Object out) {
    KernelSet set = KernelSet.of(program, kind == Kind.F32 ? DType.FLOAT32 : DType.FLOAT64);
    set.arrays(n, false).run(new Object[] {x, y}, new Object[] {out}, n, scalars);
  }
}
