package jotter.tensor.cpu.machine;

import java.lang.System.Logger.Level;
import jotter.tensor.formula.code.Code.Kind;

/// Whether vector kernels can be used, found once at start-up. Everything that mentions a class of
/// `jdk.incubator.vector` is reached only if {@link #ON} is true.
public final class Simd {
  /// Why vector kernels are off, or null.
  public static final String REFUSAL = refusal();

  public static final boolean ON = REFUSAL == null;

  private static final int WIDEST = 512;

  static {
    if (!ON)
      System.getLogger("jotter.tensor.cpu")
          .log(Level.INFO, "SIMD is off, tensors compute with scalar loops: " + REFUSAL);
  }

  private Simd() {}

  private static String refusal() {
    if (Boolean.getBoolean("jotter.simd.off")) return "-Djotter.simd.off=true was given";
    if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty())
      return "start java with --add-modules jdk.incubator.vector";
    String slow = slow(System.getProperty("java.vm.info", ""));
    if (slow != null) return slow;
    try {
      int bits = Shapes.bits();
      return bits < 128 ? "the machine's vectors have only " + bits + " bits" : null;
    } catch (LinkageError e) {
      return "the Vector API does not load: " + e;
    }
  }

  /// Why a JVM that describes itself so makes no machine code of vectors, or null if it does: the
  /// interpreter and the first compiler allocate each of them.
  static String slow(String info) {
    boolean interpreted = info.contains("interpreted mode");
    if (!interpreted && !info.contains("emulated-client")) return null;
    String flag = interpreted ? "-Xint" : "-XX:TieredStopAtLevel=1";
    return "vectors would be slow in " + info + "; start java without " + flag;
  }

  /// Numbers of `kind` in one vector; 1 if SIMD is off.
  public static int lanes(Kind kind) {
    if (!ON) return 1;
    return switch (kind) {
      case F32, I32 -> Shapes.bits() / 32;
      case F64, I64 -> Shapes.bits() / 64;
      case TRUTH -> throw new IllegalArgumentException("a truth value has no lanes");
    };
  }

  /// Partial sums among which a long sum is shared, so that none has many terms: as many as one
  /// vector holds. Where there are no vectors, as many as the widest would hold.
  public static int partialSums(Kind kind) {
    return ON ? lanes(kind) : WIDEST / (kind == Kind.F64 ? 64 : 32);
  }

  /// The holder of the first mention of the Vector API.
  private static final class Shapes {
    static int bits() {
      return jdk.incubator.vector.FloatVector.SPECIES_PREFERRED.vectorBitSize();
    }
  }
}
