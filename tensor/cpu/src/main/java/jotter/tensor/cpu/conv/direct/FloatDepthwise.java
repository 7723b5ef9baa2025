package jotter.tensor.cpu.conv.direct;

import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.ConvSpec;

/// Convolutions with one input channel for each group and few outputs, for which a product of
/// matrices would have too few rows: plane by plane, through {@link Windows}. As in {@link
/// DirectConv}, each method says whether it took the work.
public final class FloatDepthwise {
  private static final double LEAST_USE = 0.5;
  private static final int LARGEST = 1 << 20;

  /// Results that a thread takes at least.
  private static final int SOME = 1 << 12;

  private FloatDepthwise() {}

  private static boolean fits(Grid g, int channels) {
    return g.use() >= LEAST_USE && (long) g.channel * channels <= LARGEST;
  }

  private static int room(Grid g) {
    return g.positions + Windows.STEP;
  }

  public static boolean forward(Block x, Block w, Block bias, Block out, ConvSpec spec) {
    if (!DirectConv.floats(x, w, bias, out)) return false;
    DirectConv c = new DirectConv(x, w, spec);
    Image from = new Image(x);
    Image to = new Image(out);
    if (Frame.suits(c, from, to)) {
      Frame frame = new Frame(c, from, to);
      nine(c, frame, from, to, c.weights(), bias, out.layout().numel());
      return true;
    }
    Grid g = c.forwardGrid(from.size, to.size);
    if (!fits(g, 1)) return false;
    Windows windows = Windows.here(out.layout().numel() * c.taps());
    int[] offset = c.offsets(g, 1);
    float[] weights = c.weights();
    float[] b = DirectConv.numbers(bias);
    Threads.run(
        c.images * c.groups,
        t -> {
          int image = t / c.groups;
          int group = t % c.groups;
          float[] plane = Scratch.array(Scratch.PLANES, g.channel);
          float[] r = Scratch.array(Scratch.RESULTS, room(g));
          g.fill(from, from.at(image, group), plane, 0);
          for (int o = group * c.outputs; o < (group + 1) * c.outputs; o++) {
            float start = b == null ? 0 : b[o];
            windows.sums(plane, offset, weights, o * offset.length, start, g.positions, r);
            Places.store(r, g, to, to.at(image, o));
          }
        });
    return true;
  }

  /// A 3 × 3 kernel.
  private static void nine(
      DirectConv c, Frame frame, Image from, Image to, float[] w, Block bias, long results) {
    Nine nine = Nine.here(results);
    float[] b = DirectConv.numbers(bias);
    int planes = c.images * c.groups;
    int each = (int) Threads.perBlock(planes, SOME / Math.max(1, frame.rows * frame.columns));
    Threads.run(
        (planes + each - 1) / each,
        t -> {
          float[] plane = Scratch.array(Scratch.PLANES, frame.room());
          java.util.Arrays.fill(plane, 0, frame.room(), 0);
          for (int i = t * each; i < Math.min(planes, (t + 1) * each); i++) {
            int image = i / c.groups;
            int group = i % c.groups;
            nine.lay(frame, from.at(image, group), plane);
            for (int o = group * c.outputs; o < (group + 1) * c.outputs; o++) {
              float start = b == null ? 0 : b[o];
              nine.sums(frame, plane, w, Nine.TAPS * o, start, to.at(image, o));
            }
          }
        });
  }

  /// The gradient of the image; a stride above 1 is left to others.
  public static boolean inputGradient(Block grad, Block w, Block gradIn, ConvSpec spec) {
    if (!DirectConv.floats(grad, w, gradIn)) return false;
    DirectConv c = new DirectConv(grad, w, spec);
    Image from = new Image(grad);
    Image to = new Image(gradIn);
    Frame frame = c.outputs == 1 ? Frame.back(c, from, to) : null;
    if (frame != null) {
      nine(c, frame, from, to, turned(c.weights()), null, gradIn.layout().numel());
      return true;
    }
    Axis[] a = new Axis[3];
    for (int d = 0; d < 3; d++) {
      if (c.stride[d] > 1) return false;
      a[d] = Axis.back(to.size[d], from.size[d], c.kernel[d], 1, c.padding[d], c.dilation[d]);
    }
    Grid g = new Grid(a[0], a[1], a[2]);
    if (!fits(g, c.outputs)) return false;
    Windows windows = Windows.here(gradIn.layout().numel() * c.taps());
    int[] offset = c.offsets(g, c.outputs);
    float[] weights = c.weights();
    Threads.run(
        c.images * c.groups,
        t -> {
          int image = t / c.groups;
          int group = t % c.groups;
          float[] planes = Scratch.array(Scratch.PLANES, c.outputs * g.channel);
          float[] r = Scratch.array(Scratch.RESULTS, room(g));
          for (int o = 0; o < c.outputs; o++)
            g.fill(from, from.at(image, group * c.outputs + o), planes, o * g.channel);
          windows.sums(planes, offset, weights, group * offset.length, 0, g.positions, r);
          Places.rows(
              g,
              to,
              to.at(image, group),
              (p, n, k, at) -> Places.store(r, p, n, at, to.strides[2]));
        });
    return true;
  }

  /// Kernels of 3 × 3, each the other way round.
  private static float[] turned(float[] w) {
    float[] t = new float[w.length];
    for (int i = 0; i < w.length; i++)
      t[i] = w[i / Nine.TAPS * Nine.TAPS + Nine.TAPS - 1 - i % Nine.TAPS];
    return t;
  }

  /// The gradient of a 3 × 3 kernel, image after image.
  private static void nineWeights(
      DirectConv c, Frame frame, Image from, Image up, Block gradW, long results) {
    Nine nine = Nine.here(results);
    int lanes = Frame.LANES;
    int wide = frame.there.length * lanes;
    Threads.run(
        c.groups,
        group -> {
          float[] plane = Scratch.array(Scratch.PLANES, frame.room());
          java.util.Arrays.fill(plane, 0, frame.room(), 0);
          float[] upstream = Scratch.array(Scratch.UPSTREAM, (frame.rows + 1) * wide);
          float[][] sums = new float[c.outputs][Nine.TAPS * lanes];
          for (int image = 0; image < c.images; image++) {
            nine.lay(frame, from.at(image, group), plane);
            for (int o = 0; o < c.outputs; o++) {
              long g = up.at(image, group * c.outputs + o);
              nine.rows(g, frame.columns, frame.rows, upstream, 0, wide);
              nine.dots(frame, plane, upstream, sums[o]);
            }
          }
          for (int o = 0; o < c.outputs; o++) {
            long to = gradW.address() + 4L * Nine.TAPS * (group * c.outputs + o);
            for (int t = 0; t < Nine.TAPS; t++, to += 4) {
              double s = 0;
              for (int l = 0; l < lanes; l++) s += sums[o][t * lanes + l];
              Memory.set(to, (float) s);
            }
          }
        });
  }

  /// The gradient of the weights, image after image.
  public static boolean weightGradient(Block x, Block grad, Block gradW, ConvSpec spec) {
    if (!DirectConv.floats(x, grad, gradW) || !gradW.layout().isContiguous()) return false;
    DirectConv c = new DirectConv(x, gradW, spec);
    Image from = new Image(x);
    Image up = new Image(grad);
    if (Frame.suits(c, from, up)) {
      Frame frame = new Frame(c, from, up);
      if (frame.inOrder() && frame.dense()) {
        nineWeights(c, frame, from, up, gradW, grad.layout().numel());
        return true;
      }
    }
    Grid g = c.forwardGrid(from.size, up.size);
    if (!fits(g, 1)) return false;
    Windows windows = Windows.here(grad.layout().numel() * c.taps());
    int[] offset = c.offsets(g, 1);
    int lanes = Windows.LANES;
    int whole = (g.positions + lanes - 1) / lanes * lanes;
    Threads.run(
        c.groups,
        group -> {
          float[] plane = Scratch.array(Scratch.PLANES, g.channel);
          float[] upstream = Scratch.array(Scratch.UPSTREAM, whole);
          // Between the ends of rows it stays 0.
          java.util.Arrays.fill(upstream, 0, whole, 0);
          float[][] sums = new float[c.outputs][offset.length * lanes];
          for (int image = 0; image < c.images; image++) {
            g.fill(from, from.at(image, group), plane, 0);
            for (int o = 0; o < c.outputs; o++) {
              Places.load(up, up.at(image, group * c.outputs + o), g, upstream, 0);
              windows.dots(upstream, plane, offset, g.positions, sums[o]);
            }
          }
          for (int o = 0; o < c.outputs; o++)
            for (int t = 0; t < offset.length; t++) {
              double s = 0;
              for (int l = 0; l < lanes; l++) s += sums[o][t * lanes + l];
              int at = (group * c.outputs + o) * offset.length + t;
              Memory.set(gradW.address() + 4L * at, (float) s);
            }
        });
    return true;
  }
}
