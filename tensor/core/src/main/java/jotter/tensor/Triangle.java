package jotter.tensor;

import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;

/// Triangles of matrices: one pass over the matrix, with the numbers of its rows and columns beside
/// it in the type in which it is computed.
final class Triangle {
  private static final Program LOWER =
      Program.of("tril", Formula.Z.le(Formula.Y).select(Formula.X, Formula.of(0)));
  private static final Program UPPER =
      Program.of("triu", Formula.Z.ge(Formula.Y).select(Formula.X, Formula.of(0)));

  private Triangle() {}

  static Tensor of(Tensor x, long diagonal, boolean lower) {
    long rows = x.size(-2);
    long columns = x.size(-1);
    DType t = x.dtype().computeType();
    boolean counts = !t.isComplex() && exact(t, rows + Math.abs(diagonal)) && exact(t, columns);
    DType of = counts ? t : DType.INT64;
    Tensor i = Tensor.arange(diagonal, diagonal + rows, 1, of).unsqueeze(1).to(x.device());
    Tensor j = Tensor.arange(0, columns, 1, of).to(x.device());
    if (counts)
      return Dispatch.pointwise(
          new Formulaic.Of(lower ? LOWER : UPPER, Pointwise.NONE, t, x.dtype()), x, i, j);
    Tensor keep = lower ? j.le(i) : j.ge(i);
    return Tensor.where(keep, x, Tensor.zeros(new long[0], x.dtype(), x.device()));
  }

  /// Whether all whole numbers up to `n` are numbers of the type.
  private static boolean exact(DType t, long n) {
    return switch (t) {
      case FLOAT32 -> n >= 0 && n < 1 << 24;
      case INT32 -> n >= 0 && n <= Integer.MAX_VALUE;
      default -> n >= 0 && n < 1L << 53;
    };
  }
}
