package jotter.tensor.diagnostics;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import jotter.tensor.diagnostics.Report.Entry;

/// The sections that need nothing but a JDK: Java, processor and memory, vector unit, GPU driver.
final class Machine {
  private Machine() {}

  /// The oldest Java that Jotter is compiled for.
  static final int OLDEST_JAVA = 25;

  static List<Diagnostic> diagnostics() {
    return List.of(
        at(0, Machine::java),
        at(10, Machine::processor),
        at(20, Simd::section),
        at(30, Gpu::section));
  }

  private static Diagnostic at(int order, Diagnostic diagnostic) {
    return new Diagnostic() {
      @Override
      public Report.Section inspect() {
        return diagnostic.inspect();
      }

      @Override
      public int order() {
        return order;
      }
    };
  }

  private static Report.Section java() {
    int feature = Runtime.version().feature();
    String version = Runtime.version() + ", " + property("java.vendor");
    return Report.section(
        "Java",
        feature >= OLDEST_JAVA
            ? Entry.good("version", version)
            : Entry.warn("version", version, "Jotter needs Java " + OLDEST_JAVA + " or newer"),
        Entry.info("home", property("java.home")),
        Entry.info("system", property("os.name") + " " + property("os.version")));
  }

  private static Report.Section processor() {
    Runtime runtime = Runtime.getRuntime();
    return Report.section(
        "Processor",
        Entry.info("model", model() + ", " + property("os.arch")),
        Entry.info("threads", Integer.toString(runtime.availableProcessors())),
        Entry.info("memory", gibibytes(physicalMemory()) + " in the machine"),
        Entry.info("Java heap", "up to " + gibibytes(runtime.maxMemory())));
  }

  /// The processor's name as its maker writes it. The JDK does not tell, so each system's own
  /// source is asked; where none answers the architecture alone is shown.
  private static String model() {
    Path cpuinfo = Path.of("/proc/cpuinfo");
    if (Files.isReadable(cpuinfo)) {
      try (Stream<String> lines = Files.lines(cpuinfo)) {
        return lines
            .filter(line -> line.startsWith("model name") && line.contains(":"))
            .findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .orElse("processor");
      } catch (IOException | RuntimeException e) {
        return "processor";
      }
    }
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    return windows == null ? "processor" : windows;
  }

  private static long physicalMemory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : -1;
  }

  static String gibibytes(long bytes) {
    return bytes < 0 ? "unknown" : String.format(Locale.ROOT, "%.1f GiB", bytes / 0x1p30);
  }

  static String property(String name) {
    return System.getProperty(name, "unknown");
  }
}
