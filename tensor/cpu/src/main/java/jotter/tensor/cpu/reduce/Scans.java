package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Scan;

/// Accumulation along a dimension, element after element; the lines along it are independent.
public final class Scans {
  private static final int PIECE = 1024;
  private static final int GRAIN = 1 << 14;

  /// Lines that are gone through side by side.
  private static final int FOUR = 4;

  private Scans() {}

  public static void run(Scan op, Block in, Block out, Block indices, int dim) {
    Layout a = in.layout();
    if (a.numel() == 0) return;
    if (a.rank() == 0) {
      // A number is a line of one element.
      long[] one = {1};
      long[] none = {0};
      Block flat = new View(in, new Layout(one, none, a.offset()));
      Block to = new View(out, new Layout(one, none, out.layout().offset()));
      Block at =
          indices == null
              ? null
              : new View(indices, new Layout(one, none, indices.layout().offset()));
      run(op, flat, to, at, 0);
      return;
    }
    Dims lines = new Dims();
    Dims places = new Dims();
    for (int d = 0; d < a.rank(); d++)
      if (d != dim) {
        long s = a.strides()[d] * in.dtype().bytes();
        lines.add(a.shape()[d], s, out.layout().strides()[d] * out.dtype().bytes());
        if (indices != null)
          places.add(a.shape()[d], s, indices.layout().strides()[d] * indices.dtype().bytes());
      }
    long n = a.shape()[dim];
    long count = a.numel() / n;
    int group = (int) Math.max(1, GRAIN / n);
    long step = a.strides()[dim] * in.dtype().bytes();
    long outStep = out.layout().strides()[dim] * out.dtype().bytes();
    long indexStep = indices == null ? 0 : indices.layout().strides()[dim] * 8;
    Threads.run(
        (int) ((count + group - 1) / group),
        g -> {
          Line line = new Line(op, in, out, indices != null);
          long i = (long) g * group;
          long end = Math.min(count, (g + 1L) * group);
          boolean sums =
              op == Scan.CUMSUM && in.dtype() == DType.FLOAT32 && out.dtype() == DType.FLOAT32;
          if (sums && step == 4 && outStep == 4 && n <= Integer.MAX_VALUE) {
            RunningSums all = RunningSums.here();
            for (; i < end; i++)
              all.run(
                  in.address() + lines.offset(i, lines.stride),
                  out.address() + lines.offset(i, lines.other),
                  (int) n);
            return;
          }
          if (sums) {
            long[] from = new long[FOUR];
            long[] to = new long[FOUR];
            for (; i + FOUR <= end; i += FOUR) {
              for (int k = 0; k < FOUR; k++) {
                from[k] = in.address() + lines.offset(i + k, lines.stride);
                to[k] = out.address() + lines.offset(i + k, lines.other);
              }
              four(from, step, to, outStep, n);
            }
          }
          for (; i < end; i++)
            line.run(
                in.address() + lines.offset(i, lines.stride),
                step,
                out.address() + lines.offset(i, lines.other),
                outStep,
                indices == null ? 0 : indices.address() + places.offset(i, places.other),
                indexStep,
                n);
        });
  }

  /// Running sums of four lines side by side: each has to wait for its last addition, and four wait
  /// together. In float64, as one line alone.
  private static void four(long[] a, long step, long[] o, long outStep, long n) {
    long a0 = a[0];
    long a1 = a[1];
    long a2 = a[2];
    long a3 = a[3];
    long o0 = o[0];
    long o1 = o[1];
    long o2 = o[2];
    long o3 = o[3];
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    for (long i = 0, p = 0, q = 0; i < n; i++, p += step, q += outStep) {
      Memory.set(o0 + q, (float) (s0 += Memory.getF32(a0 + p)));
      Memory.set(o1 + q, (float) (s1 += Memory.getF32(a1 + p)));
      Memory.set(o2 + q, (float) (s2 += Memory.getF32(a2 + p)));
      Memory.set(o3 + q, (float) (s3 += Memory.getF32(a3 + p)));
    }
  }

  private record View(Block of, Layout layout) implements Block {
    @Override
    public jotter.tensor.spi.Storage storage() {
      return of.storage();
    }

    @Override
    public jotter.tensor.DType dtype() {
      return of.dtype();
    }
  }

  private static final class Line {
    final Scan op;
    final Block in;
    final Block out;
    final Kind kind;
    final int parts;
    final Object[] x = new Object[2];
    final long[] places;
    double re;
    double im;
    long whole;
    long place;

    Line(Scan op, Block in, Block out, boolean indexed) {
      this.op = op;
      this.in = in;
      this.out = out;
      this.kind =
          out.dtype().isInteger() || out.dtype() == jotter.tensor.DType.BOOL ? Kind.I64 : Kind.F64;
      this.parts = in.dtype().isComplex() ? 2 : 1;
      for (int p = 0; p < parts; p++) x[p] = Staging.array(kind, PIECE);
      this.places = indexed ? new long[PIECE] : null;
    }

    void run(long a, long step, long o, long outStep, long at, long indexStep, long n) {
      for (long i = 0; i < n; i += PIECE) {
        int m = (int) Math.min(PIECE, n - i);
        for (int p = 0; p < parts; p++)
          Staging.load(kind, in.dtype(), a + i * step, step, m, x[p], 0, 1, p);
        if (parts == 2) complex((double[]) x[0], (double[]) x[1], m, i);
        else if (kind == Kind.I64) longs((long[]) x[0], m, i);
        else doubles((double[]) x[0], m, i);
        for (int p = 0; p < parts; p++)
          Staging.store(kind, out.dtype(), o + i * outStep, outStep, m, x[p], 0, 1, p);
        if (places != null)
          Staging.store(
              Kind.I64,
              jotter.tensor.DType.INT64,
              at + i * indexStep,
              indexStep,
              m,
              places,
              0,
              1,
              0);
      }
    }

    private void complex(double[] a, double[] b, int n, long from) {
      double p = from == 0 ? op == Scan.CUMPROD ? 1 : 0 : re;
      double q = from == 0 ? 0 : im;
      for (int i = 0; i < n; i++) {
        switch (op) {
          case CUMSUM -> {
            p += a[i];
            q += b[i];
          }
          case CUMPROD -> {
            double t = p * a[i] - q * b[i];
            q = p * b[i] + q * a[i];
            p = t;
          }
          case CUMMAX, CUMMIN, LOGCUMSUMEXP ->
              throw new UnsupportedOperationException(op + " is not defined for complex numbers");
        }
        a[i] = p;
        b[i] = q;
      }
      re = p;
      im = q;
    }

    private void longs(long[] a, int n, long from) {
      long s = whole;
      if (from == 0) s = op == Scan.CUMSUM ? 0 : op == Scan.CUMPROD ? 1 : a[0];
      if (from == 0) place = 0;
      for (int i = 0; i < n; i++) {
        switch (op) {
          case CUMSUM -> s += a[i];
          case CUMPROD -> s *= a[i];
          case CUMMAX, CUMMIN -> {
            if (op == Scan.CUMMAX ? a[i] >= s : a[i] <= s) {
              s = a[i];
              place = from + i;
            }
            if (places != null) places[i] = place;
          }
          case LOGCUMSUMEXP ->
              throw new UnsupportedOperationException(
                  op + " is not defined for integers; convert to a floating point type first");
        }
        a[i] = s;
      }
      whole = s;
    }

    private void doubles(double[] a, int n, long from) {
      double s = re;
      if (from == 0) {
        place = 0;
        s =
            switch (op) {
              case CUMSUM -> 0;
              case CUMPROD -> 1;
              case CUMMAX, CUMMIN -> a[0];
              case LOGCUMSUMEXP -> Double.NEGATIVE_INFINITY;
            };
      }
      switch (op) {
        case CUMSUM -> {
          for (int i = 0; i < n; i++) a[i] = s += a[i];
        }
        case CUMPROD -> {
          for (int i = 0; i < n; i++) a[i] = s *= a[i];
        }
        case CUMMAX, CUMMIN -> {
          for (int i = 0; i < n; i++) {
            double v = a[i];
            // The last of equals, and NaN stays once it has come.
            if (v != v || s == s && (op == Scan.CUMMAX ? v >= s : v <= s)) {
              s = v;
              place = from + i;
            }
            if (places != null) places[i] = place;
            a[i] = s;
          }
        }
        case LOGCUMSUMEXP -> {
          for (int i = 0; i < n; i++) {
            double v = a[i];
            double top = Math.max(s, v);
            double low = Math.min(s, v);
            // NaN in Math.max is NaN; equal infinities have no difference.
            s = Double.isInfinite(top) || top != top ? top : top + Math.log1p(Math.exp(low - top));
            a[i] = s;
          }
        }
      }
      re = s;
    }
  }
}
