package jotter.tensor.diagnostics;

import jotter.tensor.diagnostics.Report.Entry;

/// Whether the JVM's vector unit is open to Jotter, and how wide it is.
///
/// The module is looked up by name: core must load and report on a JVM that was started without it.
final class Simd {
  private Simd() {}

  private static final String VECTOR = "jdk.incubator.vector";

  /// The flag that opens the vector unit.
  static final String FLAG = "--add-modules=" + VECTOR;

  static Report.Section section() {
    return Report.section("SIMD", entry());
  }

  private static Entry entry() {
    var module = ModuleLayer.boot().findModule(VECTOR);
    if (module.isEmpty()) {
      return Entry.warn(
          "Vector API",
          "off, kernels run scalar code: the module " + VECTOR + " is not loaded",
          "start Java with " + FLAG);
    }
    Simd.class.getModule().addReads(module.get());
    try {
      Object species =
          Class.forName(VECTOR + ".FloatVector").getField("SPECIES_PREFERRED").get(null);
      Class<?> type = Class.forName(VECTOR + ".VectorSpecies");
      int bits = (int) type.getMethod("vectorBitSize").invoke(species);
      int lanes = (int) type.getMethod("length").invoke(species);
      return bits >= 128
          ? Entry.good("Vector API", bits + " bits, " + lanes + " float lanes")
          : Entry.warn("Vector API", bits + " bits: no vector unit for this processor", "");
    } catch (ReflectiveOperationException | LinkageError e) {
      return Entry.warn("Vector API", "not usable: " + e, "");
    }
  }
}
