package jotter.tensor.cpu.conv.lanes;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.cpu.kernel.Gate;
import jotter.tensor.cpu.loop.Warm;

/// Sums and differences of numbers that lie at the same place of several runs, as further runs: the
/// transformations around the products of {@link Winograd}, F(2x2, 3x3). A tile of 4 x 4 elements
/// gives 2 x 2 results with 16 multiplications for each channel instead of 36.
abstract class Weave {
  /// One operation: register a plus or minus register b, or half of register a.
  record Op(char kind, int a, int b) {}

  /// What is done with the numbers at one place: registers 0 to inputs - 1 are what is read, each
  /// operation sets the next one.
  record Pattern(int inputs, List<Op> ops, int[] outputs) {}

  /// Bᵀ d B of an element's neighbourhood.
  static final Warm<Weave> SEEN = kernel(pattern(4, 4, 0, Weave::seen));

  /// G g Gᵀ of a kernel.
  static final Warm<Weave> KERNEL = kernel(pattern(3, 4, 0, Weave::kernel));

  /// Aᵀ m A of products, plus run 16.
  static final Warm<Weave> RESULT = kernel(pattern(4, 2, 1, Weave::result));

  /// A y Aᵀ of what came back.
  static final Warm<Weave> CAME = kernel(pattern(2, 4, 0, Weave::came));

  /// Gᵀ u G of sums of products.
  static final Warm<Weave> SUMMED = kernel(pattern(4, 3, 0, Weave::summed));

  /// Reads run r at `from[at + in[r]]` and writes run r at `to[base + out[r]]`, `n` numbers each, a
  /// multiple of a vector's.
  abstract void run(int n, float[] from, int at, int[] in, float[] to, int base, int[] out);

  /// The operations as they are written down, each a register.
  static final class Registers {
    final List<Op> ops = new ArrayList<>();
    private final int inputs;

    Registers(int inputs) {
      this.inputs = inputs;
    }

    private int op(char kind, int a, int b) {
      ops.add(new Op(kind, a, b));
      return inputs + ops.size() - 1;
    }

    int add(int a, int b) {
      return op('+', a, b);
    }

    int sub(int a, int b) {
      return op('-', a, b);
    }

    int half(int a) {
      return op('/', a, a);
    }
  }

  private interface Line {
    int[] of(Registers r, int... x);
  }

  private static int[] seen(Registers r, int... x) {
    return new int[] {r.sub(x[0], x[2]), r.add(x[1], x[2]), r.sub(x[2], x[1]), r.sub(x[3], x[1])};
  }

  private static int[] kernel(Registers r, int... x) {
    int ends = r.half(r.add(x[0], x[2]));
    int middle = r.half(x[1]);
    return new int[] {x[0], r.add(ends, middle), r.sub(ends, middle), x[2]};
  }

  private static int[] result(Registers r, int... x) {
    int[] y = {r.add(x[0], r.add(x[1], x[2])), r.add(r.sub(x[1], x[2]), x[3])};
    return y;
  }

  private static int[] came(Registers r, int... x) {
    return new int[] {x[0], r.add(x[0], x[1]), r.sub(x[0], x[1]), x[1]};
  }

  private static int[] summed(Registers r, int... x) {
    int both = r.half(r.add(x[1], x[2]));
    return new int[] {r.add(x[0], both), r.half(r.sub(x[1], x[2])), r.add(both, x[3])};
  }

  /// The same for the columns, then for the rows of a square.
  private static Pattern pattern(int in, int out, int extra, Line line) {
    int inputs = in * in + extra;
    Registers r = new Registers(inputs);
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
      for (int x = 0; x < out; x++)
        outputs[y * out + x] = extra == 0 ? done[x] : r.add(done[x], in * in);
    }
    return new Pattern(inputs, List.copyOf(r.ops), outputs);
  }

  private static Warm<Weave> kernel(Pattern p) {
    return new Warm<>(new Plain(p), () -> LoopEmitter.weave(p), w -> fast(w, p));
  }

  private static boolean fast(Weave w, Pattern p) {
    int n = 8 * Tile.LANES;
    int[] in = new int[p.inputs];
    int[] out = new int[p.outputs.length];
    for (int i = 0; i < in.length; i++) in[i] = i * n;
    for (int i = 0; i < out.length; i++) out[i] = i * n;
    float[] from = new float[in.length * n];
    float[] to = new float[out.length * n];
    return Gate.under(8 * 80, () -> w.run(n, from, 0, in, to, 0, out));
  }

  private static final class Plain extends Weave {
    private final Pattern p;

    Plain(Pattern p) {
      this.p = p;
    }

    @Override
    void run(int n, float[] from, int at, int[] in, float[] to, int base, int[] out) {
      float[] r = new float[p.inputs + p.ops.size()];
      for (int i = 0; i < n; i++) {
        for (int k = 0; k < p.inputs; k++) r[k] = from[at + in[k] + i];
        int k = p.inputs;
        for (Op op : p.ops)
          r[k++] =
              switch (op.kind) {
                case '+' -> r[op.a] + r[op.b];
                case '-' -> r[op.a] - r[op.b];
                default -> r[op.a] * 0.5f;
              };
        for (int o = 0; o < out.length; o++) to[base + out[o] + i] = r[p.outputs[o]];
      }
    }
  }
}
