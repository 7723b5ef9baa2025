package jotter.tensor.cpu.conv.lanes;

import java.util.List;
import java.util.stream.Stream;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Warm;

/// A transformation of squares: the same is done with their columns, then with the rows of what
/// came out. Small squares are changed in one loop, for larger ones there are not registers enough.
final class Change {
  /// What is done with a line, as further registers.
  interface Line {
    int[] of(Weave.Registers r, int... x);
  }

  /// A change of certain runs into certain others.
  interface Step {
    void run(int n, float[] from, int at, float[] to, int base);
  }

  /// Numbers of each run of a larger square that are worked on together, in the first level cache.
  private static final int CHUNK = 8 * Tile.LANES;

  private static final int AT_ONCE = 16;

  private final int in;
  private final int out;
  private final boolean more;
  private final Warm<Weave> first;
  private final Warm<Weave> second;

  /// A change of squares of `in` x `in` to such of `out` x `out`.
  ///
  /// @param more whether a further run comes in, which is added to all that comes out
  Change(int in, int out, boolean more, Line line) {
    this.in = in;
    this.out = out;
    this.more = more;
    if (in * in <= AT_ONCE && out * out <= AT_ONCE) {
      first = square(line).loop();
      second = null;
    } else {
      first = row(line, false).loop();
      second = row(line, more).loop();
    }
  }

  /// The loops, for tests.
  Stream<Warm<Weave>> loops() {
    return Stream.of(first, second).filter(w -> w != null);
  }

  private Weave.Pattern square(Line line) {
    int inputs = in * in + (more ? 1 : 0);
    Weave.Registers r = new Weave.Registers(inputs);
    int[][] columns = new int[in][];
    for (int x = 0; x < in; x++) {
      int[] column = new int[in];
      for (int y = 0; y < in; y++) column[y] = y * in + x;
      columns[x] = line.of(r, column);
    }
    int[] outputs = new int[out * out];
    for (int y = 0; y < out; y++) {
      int[] row = new int[in];
      for (int x = 0; x < in; x++) row[x] = columns[x][y];
      int[] done = line.of(r, row);
      for (int x = 0; x < out; x++) outputs[y * out + x] = more ? r.add(done[x], in * in) : done[x];
    }
    return new Weave.Pattern(inputs, List.copyOf(r.ops), outputs);
  }

  private Weave.Pattern row(Line line, boolean more) {
    int inputs = in + (more ? 1 : 0);
    Weave.Registers r = new Weave.Registers(inputs);
    int[] x = new int[in];
    for (int i = 0; i < in; i++) x[i] = i;
    int[] y = line.of(r, x);
    for (int i = 0; more && i < out; i++) y[i] = r.add(y[i], in);
    return new Weave.Pattern(inputs, List.copyOf(r.ops), y);
  }

  /// The change of the runs at `from` to those at `to`, row by row; `work` numbers will be changed.
  Step step(long work, int[] from, int[] to) {
    Weave a = first.get(work);
    if (second == null) return (n, x, at, y, base) -> a.run(1, n, x, at, from, y, base, to);
    Weave b = second.get(work);
    int inputs = in + (more ? 1 : 0);
    int[] columns = new int[in * in];
    int[] turned = new int[in * out];
    int[] rows = new int[out * inputs];
    for (int x = 0; x < in; x++) {
      for (int y = 0; y < in; y++) columns[x * in + y] = from[y * in + x];
      for (int y = 0; y < out; y++) turned[x * out + y] = (y * in + x) * CHUNK;
    }
    for (int y = 0; y < out; y++)
      for (int x = 0; x < inputs; x++)
        rows[y * inputs + x] = (x < in ? y * in + x : out * in) * CHUNK;
    return (n, x, at, y, base) -> {
      float[] between = Scratch.array(Scratch.BETWEEN, (out * in + 1) * CHUNK);
      for (int i = 0; i < n; i += CHUNK) {
        int some = Math.min(CHUNK, n - i);
        if (more) System.arraycopy(x, at + i + from[in * in], between, out * in * CHUNK, some);
        a.run(in, some, x, at + i, columns, between, 0, turned);
        b.run(out, some, between, 0, rows, y, base + i, to);
      }
    };
  }
}
