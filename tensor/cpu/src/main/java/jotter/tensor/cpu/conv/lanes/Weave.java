package jotter.tensor.cpu.conv.lanes;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.cpu.machine.Gate;
import jotter.tensor.cpu.machine.Warm;

/// Sums and multiples of numbers that lie at the same place of several runs, as further runs: what
/// the transformations around the products of {@link Winograd} are made of.
abstract class Weave {
  /// One operation: register a plus or minus register b, `k` times register a, or that plus
  /// register b (kind 'f', rounded once).
  record Op(char kind, int a, int b, float k) {}

  /// What is done with the numbers at one place: registers 0 to inputs - 1 are what is read, each
  /// operation sets the next one.
  record Pattern(int inputs, List<Op> ops, int[] outputs) {
    Warm<Weave> loop() {
      return new Warm<>(new Plain(this), () -> LoopEmitter.weave(this), w -> fast(w, this));
    }
  }

  /// For each of some lines, one after the other: reads run r at `from[at + in[line·inputs + r]]`
  /// and writes run r at `to[base + out[line·outputs + r]]`, `n` numbers each, a multiple of a
  /// vector's.
  abstract void run(
      int lines, int n, float[] from, int at, int[] in, float[] to, int base, int[] out);

  /// The operations as they are written down, each a register.
  static final class Registers {
    final List<Op> ops = new ArrayList<>();
    private final int inputs;

    Registers(int inputs) {
      this.inputs = inputs;
    }

    private int op(char kind, int a, int b, double k) {
      ops.add(new Op(kind, a, b, (float) k));
      return inputs + ops.size() - 1;
    }

    int add(int a, int b) {
      return op('+', a, b, 1);
    }

    int sub(int a, int b) {
      return op('-', a, b, 1);
    }

    int times(double k, int a) {
      return op('*', a, a, k);
    }

    /// k·a + b
    int fma(double k, int a, int b) {
      return op('f', a, b, k);
    }
  }

  private static boolean fast(Weave w, Pattern p) {
    int n = 8 * Tile.LANES;
    int lines = 2;
    int[] in = new int[lines * p.inputs];
    int[] out = new int[lines * p.outputs.length];
    for (int i = 0; i < in.length; i++) in[i] = i * n;
    for (int i = 0; i < out.length; i++) out[i] = i * n;
    float[] from = new float[in.length * n];
    float[] to = new float[out.length * n];
    return Gate.under(2 * 8 * 80, () -> w.run(lines, n, from, 0, in, to, 0, out));
  }

  private static final class Plain extends Weave {
    private final Pattern p;

    Plain(Pattern p) {
      this.p = p;
    }

    @Override
    void run(int lines, int n, float[] from, int at, int[] in, float[] to, int base, int[] out) {
      float[] r = new float[p.inputs + p.ops.size()];
      for (int line = 0; line < lines; line++)
        for (int i = 0; i < n; i++) {
          for (int k = 0; k < p.inputs; k++) r[k] = from[at + in[line * p.inputs + k] + i];
          int k = p.inputs;
          for (Op op : p.ops)
            r[k++] =
                switch (op.kind) {
                  case '+' -> r[op.a] + r[op.b];
                  case '-' -> r[op.a] - r[op.b];
                  case '*' -> r[op.a] * op.k;
                  default -> Math.fma(r[op.a], op.k, r[op.b]);
                };
          for (int o = 0; o < p.outputs.length; o++)
            to[base + out[line * p.outputs.length + o] + i] = r[p.outputs[o]];
        }
    }
  }
}
