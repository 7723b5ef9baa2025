package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Arrays;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// Means with variances, and logarithms of sums of exponentials: two numbers per output, merged
/// from pieces of a line while each piece is still in cache (Chan, Golub and LeVeque 1979).
public final class Moments {
  private static final int PIECE = 4096;
  private static final int GRAIN = 1 << 15;
  private static final Program SHIFTED_EXP =
      Program.of("shiftedExp", Formula.X.sub(Formula.P0).exp());

  private final Block in;
  private final Kind kind;
  private final int part;
  private final boolean logSumExp;
  private final Dims kept = new Dims();
  private final Dims reduced = new Dims();

  private Moments(Block in, Block out, boolean logSumExp, int part) {
    this.in = in;
    this.part = part;
    this.logSumExp = logSumExp;
    Kind k = Reduce.kind(in.dtype());
    this.kind = k == Kind.I64 ? Kind.F64 : k;
    Reduce.split(in, out, kept, reduced);
  }

  /// Mean and variance of the elements; of complex ones the variance is that of both parts
  /// together.
  public static void variance(Block in, Block mean, Block variance, double correction) {
    double[][] r = new Moments(in, variance, false, 0).run();
    double[][] imag = in.dtype().isComplex() ? new Moments(in, variance, false, 1).run() : null;
    Moments m = new Moments(in, variance, false, 0);
    double n = m.reduced.count();
    double[] v = r[1];
    double divisor = Math.max(0, n - correction);
    for (int i = 0; i < v.length; i++) {
      double sum = imag == null ? v[i] : v[i] + imag[1][i];
      v[i] = sum / divisor;
    }
    put(in, variance, v, 0);
    if (mean != null) {
      put(in, mean, r[0], 0);
      if (imag != null && mean.dtype().isComplex()) put(in, mean, imag[0], 1);
    }
  }

  public static void logSumExp(Block in, Block out) {
    double[][] r = new Moments(in, out, true, 0).run();
    double[] v = r[1];
    for (int i = 0; i < v.length; i++) {
      double m = r[0][i];
      v[i] = Double.isInfinite(m) ? m : m + Math.log(v[i]);
    }
    put(in, out, v, 0);
  }

  private static void put(Block in, Block out, double[] v, int part) {
    Dims kept = new Dims();
    Reduce.split(in, out, kept, new Dims());
    kept.store(Kind.F64, out.dtype(), out.address(), 0, v.length, v, part);
  }

  /// For each output: mean and sum of squares around it, or maximum and sum of exponentials
  /// relative to it.
  private double[][] run() {
    int outputs = Math.toIntExact(kept.count());
    long each = reduced.count();
    double[] first = new double[outputs];
    double[] second = new double[outputs];
    if (outputs == 0) return new double[][] {first, second};
    if (each == 0) {
      java.util.Arrays.fill(first, logSumExp ? Double.NEGATIVE_INFINITY : Double.NaN);
      return new double[][] {first, second};
    }
    if (outputs > 1 && (kept.innerStride() < reduced.innerStride() || each < 32 && outputs >= 64))
      rows(outputs, each, first, second);
    else lines(outputs, each, first, second);
    return new double[][] {first, second};
  }

  private void lines(int outputs, long each, double[] first, double[] second) {
    int parts = outputs < 16 && each >= 2 * GRAIN ? (int) ((each + GRAIN - 1) / GRAIN) : 1;
    long span = parts == 1 ? each : GRAIN;
    int group = (int) Math.clamp(GRAIN / span, 1, 1024);
    if (parts > 1) group = 1;
    int g = group;
    double[] mean = new double[outputs * parts];
    double[] sum = new double[outputs * parts];
    int tasks = outputs * parts;
    Threads.run(
        (tasks + g - 1) / g,
        b -> {
          if (plain()) {
            floats(b * g, Math.min(tasks, (b + 1) * g), parts, span, each, mean, sum);
            return;
          }
          Object piece = Staging.array(kind, (int) Math.min(PIECE, each));
          for (int t = b * g; t < Math.min(tasks, (b + 1) * g); t++) {
            long base = in.address() + kept.offset(t / parts, kept.stride);
            long from = t % parts * span;
            line(base, from, Math.min(each, from + span), mean, sum, t, piece);
          }
        });
    for (int o = 0; o < outputs; o++) {
      double count = 0;
      first[o] = mean[o * parts];
      second[o] = sum[o * parts];
      for (int p = 0; p < parts; p++) {
        long n = Math.min(each, (p + 1) * span) - p * span;
        if (p > 0) merge(first, second, o, count, mean[o * parts + p], sum[o * parts + p], n);
        count += n;
      }
    }
  }

  /// Whether these are lines of float32 in order.
  private boolean plain() {
    return in.dtype() == jotter.tensor.DType.FLOAT32
        && reduced.size.length == 1
        && reduced.stride[0] == 4;
  }

  private void floats(
      int task, int end, int parts, long span, long each, double[] first, double[] second) {
    double[] two = new double[2];
    try (Scratch row = logSumExp ? new Scratch((int) Math.min(PIECE, each)) : null) {
      for (int t = task; t < end; t++) {
        long from = t % parts * span;
        long to = Math.min(each, from + span);
        long base = in.address() + kept.offset(t / parts, kept.stride);
        for (long i = from; i < to; i += PIECE) {
          int n = (int) Math.min(PIECE, to - i);
          if (logSumExp) FloatSoftmax.logSumExp(base + 4 * i, n, row.address, two);
          else variance(base + 4 * i, n, two);
          if (i > from) merge(first, second, t, i - from, two[0], two[1], n);
          else {
            first[t] = two[0];
            second[t] = two[1];
          }
        }
      }
    }
  }

  /// The mean of a piece, and the sum of squares around it.
  private static void variance(long a, int n, double[] to) {
    Lines lines = Lines.here(n);
    double m = lines.sum(a, n) / n;
    float near = (float) m;
    // Around the rounded mean the sum is too large by n times the squared distance.
    double off = m - near;
    to[0] = m;
    to[1] = Math.max(0, lines.squares(a, n, near) - n * off * off);
  }

  private void merge(
      double[] first, double[] second, int at, double count, double m, double s, double n) {
    if (logSumExp) {
      double top = Math.max(first[at], m);
      if (Double.isInfinite(top)) second[at] = top > 0 ? 1 : 0;
      else second[at] = second[at] * Math.exp(first[at] - top) + s * Math.exp(m - top);
      first[at] = top;
      return;
    }
    double d = m - first[at];
    double total = count + n;
    first[at] += d * n / total;
    second[at] += s + d * d * count * n / total;
  }

  private void line(
      long base, long from, long to, double[] first, double[] second, int at, Object piece) {
    double[] shift = new double[1];
    for (long i = from; i < to; i += PIECE) {
      int n = (int) Math.min(PIECE, to - i);
      reduced.load(kind, in.dtype(), base, i, n, piece, part);
      double m;
      double s;
      if (logSumExp) {
        m =
            kind == Kind.F32
                ? Sums.HERE.max((float[]) piece, n)
                : Sums.HERE.max((double[]) piece, n);
        if (Double.isInfinite(m)) s = m > 0 ? 1 : 0;
        else {
          shift[0] = m;
          Arrays.apply(SHIFTED_EXP, kind, shift, piece, n, piece);
          s =
              kind == Kind.F32
                  ? Sums.HERE.sum((float[]) piece, n)
                  : Sums.HERE.sum((double[]) piece, n);
        }
      } else if (kind == Kind.F32) {
        float[] x = (float[]) piece;
        m = Sums.HERE.sum(x, n) / n;
        float near = (float) m;
        s = Sums.HERE.squares(x, n, near);
        // Around the rounded mean the sum is too large by n times the squared distance.
        double off = m - near;
        s = Math.max(0, s - n * off * off);
      } else {
        double[] x = (double[]) piece;
        m = Sums.HERE.sum(x, n) / n;
        s = Sums.HERE.squares(x, n, m);
      }
      if (i == from) {
        first[at] = m;
        second[at] = s;
      } else merge(first, second, at, i - from, m, s, n);
    }
  }

  private void rows(int outputs, long each, double[] first, double[] second) {
    Strips strips = Strips.of(in.dtype(), kept, reduced, in.address());
    if (strips != null) {
      if (logSumExp) FloatMoments.logSumExp(strips, first, second);
      else FloatMoments.variance(strips, first, second);
      return;
    }
    int width = 1024;
    Threads.run(
        (outputs + width - 1) / width,
        b -> {
          int from = b * width;
          int n = Math.min(width, outputs - from);
          double[] m = new double[n];
          double[] s = new double[n];
          if (kind == Kind.F32) strip(new float[n], from, n, each, m, s);
          else strip(new double[n], from, n, each, m, s);
          System.arraycopy(m, 0, first, from, n);
          System.arraycopy(s, 0, second, from, n);
        });
  }

  private void row(long r, int from, int n, Object x) {
    long base = in.address() + reduced.offset(r, reduced.stride);
    kept.load(kind, in.dtype(), base, from, n, x, part);
  }

  private void strip(float[] x, int from, int n, long each, double[] m, double[] s) {
    float[] top = new float[n];
    java.util.Arrays.fill(top, Float.NEGATIVE_INFINITY);
    for (long r = 0; r < each; r++) {
      row(r, from, n, x);
      if (logSumExp) for (int i = 0; i < n; i++) top[i] = Math.max(top[i], x[i]);
      else for (int i = 0; i < n; i++) m[i] += x[i];
    }
    double[] none = new double[1];
    for (int i = 0; i < n; i++) m[i] = logSumExp ? top[i] : m[i] / each;
    // Infinite maxima would give NaN; the sums of such lines are not used.
    for (int i = 0; i < n; i++) top[i] = Float.isInfinite(top[i]) ? 0 : top[i];
    for (long r = 0; r < each; r++) {
      row(r, from, n, x);
      if (logSumExp) {
        for (int i = 0; i < n; i++) x[i] -= top[i];
        Arrays.apply(SHIFTED_EXP, kind, none, x, n, x);
        for (int i = 0; i < n; i++) s[i] += x[i];
      } else
        for (int i = 0; i < n; i++) {
          double d = x[i] - m[i];
          s[i] += d * d;
        }
    }
  }

  private void strip(double[] x, int from, int n, long each, double[] m, double[] s) {
    double[] top = new double[n];
    java.util.Arrays.fill(top, Double.NEGATIVE_INFINITY);
    for (long r = 0; r < each; r++) {
      row(r, from, n, x);
      if (logSumExp) for (int i = 0; i < n; i++) top[i] = Math.max(top[i], x[i]);
      else for (int i = 0; i < n; i++) m[i] += x[i];
    }
    double[] none = new double[1];
    for (int i = 0; i < n; i++) m[i] = logSumExp ? top[i] : m[i] / each;
    for (int i = 0; i < n; i++) top[i] = Double.isInfinite(top[i]) ? 0 : top[i];
    for (long r = 0; r < each; r++) {
      row(r, from, n, x);
      if (logSumExp) {
        for (int i = 0; i < n; i++) x[i] -= top[i];
        Arrays.apply(SHIFTED_EXP, kind, none, x, n, x);
        for (int i = 0; i < n; i++) s[i] += x[i];
      } else
        for (int i = 0; i < n; i++) {
          double d = x[i] - m[i];
          s[i] += d * d;
        }
    }
  }
}
