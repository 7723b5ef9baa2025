package jotter.tensor.cpu.matmul;

import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.spi.Storage;

/// The right side of all products that are still to come, float32, packed once into memory of its
/// own, with a number that is added to each column.
public final class KeptRight {
  /// Bytes of a line of the cache, and of right sides that stay in its second level.
  private static final int LINE = 64;

  private static final long SECOND_LEVEL = 1 << 18;

  /// So that reading is no work in vain.
  private static long fetched;

  private final Tiling t = Tiling.F32;
  private final boolean large;
  private final int k;
  private final int n;
  private final Storage memory;

  /// Where a column's numbers come from.
  public interface Source {
    /// The number in row `k` of column `j`.
    float at(int k, int j);
  }

  /// @param bias null for nothing
  public KeptRight(int k, int n, Source from, float[] bias) {
    this.k = k;
    this.n = n;
    int padded = (n + t.columns - 1) / t.columns * t.columns;
    large = 4L * n * k > SECOND_LEVEL;
    memory = Pool.INSTANCE.allocate(4L * padded * (k + 1));
    for (int s = 0; s < slivers(); s++) {
      long to = sliver(s);
      int width = KeptMicro.width(columns(s));
      int first = s * t.columns;
      // By squares: the columns are mostly runs of memory.
      for (int p = 0; p < k; p += width)
        for (int j = 0; j < width; j++)
          for (int i = p; i < Math.min(k, p + width); i++)
            Memory.set(to + 4L * (i * width + j), first + j < n ? from.at(i, first + j) : 0);
    }
    // Unlike 0, -0 leaves what it is added to as it is.
    for (int j = 0; j < padded; j++)
      Memory.set(bias() + 4L * j, bias != null && j < n ? bias[j] : -0f);
  }

  public int depth() {
    return k;
  }

  /// Reads what is needed next. A loop that does nothing else keeps far more lines of memory on
  /// their way than one that multiplies.
  void fetch(long from, int bytes) {
    if (!large) return;
    long sum = 0;
    for (int i = 0; i < bytes; i += LINE) sum += Memory.getI64(from + i);
    fetched = sum;
  }

  int columns() {
    return n;
  }

  int slivers() {
    return (n + t.columns - 1) / t.columns;
  }

  /// The wanted columns of a sliver.
  int columns(int sliver) {
    return Math.min(t.columns, n - sliver * t.columns);
  }

  long sliver(int sliver) {
    return memory.address() + 4L * t.columns * k * sliver;
  }

  /// What is added to the columns, beyond the last one up to the end of its sliver as well.
  long bias() {
    return sliver(slivers());
  }
}
