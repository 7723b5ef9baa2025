package jotter.tensor.cpu.reduce;

import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Reduction;

/// The reductions that need both parts of complex numbers at once.
final class ComplexReduce {
  private static final int PIECE = 1024;

  private ComplexReduce() {}

  static void run(Reduction op, Block in, Block out) {
    Dims kept = new Dims();
    Dims reduced = new Dims();
    Reduce.split(in, out, kept, reduced);
    double[] re = new double[PIECE];
    double[] im = new double[PIECE];
    long each = reduced.count();
    for (long o = 0; o < kept.count(); o++) {
      long base = in.address() + kept.offset(o, kept.stride);
      double a = op == Reduction.ANY ? 0 : 1;
      double b = 0;
      for (long i = 0; i < each; i += PIECE) {
        int n = (int) Math.min(PIECE, each - i);
        reduced.load(Kind.F64, in.dtype(), base, i, n, re, 0);
        reduced.load(Kind.F64, in.dtype(), base, i, n, im, 1);
        for (int k = 0; k < n; k++) {
          boolean zero = re[k] == 0 && im[k] == 0;
          switch (op) {
            case ANY -> a = a != 0 || !zero ? 1 : 0;
            case ALL -> a = a != 0 && !zero ? 1 : 0;
            default -> {
              double t = a * re[k] - b * im[k];
              b = a * im[k] + b * re[k];
              a = t;
            }
          }
        }
      }
      kept.store(Kind.F64, out.dtype(), out.address(), o, 1, new double[] {a}, 0);
      if (out.dtype().isComplex())
        kept.store(Kind.F64, out.dtype(), out.address(), o, 1, new double[] {b}, 1);
    }
  }
}
