package jotter.tensor.cpu.linalg;

import java.util.Arrays;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Storage;

/// Eliminations in many small matrices at once, which lie in the lanes of vectors: number (i, j) of
/// each is a lane of vector i·n + j. What differs from matrix to matrix, the search for pivots and
/// exchanges of rows, is done lane by lane.
final class SmallLanes implements AutoCloseable {
  private static final int SHARE = 1 << 15;

  private final Rows r;
  private final int m;
  private final int n;
  private final int lanes;

  /// Bytes of a vector.
  private final long wide;

  /// Bytes from row to row.
  private final long pitch;

  private final Storage storage;

  /// The matrices, right sides, and vectors for what is in between.
  private final long a;

  private final long right;
  private final long room;
  private final int[] pivots;
  private final int[] info;

  private SmallLanes(Rows r, int m, int n, int columns) {
    this.r = r;
    this.m = m;
    this.n = n;
    lanes = r.lanes;
    wide = (long) lanes * r.size;
    pitch = n * wide;
    storage = Pool.INSTANCE.allocate((m * pitch) + n * columns * wide + (n + 1) * wide);
    a = storage.address();
    right = a + m * pitch;
    room = right + n * columns * wide;
    pivots = new int[lanes * Math.min(m, n)];
    info = new int[lanes];
  }

  @Override
  public void close() {
    storage.release();
  }

  /// Whether there are matrices enough for all lanes, as far apart from one another as vectors
  /// want.
  static boolean fits(Rows r, Batch... all) {
    if (r.lanes < 4 || all[0].count() < r.lanes) return false;
    for (Batch b : all) if (!b.regular()) return false;
    return true;
  }

  /// Runs `body` for all matrices, as many as there are lanes at a time; the last ones may have
  /// their turn twice, with the same results.
  private static void each(Rows r, Batch in, int columns, double work, Body body) {
    long count = in.count();
    long blocks = (count + r.lanes - 1) / r.lanes;
    long share = Math.clamp((long) (SHARE / (work + 50)) / r.lanes, 1, blocks);
    Threads.run(
        Math.toIntExact((blocks + share - 1) / share),
        t -> {
          try (SmallLanes s = new SmallLanes(r, in.rows, in.columns, columns)) {
            for (long b = t * share; b < Math.min(blocks, (t + 1) * share); b++)
              body.run(s, Math.min(b * r.lanes, count - r.lanes));
          }
        });
  }

  private interface Body {
    void run(SmallLanes s, long first);
  }

  private void load(Batch from, long first, long to) {
    int count = from.rows * from.columns;
    r.transpose(from.address(first), from.apart(), lanes, count, to, wide);
  }

  private void store(long from, Batch to, long first) {
    int count = to.rows * to.columns;
    r.transpose(from, wide, count, lanes, to.address(first), to.apart());
  }

  private void store(Batch failed, long first) {
    for (int l = 0; l < lanes; l++) Memory.set(failed.address(first + l), info[l]);
  }

  private long at(int i, int j) {
    return a + i * pitch + j * wide;
  }

  static void cholesky(Rows r, Batch a, Batch l, Batch failed) {
    double work = Math.pow(a.rows, 3) / 6;
    each(
        r,
        a,
        0,
        work,
        (s, first) -> {
          s.load(a, first, s.a);
          s.cholesky();
          s.store(s.a, l, first);
          s.store(failed, first);
        });
  }

  private void cholesky() {
    Arrays.fill(info, 0);
    for (int j = 0; j < n; j++) {
      long d = at(j, j);
      for (int l = 0; l < lanes; l++) {
        double v = r.get(d + l * r.size);
        if (!(v > 0) && info[l] == 0) info[l] = j + 1;
        r.set(d + l * r.size, Math.sqrt(v));
      }
      r.clear(d + wide, (long) (n - 1 - j) * lanes);
      int rest = n - j - 1;
      if (rest == 0) continue;
      r.divideLanes(at(j + 1, j), pitch, rest, d);
      for (int i = 0; i < rest; i++) r.copy(at(j + 1 + i, j), room + i * wide, lanes);
      r.subtractLanes(at(j + 1, j + 1), pitch, room, wide, rest, room, rest);
    }
  }

  static void lu(Rows r, Batch a, Batch lu, Batch places, Batch failed) {
    int steps = Math.min(a.rows, a.columns);
    double work = (double) a.rows * a.columns * steps / 2;
    each(
        r,
        a,
        0,
        work,
        (s, first) -> {
          s.load(a, first, s.a);
          s.lu(0);
          s.store(s.a, lu, first);
          s.store(failed, first);
          for (int l = 0; l < s.lanes; l++) {
            long to = places.address(first + l);
            for (int j = 0; j < steps; j++) Memory.set(to + 4L * j, s.pivots[l * steps + j]);
          }
        });
  }

  /// L and U in place; rows of the right sides, of `columns` numbers, are exchanged as well.
  private void lu(int columns) {
    Arrays.fill(info, 0);
    int steps = Math.min(m, n);
    for (int j = 0; j < steps; j++) {
      for (int l = 0; l < lanes; l++) {
        long lane = (long) l * r.size;
        int p = r.largest(at(j, j) + lane, m - j, pitch) + j;
        pivots[l * steps + j] = p + 1;
        if (p != j) {
          r.swapColumns(at(j, 0) + lane, at(p, 0) + lane, wide, n);
          long width = columns * wide;
          r.swapColumns(right + j * width + lane, right + p * width + lane, wide, columns);
        }
        double d = r.get(at(j, j) + lane);
        if (d == 0 && info[l] == 0) info[l] = j + 1;
        // All below it is 0 too.
        r.set(room + lane, d == 0 ? 1 : d);
      }
      int below = m - j - 1;
      r.divideLanes(at(j + 1, j), pitch, below, room);
      r.subtractLanes(at(j + 1, j + 1), pitch, at(j + 1, j), pitch, below, at(j, j + 1), n - j - 1);
    }
  }

  static void solve(Rows r, Batch a, Batch b, Batch x, Batch failed) {
    int n = a.rows;
    int k = x.columns;
    double work = (double) n * n * (n / 3.0 + k);
    each(
        r,
        a,
        k,
        work,
        (s, first) -> {
          s.load(a, first, s.a);
          s.load(b, first, s.right);
          s.lu(k);
          s.substitute(k);
          s.store(s.right, x, first);
          s.store(failed, first);
        });
  }

  private void substitute(int columns) {
    long width = columns * wide;
    for (int j = 0; j < n - 1; j++) {
      long known = right + j * width;
      r.subtractLanes(known + width, width, at(j + 1, j), pitch, n - 1 - j, known, columns);
    }
    for (int j = n - 1; j >= 0; j--) {
      long known = right + j * width;
      r.divideLanes(known, wide, columns, at(j, j));
      r.subtractLanes(right, width, at(0, j), pitch, j, known, columns);
    }
  }
}
