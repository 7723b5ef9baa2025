package jotter.tensor;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.Storage;

/// Which memory is alive, and which lines of the program made it.
///
/// Blocks of a megabyte and more are always remembered, which costs little beside what is done with
/// them: so running out of memory names the lines that hold most of it. To see the small ones too,
/// call `LiveTensors.watch(0)`; each tensor then costs a copy of the stack, some microseconds.
///
/// ```java
/// LiveTensors.watch(0);
/// train();
/// System.out.println(LiveTensors.table()); // bytes, blocks and line, largest first
/// ```
public final class LiveTensors {
  private static final long LARGE = 1 << 20;

  private static final class Block extends WeakReference<Storage> {
    final long bytes;
    final Sites.Place site;

    Block(Storage s, Sites.Place site) {
      super(s, GONE);
      bytes = s.bytes();
      this.site = site;
    }
  }

  /// What one line of the program holds.
  ///
  /// @param site the line, as in a stack trace
  /// @param count how many blocks of memory
  /// @param bytes how large they are together
  public record Holder(String site, int count, long bytes) {
    @Override
    public String toString() {
      return "%10s in %,d %s made at %s"
          .formatted(MemoryReport.bytes(bytes), count, count == 1 ? "block" : "blocks", site);
    }
  }

  /// The holders, largest first; prints as one line for each.
  public record Table(List<Holder> holders) {
    /// All together, in bytes.
    public long bytes() {
      return holders.stream().mapToLong(Holder::bytes).sum();
    }

    @Override
    public String toString() {
      if (holders.isEmpty()) return "no tensors that are watched";
      StringBuilder b = new StringBuilder();
      for (Holder h : holders) b.append(b.isEmpty() ? "" : "\n").append(h);
      return b.toString();
    }
  }

  private static final ReferenceQueue<Storage> GONE = new ReferenceQueue<>();
  private static final Set<Block> BLOCKS = ConcurrentHashMap.newKeySet();
  private static volatile long smallest = LARGE;

  private LiveTensors() {}

  /// Remembers blocks of at least `bytes` from now on; 0 is all of them.
  public static void watch(long bytes) {
    Check.value(bytes >= 0, "watch", "the size must not be negative, got " + bytes);
    smallest = bytes;
  }

  /// Back to blocks of a megabyte and more.
  public static void unwatch() {
    smallest = LARGE;
  }

  /// Called for every new block of memory.
  static void made(Storage s) {
    if (s.bytes() < smallest) return;
    for (Object gone = GONE.poll(); gone != null; gone = GONE.poll()) BLOCKS.remove(gone);
    Sites.Place site = new Sites.Place();
    s.madeAt(site);
    BLOCKS.add(new Block(s, site));
  }

  /// How much memory the processor's tensors use, and may use.
  public static MemoryReport report() {
    return Engines.of(Device.CPU).memory();
  }

  /// What is watched and alive, by the line that made it.
  public static Table table() {
    Map<String, Holder> by = new HashMap<>();
    for (Block b : BLOCKS) {
      Storage s = b.get();
      if (s == null || s.isReleased()) {
        BLOCKS.remove(b);
        continue;
      }
      String site = b.site.toString();
      by.merge(
          site,
          new Holder(site, 1, b.bytes),
          (x, y) -> new Holder(x.site, x.count + 1, x.bytes + y.bytes));
    }
    return new Table(
        by.values().stream()
            .sorted(Comparator.comparingLong(Holder::bytes).reversed().thenComparing(Holder::site))
            .toList());
  }

  /// The error with the largest holders added.
  static OutOfMemoryError explain(OutOfMemoryError e) {
    List<Holder> most = table().holders();
    if (most.isEmpty()) return e;
    StringBuilder b = new StringBuilder(e.getMessage()).append(" Most is held by:");
    for (Holder h : most.subList(0, Math.min(5, most.size()))) b.append("\n  ").append(h);
    OutOfMemoryError r = new OutOfMemoryError(b.toString());
    r.setStackTrace(e.getStackTrace());
    return r;
  }
}
