package jotter.tensor.random;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;
import jotter.tensor.spi.Storage;

/// Many normal numbers of float32 by the transformation of Box and Muller (1958), from pairs of
/// uniform numbers: the engine computes it in float64, by vectors and on all threads.
final class NormalPairs {
  /// Numbers that are worth the engine's attention.
  static final int WORTH = 1 << 12;

  /// Pairs of a pass, whose uniform numbers stay in the cache.
  private static final int PAIRS = 1 << 14;

  private static final Formula RADIUS = Formula.X.log().mul(-2).sqrt().mul(Formula.P1);
  private static final Program EVEN =
      Program.of("normal", RADIUS.mul(Formula.Y.cos()).add(Formula.P0));
  private static final Program ODD =
      Program.of("normal", RADIUS.mul(Formula.Y.sin()).add(Formula.P0));

  private final long seed;
  private final long stream;
  private long counter;
  private final double[] scalars;
  private final PhiloxBatch batch = new PhiloxBatch();
  private final double[] u = new double[PAIRS];
  private final double[] v = new double[PAIRS];

  NormalPairs(long seed, long stream, long counter, double mean, double std) {
    this.seed = seed;
    this.stream = stream;
    this.counter = counter;
    this.scalars = new double[] {mean, std};
  }

  /// A part of a tensor.
  private record Part(Storage storage, Layout layout, DType dtype) implements Block {}

  void fill(Tensor out) {
    long n = out.numel();
    Storage a = out.backend().allocate(8L * PAIRS);
    Storage b = out.backend().allocate(8L * PAIRS);
    try {
      for (long from = 0; from < n; from += 2 * PAIRS) {
        int count = (int) Math.min(2 * PAIRS, n - from);
        int pairs = (count + 1) / 2;
        draw((pairs + 1) / 2);
        put(u, a, pairs);
        put(v, b, pairs);
        compute(EVEN, out, from, pairs, a, b);
        if (count > 1) compute(ODD, out, from + 1, count / 2, a, b);
      }
    } finally {
      a.release();
      b.release();
    }
  }

  private void draw(int counters) {
    for (int i = 0; i < counters; i += PhiloxBatch.SIZE) {
      int m = Math.min(PhiloxBatch.SIZE, counters - i);
      batch.run(seed, stream, counter, m);
      batch.angles(u, v, 2 * i, m);
      counter += m;
    }
  }

  private static void put(double[] from, Storage to, int n) {
    MemorySegment.copy(from, 0, Memory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, to.address(), n);
  }

  /// Every second number of `out` from `first` on.
  private void compute(Program p, Tensor out, long first, int n, Storage a, Storage b) {
    long[] shape = {n};
    long offset = out.layout().offset() + first;
    out.backend()
        .pointwise(
            p,
            DType.FLOAT64,
            scalars,
            new Part(out.storage(), new Layout(shape, new long[] {2}, offset), out.dtype()),
            new Part(a, Layout.contiguous(shape), DType.FLOAT64),
            new Part(b, Layout.contiguous(shape), DType.FLOAT64));
  }
}
