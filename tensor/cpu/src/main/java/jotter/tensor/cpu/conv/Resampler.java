package jotter.tensor.cpu.conv;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import jotter.tensor.cpu.conv.direct.FloatResampling;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.cpu.thread.Threads;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Bands;
import jotter.tensor.spi.Block;

/// Images at other sizes: each plane by itself, one dimension after the other, in arrays that stay
/// in the caches. {@link FloatResampling} has what is float32.
public final class Resampler {
  /// Tasks for the threads: each has arrays of its own.
  private static final int TASKS = 16;

  private final Kind kind;
  private final Block in;
  private final Block out;
  private final Bands[] bands;
  private final Integer[] order;
  private final LineSums[] sums;
  private final int before;
  private final int after;
  private final int largest;

  private Resampler(Kind kind, Block in, Block out, Bands[] bands) {
    this.kind = kind;
    this.in = in;
    this.out = out;
    this.bands = bands;
    int n = bands.length;
    // What makes images smaller comes first; of the others the last, whose lines are the longest.
    order = IntStream.range(0, n).map(i -> n - 1 - i).boxed().toArray(Integer[]::new);
    Arrays.sort(order, Comparator.comparingDouble(d -> (double) bands[d].out() / bands[d].in()));
    sums = new LineSums[n];
    for (int d = 0; d < n; d++) sums[d] = LineSums.of(kind, bands[d]);
    int[] size = Arrays.stream(bands).mapToInt(Bands::in).toArray();
    before = volume(size);
    int most = before;
    for (int d : order) {
      size[d] = bands[d].out();
      most = Math.max(most, volume(size));
    }
    after = volume(size);
    largest = most;
  }

  private static int volume(int[] size) {
    return Arrays.stream(size).reduce(1, Math::multiplyExact);
  }

  /// False for numbers and layouts that it does not know.
  public static boolean run(Block in, Block out, Bands[] bands) {
    Kind kind = Convolution.kind(out.dtype());
    if (kind == null) return false;
    if (out.layout().numel() == 0 || FloatResampling.run(in, out, bands)) return true;
    if (!in.layout().isContiguous() || !out.layout().isContiguous()) return false;
    new Resampler(kind, in, out, bands).run();
    return true;
  }

  private void run() {
    int planes = Math.toIntExact(out.layout().numel() / after);
    int tasks = Math.min(planes, TASKS);
    Threads.run(
        tasks,
        t -> {
          Object a = Staging.array(kind, largest);
          Object b = Staging.array(kind, largest);
          int end = (int) ((long) planes * (t + 1) / tasks);
          for (int p = (int) ((long) planes * t / tasks); p < end; p++) plane(p, a, b);
        });
  }

  private void plane(int p, Object a, Object b) {
    int bytes = in.dtype().bytes();
    Staging.load(
        kind, in.dtype(), in.address() + (long) p * before * bytes, bytes, before, a, 0, 1, 0);
    int[] size = Arrays.stream(bands).mapToInt(Bands::in).toArray();
    Object from = a;
    Object to = b;
    for (int d : order) {
      int outer = 1;
      int inner = 1;
      for (int i = 0; i < d; i++) outer *= size[i];
      for (int i = d + 1; i < size.length; i++) inner *= size[i];
      if (inner == 1) sums[d].within(from, outer, to);
      else sums[d].between(from, outer, inner, to);
      size[d] = bands[d].out();
      Object t = from;
      from = to;
      to = t;
    }
    bytes = out.dtype().bytes();
    Staging.store(
        kind, out.dtype(), out.address() + (long) p * after * bytes, bytes, after, from, 0, 1, 0);
  }
}
