package jotter.tensor.diagnostics;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jotter.tensor.diagnostics.Report.Entry;

/// What the CUDA driver says, asked through `java.lang.foreign` alone: no JCuda class is touched,
/// so a machine without a driver answers with a reason and never with an `UnsatisfiedLinkError`.
public sealed interface Gpu {

  /// A working driver.
  ///
  /// @param driver the CUDA version that the driver speaks, such as `12.8`
  /// @param devices at least one
  record Available(String driver, List<Device> devices) implements Gpu {
    public Available {
      devices = List.copyOf(devices);
    }
  }

  /// No CUDA here.
  ///
  /// @param reason one clause that says why
  record Unavailable(String reason) implements Gpu {
    @Override
    public String toString() {
      return "CUDA not available: " + reason;
    }
  }

  /// One device.
  ///
  /// @param name as its maker writes it
  /// @param memory bytes
  /// @param capability compute capability, such as `9.0`
  record Device(String name, long memory, String capability) {}

  /// Loads the driver library and asks it. Never throws; costs some milliseconds without a driver
  /// and up to a second or so with one (`cuInit` wakes the device).
  static Gpu probe() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (system.contains("mac")) {
      return new Unavailable("NVIDIA has no driver for macOS");
    }
    String library = system.contains("windows") ? "nvcuda.dll" : "libcuda.so.1";
    try (Arena arena = Arena.ofConfined()) {
      SymbolLookup driver;
      try {
        driver = SymbolLookup.libraryLookup(library, arena);
      } catch (IllegalArgumentException e) {
        return new Unavailable("no NVIDIA driver on this machine (" + library + " not found)");
      }
      return new CudaDriver(driver, arena).ask();
    } catch (Throwable e) {
      // A method handle may throw anything, and a broken driver must not break a report.
      return new Unavailable("the driver " + library + " could not be asked: " + e.getMessage());
    }
  }

  /// The section of the report.
  static Report.Section section() {
    return switch (probe()) {
      case Unavailable none -> Report.section("GPU", Entry.absent("CUDA", none.toString(), ""));
      case Available gpu -> {
        List<Entry> entries = new ArrayList<>();
        entries.add(Entry.good("CUDA", "driver speaks CUDA " + gpu.driver()));
        for (int i = 0; i < gpu.devices().size(); i++) {
          Device d = gpu.devices().get(i);
          String memory = Machine.gibibytes(d.memory());
          entries.add(
              Entry.good("device " + i, d.name() + ", " + memory + ", compute " + d.capability()));
        }
        yield new Report.Section("GPU", entries);
      }
    };
  }
}
