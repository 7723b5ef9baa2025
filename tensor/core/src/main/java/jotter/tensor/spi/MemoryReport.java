package jotter.tensor.spi;

import java.util.Locale;

/// An engine's memory, in bytes.
///
/// @param held in use by tensors
/// @param pooled waiting to be used again
/// @param peak the most that was in use
/// @param budget what may be in use before the garbage collector is asked
/// @param limit what may be in use at all
/// @param collections how often the garbage collector was asked
public record MemoryReport(
    long held, long pooled, long peak, long budget, long limit, long collections) {

  /// A number of bytes for people: `3.2 MB`.
  public static String bytes(long n) {
    if (n < 1024) return n + " B";
    double v = n;
    String[] units = {"KB", "MB", "GB", "TB"};
    int i = -1;
    while (v >= 1024 && i < units.length - 1) {
      v /= 1024;
      i++;
    }
    return String.format(Locale.ROOT, "%.1f %s", v, units[i]);
  }

  @Override
  public String toString() {
    return "in use %s (most %s), waiting for reuse %s, limit %s"
        .formatted(bytes(held), bytes(peak), bytes(pooled), bytes(limit));
  }
}
