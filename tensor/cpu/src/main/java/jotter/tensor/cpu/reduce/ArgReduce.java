package jotter.tensor.cpu.reduce;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.machine.Memory;
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

  public static void run(boolean max, Block in, Block index, Block value) {
    if (index.layout().numel() == 0) return;
    new ArgReduce(max, in, index).run(index, value);
  }

  private void run(Block index, Block value) {
    int outputs = Math.toIntExact(kept.count());
    long each = reduced.count();
    long[] at = new long[outputs];
    Object best = Staging.array(kind, outputs);
    if (outputs > 1 && (kept.innerStride() < reduced.innerStride() || each < 32 && outputs >= 64))
      rows(outputs, each, at, best);
    else if (plain()) floats(outputs, (int) each, at, (float[]) best);
    else lines(outputs, each, at, best);
    kept.store(Kind.I64, index.dtype(), index.address(), 0, outputs, at, 0);
    if (value == null) return;
    Dims other = new Dims();
    Reduce.split(in, value, other, new Dims());
    other.store(kind, value.dtype(), value.address(), 0, outputs, best, 0);
  }

  /// Whether what is reduced are lines of float32 in order.
  private boolean plain() {
    return in.dtype() == DType.FLOAT32
        && reduced.size.length == 1
        && reduced.stride[0] == 4
        && reduced.size[0] <= Integer.MAX_VALUE;
  }

  /// Lines of float32 in order: first the extreme value, then its first place.
  private void floats(int outputs, int each, long[] at, float[] best) {
    int parts = outputs < 16 && each >= 2 * GRAIN ? (each + GRAIN - 1) / GRAIN : 1;
    int span = parts == 1 ? each : GRAIN;
    int group = Math.clamp(GRAIN / span, 1, 1024);
    int tasks = outputs * parts;
    float[] found = parts == 1 ? best : new float[tasks];
    Lines lines = Lines.here(each);
    Threads.run(
        (tasks + group - 1) / group,
        b -> {
          for (int t = b * group; t < Math.min(tasks, (b + 1) * group); t++) {
            int from = t % parts * span;
            int n = Math.min(span, each - from);
            long a = in.address() + kept.offset(t / parts, kept.stride) + 4L * from;
            found[t] = lines.extreme(a, n, max);
            if (parts == 1) put(lines, a, n, at, best, t);
          }
        });
    if (parts == 1) return;
    for (int o = 0; o < outputs; o++) {
      int w = o * parts;
      for (int p = 1; p < parts; p++) if (better(found[o * parts + p], found[w])) w = o * parts + p;
      best[o] = found[w];
      int from = w % parts * span;
      long a = in.address() + kept.offset(o, kept.stride) + 4L * from;
      put(lines, a, Math.min(span, each - from), at, best, o);
      at[o] += from;
    }
  }

  /// The first place of a line's best value, and what stands there: of zeros, the first one's sign.
  private static void put(Lines lines, long a, int n, long[] at, float[] best, int o) {
    at[o] = lines.first(a, n, best[o]);
    best[o] = Memory.getF32(a + 4 * at[o]);
  }

  private void lines(int outputs, long each, long[] at, Object values) {
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
      System.arraycopy(best, w, values, o, 1);
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

  private void rows(int outputs, long each, long[] at, Object values) {
    Strips strips = Strips.of(in.dtype(), kept, reduced, in.address());
    if (strips != null) {
      strips(strips, at, (float[]) values);
      return;
    }
    int width = 256;
    Threads.run(
        (outputs + width - 1) / width,
        b -> {
          int from = b * width;
          int n = Math.min(width, outputs - from);
          Object best = Staging.array(kind, n);
          long[] found = new long[n];
          rows(from, n, 0, each, best, found);
          System.arraycopy(found, 0, at, from, n);
          System.arraycopy(best, 0, values, from, n);
        });
  }

  /// The best of the rows `first` .. `last - 1` for the outputs from `from` on.
  private void rows(long from, int n, long first, long last, Object best, long[] at) {
    Object row = Staging.array(kind, n);
    java.util.Arrays.fill(at, first);
    for (long r = first; r < last; r++) {
      long base = in.address() + reduced.offset(r, reduced.stride);
      kept.load(kind, in.dtype(), base, from, n, r == first ? best : row, 0);
      if (r > first) row(row, best, at, n, r);
    }
  }

  private void strips(Strips strips, long[] at, float[] values) {
    int parts = strips.parts;
    float[][] bests = new float[strips.count * parts][];
    int[][] places = new int[strips.count * parts][];
    Threads.run(
        bests.length,
        b -> {
          int s = b / parts;
          int first = strips.first(b % parts);
          int last = strips.first(b % parts + 1);
          bests[b] = new float[strips.width(s)];
          places[b] = new int[strips.width(s)];
          strip(strips, s, first, last, bests[b], places[b]);
        });
    for (int s = 0; s < strips.count; s++) {
      int from = (int) strips.from(s);
      float[] best = bests[s * parts];
      int[] place = places[s * parts];
      for (int p = 1; p < parts; p++) {
        float[] more = bests[s * parts + p];
        for (int i = 0; i < best.length; i++)
          if (better(more[i], best[i])) {
            best[i] = more[i];
            place[i] = places[s * parts + p][i];
          }
      }
      for (int i = 0; i < best.length; i++) at[from + i] = place[i];
      System.arraycopy(best, 0, values, from, best.length);
    }
  }

  private void strip(Strips strips, int s, int first, int last, float[] best, int[] place) {
    int n = best.length;
    float[] all = new float[n];
    long[] rows = new long[Columns.ROWS];
    Columns columns = Columns.here();
    float sign = max ? 1 : -1;
    java.util.Arrays.fill(best, Float.NEGATIVE_INFINITY);
    java.util.Arrays.fill(place, first);
    for (int r = first; r < last; r += Columns.ROWS) {
      int count = strips.rows(s, r, last, rows);
      columns.place(rows, count, n, sign, r, best, place, all);
    }
    boolean clean = true;
    for (int i = 0; i < n; i++) clean &= all[i] == all[i];
    if (clean) {
      if (!max) for (int i = 0; i < n; i++) best[i] = -best[i];
      return;
    }
    long[] found = new long[n];
    rows(strips.from(s), n, first, last, best, found);
    for (int i = 0; i < n; i++) place[i] = (int) found[i];
  }

  private void row(Object row, Object best, long[] at, int n, long r) {
    switch (kind) {
      case F32 -> {
        float[] x = (float[]) row;
        float[] y = (float[]) best;
        for (int i = 0; i < n; i++)
          if ((max ? x[i] > y[i] : x[i] < y[i]) || x[i] != x[i] && y[i] == y[i]) {
            y[i] = x[i];
            at[i] = r;
          }
      }
      case F64 -> {
        double[] x = (double[]) row;
        double[] y = (double[]) best;
        for (int i = 0; i < n; i++)
          if ((max ? x[i] > y[i] : x[i] < y[i]) || x[i] != x[i] && y[i] == y[i]) {
            y[i] = x[i];
            at[i] = r;
          }
      }
      default -> {
        long[] x = (long[]) row;
        long[] y = (long[]) best;
        for (int i = 0; i < n; i++)
          if (max ? x[i] > y[i] : x[i] < y[i]) {
            y[i] = x[i];
            at[i] = r;
          }
      }
    }
  }
}
