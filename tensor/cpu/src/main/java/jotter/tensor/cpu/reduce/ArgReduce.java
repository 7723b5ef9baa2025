package jotter.tensor.cpu.reduce;

import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// The place of the largest or smallest element along one dimension: the first one of equals, a NaN
/// before everything.
public final class ArgReduce {
  private static final int PIECE = 4096;
  private static final int GRAIN = 1 << 15;

  private final boolean max;
  private final Block in;
  private final Kind kind;
  private final Dims kept = new Dims();
  private final Dims reduced = new Dims();

  private ArgReduce(boolean max, Block in, Block index) {
    this.max = max;
    this.in = in;
    this.kind = Reduce.kind(in.dtype());
    Reduce.split(in, index, kept, reduced);
  }

  public static void run(boolean max, Block in, Block index, Block value, int dim) {
    if (index.layout().numel() == 0) return;
    new ArgReduce(max, in, index).run(index, value);
  }

  private void run(Block index, Block value) {
    int outputs = Math.toIntExact(kept.count());
    long each = reduced.count();
    long[] at = new long[outputs];
    if (outputs > 1 && (kept.innerStride() < reduced.innerStride() || each < 32 && outputs >= 64))
      rows(outputs, each, at);
    else lines(outputs, each, at);
    kept.store(Kind.I64, index.dtype(), index.address(), 0, outputs, at, 0);
    if (value == null) return;
    Dims other = new Dims();
    Reduce.split(in, value, other, new Dims());
    Object one = Staging.array(kind, 1);
    for (int o = 0; o < outputs; o++) {
      long a = in.address() + kept.offset(o, kept.stride) + reduced.offset(at[o], reduced.stride);
      Staging.load(kind, in.dtype(), a, 0, 1, one, 0, 1, 0);
      other.store(kind, value.dtype(), value.address(), o, 1, one, 0);
    }
  }

  private void lines(int outputs, long each, long[] at) {
    int parts = outputs < 16 && each >= 2 * GRAIN ? (int) ((each + GRAIN - 1) / GRAIN) : 1;
    long span = parts == 1 ? each : GRAIN;
    int group = parts > 1 ? 1 : (int) Math.clamp(GRAIN / span, 1, 1024);
    int tasks = outputs * parts;
    long[] found = new long[tasks];
    Object best = Staging.array(kind, tasks);
    Threads.run(
        (tasks + group - 1) / group,
        b -> {
          Object piece = Staging.array(kind, (int) Math.min(PIECE, each));
          for (int t = b * group; t < Math.min(tasks, (b + 1) * group); t++) {
            long base = in.address() + kept.offset(t / parts, kept.stride);
            long from = t % parts * span;
            line(base, from, Math.min(each, from + span), found, best, t, piece);
          }
        });
    for (int o = 0; o < outputs; o++) {
      int w = o * parts;
      for (int p = 1; p < parts; p++) if (better(best, o * parts + p, best, w)) w = o * parts + p;
      at[o] = found[w];
    }
  }

  private void line(long base, long from, long to, long[] found, Object best, int t, Object piece) {
    for (long i = from; i < to; i += PIECE) {
      int n = (int) Math.min(PIECE, to - i);
      reduced.load(kind, in.dtype(), base, i, n, piece, 0);
      int k = place(piece, n);
      if (i == from || better(piece, k, best, t)) {
        found[t] = i + k;
        System.arraycopy(piece, k, best, t, 1);
      }
    }
  }

  /// Whether x[i] goes before y[j], were it behind it.
  private boolean better(Object x, int i, Object y, int j) {
    return switch (kind) {
      case F32 -> better(((float[]) x)[i], ((float[]) y)[j]);
      case F64 -> better(((double[]) x)[i], ((double[]) y)[j]);
      default -> {
        long a = ((long[]) x)[i];
        long b = ((long[]) y)[j];
        yield max ? a > b : a < b;
      }
    };
  }

  private boolean better(double a, double b) {
    if (b != b) return false;
    return a != a || (max ? a > b : a < b);
  }

  /// First the extreme value by vectors, then its first place.
  private int place(Object piece, int n) {
    switch (kind) {
      case F32 -> {
        float[] x = (float[]) piece;
        float m = max ? Sums.HERE.max(x, n) : Sums.HERE.min(x, n);
        if (m != m) for (int i = 0; i < n; i++) if (x[i] != x[i]) return i;
        for (int i = 0; i < n; i++) if (x[i] == m) return i;
      }
      case F64 -> {
        double[] x = (double[]) piece;
        double m = max ? Sums.HERE.max(x, n) : Sums.HERE.min(x, n);
        if (m != m) for (int i = 0; i < n; i++) if (x[i] != x[i]) return i;
        for (int i = 0; i < n; i++) if (x[i] == m) return i;
      }
      default -> {
        long[] x = (long[]) piece;
        long m = x[0];
        for (int i = 1; i < n; i++) m = max ? Math.max(m, x[i]) : Math.min(m, x[i]);
        for (int i = 0; i < n; i++) if (x[i] == m) return i;
      }
    }
    throw new AssertionError("an extreme value has a place");
  }

  private void rows(int outputs, long each, long[] at) {
    int width = 256;
    Threads.run(
        (outputs + width - 1) / width,
        b -> {
          int from = b * width;
          int n = Math.min(width, outputs - from);
          Object row = Staging.array(kind, n);
          Object best = Staging.array(kind, n);
          for (long r = 0; r < each; r++) {
            long base = in.address() + reduced.offset(r, reduced.stride);
            kept.load(kind, in.dtype(), base, from, n, r == 0 ? best : row, 0);
            if (r == 0) continue;
            row(row, best, at, from, n, r);
          }
        });
  }

  private void row(Object row, Object best, long[] at, int from, int n, long r) {
    switch (kind) {
      case F32 -> {
        float[] x = (float[]) row;
        float[] y = (float[]) best;
        for (int i = 0; i < n; i++)
          if ((max ? x[i] > y[i] : x[i] < y[i]) || x[i] != x[i] && y[i] == y[i]) {
            y[i] = x[i];
            at[from + i] = r;
          }
      }
      case F64 -> {
        double[] x = (double[]) row;
        double[] y = (double[]) best;
        for (int i = 0; i < n; i++)
          if ((max ? x[i] > y[i] : x[i] < y[i]) || x[i] != x[i] && y[i] == y[i]) {
            y[i] = x[i];
            at[from + i] = r;
          }
      }
      default -> {
        long[] x = (long[]) row;
        long[] y = (long[]) best;
        for (int i = 0; i < n; i++)
          if (max ? x[i] > y[i] : x[i] < y[i]) {
            y[i] = x[i];
            at[from + i] = r;
          }
      }
    }
  }
}
