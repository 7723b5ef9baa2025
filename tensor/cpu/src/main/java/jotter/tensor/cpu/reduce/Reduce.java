package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Reduction;

/// Reductions over any dimensions. Where the elements to be reduced lie together, each output is
/// folded from pieces of a line; where the outputs lie together, whole rows are folded into rows of
/// accumulators. Few outputs of many elements are cut into parts of fixed size that several threads
/// fold, merged in order.
public final class Reduce {
  private static final int PIECE = 4096;
  private static final int GRAIN = 1 << 15;

  /// Rows of float32 that are summed in float32.
  private static final int RUN = 4 * Columns.ROWS;

  /// What a thread found for whole lines: new arrays for every block kept the collector busy.
  private static final ThreadLocal<double[]> RESULTS =
      ThreadLocal.withInitial(() -> new double[PIECE]);

  private final Reduction op;
  private final Kind kind;
  private final int part;

  /// What every result is divided by.
  private final double divisor;

  private final Block in;
  private final Block out;
  final Dims kept = new Dims();
  final Dims reduced = new Dims();

  private Reduce(Reduction op, Kind kind, int part, double divisor, Block in, Block out) {
    this.op = op;
    this.kind = kind;
    this.part = part;
    this.divisor = divisor;
    this.in = in;
    this.out = out;
    split(in, out, kept, reduced);
  }

  /// Sorts the dimensions of `in` by stride into those that `out` keeps and those it does not.
  static void split(Block in, Block out, Dims kept, Dims reduced) {
    Layout a = in.layout();
    Layout b = out.layout();
    Integer[] order = new Integer[a.rank()];
    for (int d = 0; d < order.length; d++) order[d] = d;
    java.util.Arrays.sort(
        order, (x, y) -> Long.compare(Math.abs(a.strides()[y]), Math.abs(a.strides()[x])));
    for (int d : order) {
      long s = a.strides()[d] * in.dtype().bytes();
      if (b.shape()[d] == 1) reduced.add(a.shape()[d], s, 0);
      else kept.add(a.shape()[d], s, b.strides()[d] * out.dtype().bytes());
    }
  }

  static Kind kind(DType t) {
    return switch (t) {
      case BOOL, UINT8, INT8, INT16, INT32, INT64 -> Kind.I64;
      case FLOAT16, BFLOAT16, FLOAT32 -> Kind.F32;
      case FLOAT64, COMPLEX32, COMPLEX64, COMPLEX128 -> Kind.F64;
    };
  }

  public static void run(Reduction op, Block in, Block out) {
    if (out.layout().numel() == 0) return;
    if (in.dtype().isComplex()) {
      switch (op) {
        case SUM -> {
          new Reduce(op, Kind.F64, 0, 1, in, out).run();
          new Reduce(op, Kind.F64, 1, 1, in, out).run();
        }
        case PROD, ANY, ALL -> ComplexReduce.run(op, in, out);
        case MIN, MAX ->
            throw new UnsupportedOperationException(
                op + " is not defined for complex numbers, which have no order; use abs() first");
      }
      return;
    }
    new Reduce(op, kind(in.dtype()), 0, 1, in, out).run();
  }

  /// Sums of real numbers, each divided by `n` before it is rounded to the type of `out`; false for
  /// others. One pass in place of two, and no memory for sums.
  public static boolean mean(Block in, Block out, double n) {
    if (in.dtype().isComplex() || in.dtype().isInteger() || in.dtype() == DType.BOOL) return false;
    if (out.layout().numel() > 0) new Reduce(Reduction.SUM, kind(in.dtype()), 0, n, in, out).run();
    return true;
  }

  /// Accumulators of `n` outputs: float64, or int64 for integers.
  private Object accumulators(int n) {
    if (kind == Kind.I64) {
      long[] a = new long[n];
      java.util.Arrays.fill(
          a,
          switch (op) {
            case SUM, ANY -> 0;
            case PROD, ALL -> 1;
            case MIN -> Long.MAX_VALUE;
            case MAX -> Long.MIN_VALUE;
          });
      return a;
    }
    double[] a = new double[n];
    java.util.Arrays.fill(
        a,
        switch (op) {
          case SUM, ANY -> 0;
          case PROD, ALL -> 1;
          case MIN -> Double.POSITIVE_INFINITY;
          case MAX -> Double.NEGATIVE_INFINITY;
        });
    return a;
  }

  private void run() {
    long outputs = kept.count();
    long each = reduced.count();
    if (each == 0) {
      fill(outputs);
      return;
    }
    boolean across =
        outputs > 1 && (kept.innerStride() < reduced.innerStride() || each < 32 && outputs >= 64);
    if (across) rows(outputs, each);
    else lines(outputs, each);
  }

  private void fill(long outputs) {
    for (long o = 0; o < outputs; o += PIECE) {
      int n = (int) Math.min(PIECE, outputs - o);
      store(accumulators(n), o, n);
    }
  }

  private void store(Object acc, long from, int n) {
    Kind k = kind == Kind.I64 ? Kind.I64 : Kind.F64;
    if (divisor != 1) divide((double[]) acc, n, divisor);
    kept.store(k, out.dtype(), out.address(), from, n, acc, part);
  }

  private static void divide(double[] a, int n, double by) {
    for (int i = 0; i < n; i++) a[i] /= by;
  }

  private void lines(long outputs, long each) {
    if (outputs < 16 && each >= 2 * GRAIN) {
      // Where elements are summed as they lie, a part is soon done.
      int grain = plain() ? 4 * GRAIN : GRAIN;
      int parts = (int) ((each + grain - 1) / grain);
      for (long o = 0; o < outputs; o++) {
        long base = in.address() + kept.offset(o, kept.stride);
        Object partial = accumulators(parts);
        Threads.thereAndBack(
            parts,
            p -> {
              long from = (long) p * grain;
              line(base, from, Math.min(each, from + grain), partial, p, piece(PIECE));
            });
        Object total = accumulators(1);
        for (int p = 0; p < parts; p++) merge(total, 0, partial, p);
        store(total, o, 1);
      }
      return;
    }
    int grain = plain() ? 4 * GRAIN : GRAIN;
    int group = (int) Math.min(Threads.perBlock(outputs, grain / each), PIECE);
    Threads.thereAndBack(
        (int) ((outputs + group - 1) / group),
        g -> {
          long from = (long) g * group;
          int n = (int) Math.min(group, outputs - from);
          if (plain()) {
            double[] acc = RESULTS.get();
            floats(from, n, (int) each, acc);
            store(acc, from, n);
            return;
          }
          Object acc = accumulators(n);
          Object piece = piece(each);
          for (int i = 0; i < n; i++)
            line(in.address() + kept.offset(from + i, kept.stride), 0, each, acc, i, piece);
          store(acc, from, n);
        });
  }

  /// Whether what is reduced are lines of float32 in order.
  private boolean plain() {
    return in.dtype() == DType.FLOAT32
        && reduced.size.length == 1
        && reduced.stride[0] == 4
        && reduced.size[0] <= Integer.MAX_VALUE
        && (op == Reduction.SUM || op == Reduction.MAX || op == Reduction.MIN);
  }

  /// What a caller of {@link #line} works with; nothing where elements are summed where they lie.
  private Object piece(long each) {
    return plain() ? null : Staging.array(kind, (int) Math.min(PIECE, each));
  }

  /// Whole lines of float32, `n` of them from the output `from` on.
  private void floats(long from, int n, int each, double[] acc) {
    Lines lines = Lines.here((long) n * each);
    // Where outputs lie is a division or two each: as long as a short line's sum.
    boolean even = kept.size.length == 1;
    long at = in.address() + kept.offset(from, kept.stride);
    if (even && op == Reduction.SUM) {
      lines.sum(at, kept.stride[0], n, each, acc);
      return;
    }
    for (int i = 0; i < n; i++) {
      if (i > 0)
        at = even ? at + kept.stride[0] : in.address() + kept.offset(from + i, kept.stride);
      acc[i] =
          switch (op) {
            case SUM -> lines.sum(at, each);
            case MAX -> lines.max(at, each);
            default -> lines.min(at, each);
          };
    }
  }

  private void line(long base, long from, long to, Object acc, int at, Object piece) {
    if (piece == null) {
      double[] a = (double[]) acc;
      int n = (int) (to - from);
      long first = base + 4 * from;
      Lines lines = Lines.here(n);
      if (op == Reduction.SUM) a[at] += lines.sum(first, n);
      else if (op == Reduction.MAX) a[at] = Math.max(a[at], lines.max(first, n));
      else a[at] = Math.min(a[at], lines.min(first, n));
      return;
    }
    for (long i = from; i < to; i += PIECE) {
      int n = (int) Math.min(PIECE, to - i);
      reduced.load(kind, in.dtype(), base, i, n, piece, part);
      fold(acc, at, piece, n);
    }
  }

  private void fold(Object acc, int at, Object piece, int n) {
    switch (kind) {
      case F32 -> {
        double[] a = (double[]) acc;
        float[] x = (float[]) piece;
        a[at] =
            switch (op) {
              case SUM -> a[at] + Sums.HERE.sum(x, n);
              case PROD -> a[at] * Factors.product(x, n);
              case MIN -> Math.min(a[at], Sums.HERE.min(x, n));
              case MAX -> Math.max(a[at], Sums.HERE.max(x, n));
              case ANY -> {
                double r = a[at];
                for (int i = 0; i < n && r == 0; i++) if (x[i] != 0) r = 1;
                yield r;
              }
              case ALL -> {
                double r = a[at];
                for (int i = 0; i < n && r != 0; i++) if (x[i] == 0) r = 0;
                yield r;
              }
            };
      }
      case F64 -> {
        double[] a = (double[]) acc;
        double[] x = (double[]) piece;
        a[at] =
            switch (op) {
              case SUM -> a[at] + Sums.HERE.sum(x, n);
              case PROD -> a[at] * Factors.product(x, n);
              case MIN -> Math.min(a[at], Sums.HERE.min(x, n));
              case MAX -> Math.max(a[at], Sums.HERE.max(x, n));
              case ANY -> {
                double r = a[at];
                for (int i = 0; i < n && r == 0; i++) if (x[i] != 0) r = 1;
                yield r;
              }
              case ALL -> {
                double r = a[at];
                for (int i = 0; i < n && r != 0; i++) if (x[i] == 0) r = 0;
                yield r;
              }
            };
      }
      case I64 -> {
        long[] a = (long[]) acc;
        long[] x = (long[]) piece;
        long r = a[at];
        switch (op) {
          case SUM -> {
            for (int i = 0; i < n; i++) r += x[i];
          }
          case PROD -> r *= Factors.product(x, n);
          case MIN -> {
            for (int i = 0; i < n; i++) r = Math.min(r, x[i]);
          }
          case MAX -> {
            for (int i = 0; i < n; i++) r = Math.max(r, x[i]);
          }
          case ANY -> {
            for (int i = 0; i < n && r == 0; i++) if (x[i] != 0) r = 1;
          }
          case ALL -> {
            for (int i = 0; i < n && r != 0; i++) if (x[i] == 0) r = 0;
          }
        }
        a[at] = r;
      }
      case I32, TRUTH -> throw new AssertionError(kind);
    }
  }

  private void merge(Object into, int at, Object from, int index) {
    if (kind == Kind.I64) {
      long[] a = (long[]) into;
      long x = ((long[]) from)[index];
      a[at] =
          switch (op) {
            case SUM -> a[at] + x;
            case PROD -> a[at] * x;
            case MIN -> Math.min(a[at], x);
            case MAX -> Math.max(a[at], x);
            case ANY -> a[at] | x;
            case ALL -> a[at] & x;
          };
      return;
    }
    double[] a = (double[]) into;
    double x = ((double[]) from)[index];
    a[at] =
        switch (op) {
          case SUM -> a[at] + x;
          case PROD, ALL -> a[at] * x;
          case MIN -> Math.min(a[at], x);
          case MAX, ANY -> Math.max(a[at], x);
        };
  }

  /// Sums and extremes down columns of float32 rows in order.
  private void strips(Strips strips) {
    int parts = strips.parts;
    double[][] partial = new double[strips.count * parts][];
    Threads.run(
        partial.length,
        b -> {
          double[] acc = (double[]) accumulators(strips.width(b / parts));
          strip(strips, b / parts, strips.first(b % parts), strips.first(b % parts + 1), acc);
          if (parts == 1) store(acc, strips.from(b), acc.length);
          else partial[b] = acc;
        });
    if (parts == 1) return;
    for (int s = 0; s < strips.count; s++) {
      double[] total = partial[s * parts];
      for (int p = 1; p < parts; p++) {
        double[] more = partial[s * parts + p];
        switch (op) {
          case SUM -> {
            for (int i = 0; i < total.length; i++) total[i] += more[i];
          }
          case MAX -> {
            for (int i = 0; i < total.length; i++) total[i] = Math.max(total[i], more[i]);
          }
          default -> {
            for (int i = 0; i < total.length; i++) total[i] = Math.min(total[i], more[i]);
          }
        }
      }
      store(total, strips.from(s), total.length);
    }
  }

  private void strip(Strips strips, int s, int first, int last, double[] acc) {
    int n = acc.length;
    float[] some = new float[n];
    long[] rows = new long[Columns.ROWS];
    Columns columns = Columns.here();
    if (op == Reduction.SUM) {
      // float32 in runs short enough to lose nothing that counts, these in float64.
      for (int r = first; r < last; r += RUN) {
        int end = Math.min(last, r + RUN);
        for (int k = r; k < end; k += Columns.ROWS)
          columns.sum(rows, strips.rows(s, k, end, rows), n, some);
        for (int i = 0; i < n; i++) acc[i] += some[i];
        java.util.Arrays.fill(some, 0);
      }
      return;
    }
    float sign = op == Reduction.MAX ? 1 : -1;
    float[] best = new float[n];
    java.util.Arrays.fill(best, Float.NEGATIVE_INFINITY);
    for (int r = first; r < last; r += Columns.ROWS)
      columns.top(rows, strips.rows(s, r, last, rows), n, sign, best, some);
    // NaN, and zeros of both signs, are left to the slower loop.
    boolean clean = true;
    for (int i = 0; i < n; i++) clean &= some[i] == some[i] && best[i] != 0;
    if (clean) for (int i = 0; i < n; i++) acc[i] = best[i] * sign;
    else strip(strips.from(s), n, first, last, acc);
  }

  private void rows(long outputs, long each) {
    if (op == Reduction.SUM || op == Reduction.MAX || op == Reduction.MIN) {
      Strips strips = Strips.of(in.dtype(), kept, reduced, in.address());
      if (strips != null) {
        strips(strips);
        return;
      }
    }
    int width = (int) Math.min(outputs, 1024);
    int strips = (int) ((outputs + width - 1) / width);
    // Few wide strips of many rows: cut the rows as well.
    int parts = strips < 16 && each >= 512 ? (int) Math.min(16, each / 256) : 1;
    Object[] partial = new Object[strips * parts];
    Threads.run(
        strips * parts,
        b -> {
          long from = (long) (b / parts) * width;
          int n = (int) Math.min(width, outputs - from);
          int p = b % parts;
          Object acc = accumulators(n);
          strip(from, n, each * p / parts, each * (p + 1) / parts, acc);
          if (parts == 1) store(acc, from, n);
          else partial[b] = acc;
        });
    if (parts == 1) return;
    for (int s = 0; s < strips; s++) {
      long from = (long) s * width;
      int n = (int) Math.min(width, outputs - from);
      Object total = accumulators(n);
      for (int p = 0; p < parts; p++)
        for (int i = 0; i < n; i++) merge(total, i, partial[s * parts + p], i);
      store(total, from, n);
    }
  }

  private void strip(long from, int n, long first, long last, Object acc) {
    Object row = Staging.array(kind, n);
    float[] some = kind == Kind.F32 && op == Reduction.SUM ? new float[n] : null;
    int pending = 0;
    for (long r = first; r < last; r++) {
      long base = in.address() + reduced.offset(r, reduced.stride);
      kept.load(kind, in.dtype(), base, from, n, row, part);
      if (some == null) foldRow(acc, row, n);
      else {
        // float32 in runs short enough to lose nothing that counts, these in float64.
        float[] x = (float[]) row;
        for (int i = 0; i < n; i++) some[i] += x[i];
        if (++pending == 32 || r == last - 1) {
          double[] a = (double[]) acc;
          for (int i = 0; i < n; i++) a[i] += some[i];
          java.util.Arrays.fill(some, 0);
          pending = 0;
        }
      }
    }
  }

  private void foldRow(Object acc, Object row, int n) {
    switch (kind) {
      case F32 -> {
        double[] a = (double[]) acc;
        float[] x = (float[]) row;
        switch (op) {
          case SUM -> {
            for (int i = 0; i < n; i++) a[i] += x[i];
          }
          case PROD -> {
            for (int i = 0; i < n; i++) a[i] *= x[i];
          }
          case MIN -> {
            for (int i = 0; i < n; i++) a[i] = Math.min(a[i], x[i]);
          }
          case MAX -> {
            for (int i = 0; i < n; i++) a[i] = Math.max(a[i], x[i]);
          }
          case ANY -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 || x[i] != 0 ? 1 : 0;
          }
          case ALL -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 && x[i] != 0 ? 1 : 0;
          }
        }
      }
      case F64 -> {
        double[] a = (double[]) acc;
        double[] x = (double[]) row;
        switch (op) {
          case SUM -> {
            for (int i = 0; i < n; i++) a[i] += x[i];
          }
          case PROD -> {
            for (int i = 0; i < n; i++) a[i] *= x[i];
          }
          case MIN -> {
            for (int i = 0; i < n; i++) a[i] = Math.min(a[i], x[i]);
          }
          case MAX -> {
            for (int i = 0; i < n; i++) a[i] = Math.max(a[i], x[i]);
          }
          case ANY -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 || x[i] != 0 ? 1 : 0;
          }
          case ALL -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 && x[i] != 0 ? 1 : 0;
          }
        }
      }
      case I64 -> {
        long[] a = (long[]) acc;
        long[] x = (long[]) row;
        switch (op) {
          case SUM -> {
            for (int i = 0; i < n; i++) a[i] += x[i];
          }
          case PROD -> {
            for (int i = 0; i < n; i++) a[i] *= x[i];
          }
          case MIN -> {
            for (int i = 0; i < n; i++) a[i] = Math.min(a[i], x[i]);
          }
          case MAX -> {
            for (int i = 0; i < n; i++) a[i] = Math.max(a[i], x[i]);
          }
          case ANY -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 || x[i] != 0 ? 1 : 0;
          }
          case ALL -> {
            for (int i = 0; i < n; i++) a[i] = a[i] != 0 && x[i] != 0 ? 1 : 0;
          }
        }
      }
      case I32, TRUTH -> throw new AssertionError(kind);
    }
  }
}
