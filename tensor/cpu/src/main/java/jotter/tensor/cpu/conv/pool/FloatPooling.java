package jotter.tensor.cpu.conv.pool;

import jotter.tensor.DType;
import jotter.tensor.cpu.conv.pool.PoolLoop.Work;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.PoolSpec;

/// Pooling of float32. Each method says whether it took the work.
public final class FloatPooling {
  /// Bytes of a group of planes beyond which they are left to the general way.
  private static final long LARGEST = 1L << 29;

  /// Numbers of taps are float32, which has all whole numbers up to here.
  private static final long MOST_TAPS = 1 << 24;

  private final int[] kernel;
  private final int[] stride;
  private final int[] padding;
  private final int[] dilation;
  private final PoolSpec spec;
  private final Field image;
  private final Field pooled;

  private FloatPooling(Block image, Block pooled, PoolSpec spec) {
    this.spec = spec;
    this.image = Field.of(image);
    this.pooled = Field.of(pooled);
    kernel = lift(spec.kernel(), 1);
    stride = lift(spec.stride(), 1);
    padding = lift(spec.padding(), 0);
    dilation = lift(spec.dilation(), 1);
  }

  private static int[] lift(int[] values, int missing) {
    int[] r = {missing, missing, missing};
    System.arraycopy(values, 0, r, 3 - values.length, values.length);
    return r;
  }

  private static boolean floats(Block... blocks) {
    for (Block b : blocks)
      if (b != null && (b.dtype() != DType.FLOAT32 || b.layout().numel() == 0)) return false;
    return Simd.ON;
  }

  /// The largest elements and, if `taps` (float32) is not null, the number of the tap by which each
  /// was seen.
  public static boolean max(Block x, Block y, Block taps, PoolSpec spec) {
    if (!floats(x, y, taps)) return false;
    FloatPooling p = new FloatPooling(x, y, spec);
    if ((long) p.kernel[0] * p.kernel[1] * p.kernel[2] > MOST_TAPS) return false;
    Reach[] reach = p.forward();
    // Gaps may be as wide as an image.
    for (Reach r : reach) if (!r.seesAll()) return false;
    Work work = taps == null ? Work.TOP : Work.PLACE;
    return p.run(new Rows(work, reach, p.kernel, p.alike(p.pooled), 1), p.image, p.pooled, taps);
  }

  /// Each gradient goes to the element that was seen by the tap in `taps`.
  public static boolean maxGradient(Block grad, Block taps, Block gradIn, PoolSpec spec) {
    if (!floats(grad, taps, gradIn)) return false;
    FloatPooling p = new FloatPooling(gradIn, grad, spec);
    Rows rows = new Rows(Work.ROUTE, p.back(), p.kernel, p.alike(p.image), 1);
    return p.run(rows, p.pooled, p.image, taps);
  }

  public static boolean average(Block x, Block y, PoolSpec spec) {
    if (!floats(x, y)) return false;
    FloatPooling p = new FloatPooling(x, y, spec);
    Rows rows = new Rows(Work.MEAN, p.forward(), p.kernel, p.divisors(), spec.divisor());
    return p.run(rows, p.image, p.pooled, null);
  }

  /// Each gradient, divided, to all elements of its window.
  public static boolean averageGradient(Block grad, Block gradIn, PoolSpec spec) {
    if (!floats(grad, gradIn)) return false;
    FloatPooling p = new FloatPooling(gradIn, grad, spec);
    float[][] divisors = p.divisors();
    float divisor = spec.divisor() != 0 ? spec.divisor() : 1;
    boolean one = true;
    for (float[] d : divisors) for (float v : d) one &= v == d[0];
    if (spec.divisor() == 0 && one) for (float[] d : divisors) divisor *= d[0];
    Rows rows = new Rows(Work.MEAN, p.back(), p.kernel, p.alike(p.image), divisor);
    if (spec.divisor() != 0 || one) return p.run(rows, p.pooled, p.image, null);
    try (MeanShares shares = new MeanShares(grad, p.pooled, divisors)) {
      return p.run(rows, Field.of(shares), p.image, null);
    }
  }

  private boolean run(Rows rows, Field from, Field to, Block numbers) {
    Field taps = numbers == null ? null : Field.of(numbers);
    // What is gathered upright is so in all layouts, for the same bits.
    if (from.channelsInnermost()
        && (from.placesDense() || !rows.goesUpright())
        && to.channelsInnermost()
        && (taps == null || taps.sameStrides(rows.readsTaps() ? from : to))) {
      ChannelPooling.run(rows, from, to, taps);
      return true;
    }
    // As large forwards as back.
    if (PlanePooling.bytes(from, to, rows) > LARGEST) return false;
    new PlanePooling(rows, from, to, taps).run();
    return true;
  }

  private Reach[] forward() {
    Reach[] r = new Reach[3];
    for (int d = 0; d < 3; d++)
      r[d] =
          Reach.forward(
              pooled.size()[d], image.size()[d], kernel[d], stride[d], padding[d], dilation[d]);
    return r;
  }

  private Reach[] back() {
    Reach[] r = new Reach[3];
    for (int d = 0; d < 3; d++)
      r[d] =
          Reach.back(
              image.size()[d], pooled.size()[d], kernel[d], stride[d], padding[d], dilation[d]);
    return r;
  }

  /// Over how many elements the mean of a window goes, along each dimension.
  private float[][] divisors() {
    float[][] n = alike(pooled);
    for (int d = 0; d < 3; d++)
      for (int i = 0; i < n[d].length; i++) {
        int first = i * stride[d] - padding[d];
        int end = Math.min(first + kernel[d], image.size()[d] + padding[d]);
        n[d][i] =
            spec.countPadding() ? end - first : Math.min(end, image.size()[d]) - Math.max(first, 0);
      }
    return n;
  }

  private float[][] alike(Field result) {
    float[][] ones = new float[3][];
    for (int d = 0; d < 3; d++) {
      ones[d] = new float[result.size()[d]];
      java.util.Arrays.fill(ones[d], 1);
    }
    return ones;
  }
}
