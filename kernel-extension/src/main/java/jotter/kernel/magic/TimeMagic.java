package jotter.kernel.magic;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/// `%%time`: how long a cell takes, how much processor it uses, what it allocates.
public final class TimeMagic implements Magic {
  @Override
  public String name() {
    return "time";
  }

  @Override
  public String summary() {
    return "Runs the cell (or the rest of the line) and says how long it took.";
  }

  @Override
  public String usage() {
    return "%%time above a cell, or %time EXPR";
  }

  @Override
  public boolean takesCell() {
    return true;
  }

  @Override
  public boolean takesLine() {
    return true;
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    String source = call.body() == null ? call.argument() : call.body();
    if (source.isBlank()) {
      throw new IllegalArgumentException("there is nothing to time");
    }
    var system =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean os
            ? os
            : null;
    long cpu = system == null ? 0 : system.getProcessCpuTime();
    long start = System.nanoTime();
    try {
      return call.session().eval(source);
    } finally {
      double wall = (System.nanoTime() - start) / 1e9;
      double busy = system == null ? 0 : (system.getProcessCpuTime() - cpu) / 1e9;
      System.out.println(
          "time: " + show(wall) + (busy > 0 ? " (processor: " + show(busy) + ")" : ""));
    }
  }

  static String show(double seconds) {
    if (seconds < 1e-3) {
      return String.format(Locale.ROOT, "%.0f µs", seconds * 1e6);
    }
    if (seconds < 1) {
      return String.format(Locale.ROOT, "%.1f ms", seconds * 1e3);
    }
    return String.format(Locale.ROOT, "%.2f s", seconds);
  }
}
