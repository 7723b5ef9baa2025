package jotter.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/// What this process takes of the machine's memory, as Linux counts it; elsewhere `NaN`.
public final class Memory {
  private Memory() {}

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /// Forgets the peak so far.
  public static void resetPeak() {
    if (Files.isWritable(CLEAR)) {
      try {
        Files.writeString(CLEAR, "5");
      } catch (IOException e) {
        // Not allowed in some containers; the peak then counts from the start of the process.
        System.err.println("peak memory cannot be reset: " + e.getMessage());
      }
    }
  }

  /// Highest resident memory since the last reset, in MB of 2^20 bytes.
  public static double peakMegabytes() {
    return megabytes("VmHWM:");
  }

  /// Resident memory now, in MB of 2^20 bytes.
  public static double residentMegabytes() {
    return megabytes("VmRSS:");
  }

  private static double megabytes(String field) {
    if (!Files.isReadable(STATUS)) {
      return Double.NaN;
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
