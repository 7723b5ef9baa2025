package jotter.tensor.cpu.kernel;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.cpu.machine.Warmer;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.formula.code.Lowering;

/// The kernels of one program in one type of numbers: first a scalar loop over arrays, then, warmed
/// up in the background when there is work enough, vector loops over arrays and memory.
final class KernelSet {
  /// Elements after which a vector kernel is worth its compilation.
  private static final long WORTH = 1 << 15;

  /// Steps of the longest function, and a few.
  private static final int STEPS = 288;

  final Kind kind;
  final boolean complex;
  final Code code;
  final DType compute;
  private final boolean vector;
  private final int inputs;
  private final ArrayKernel scalar;
  private volatile ArrayKernel best;
  private final MemoryKernel[] direct;
  private final long[] work;
  private long arrayWork;
  private final Program program;
  private volatile Optional<Program> words;

  private KernelSet(Program program, DType compute) {
    this.program = program;
    this.compute = compute;
    this.complex = compute.isComplex();
    this.kind = kind(compute);
    this.inputs = program.inputs();
    this.code =
        complex ? Lowering.complex(program.formula(), kind) : Lowering.of(program.formula(), kind);
    this.vector = vectors(code);
    this.scalar = Emitter.array(code, kind, false);
    this.best = scalar;
    int patterns = complex || !vector || inputs > 8 ? 1 : 1 << inputs;
    this.direct = new MemoryKernel[patterns];
    this.work = new long[patterns];
  }

  /// Whether there are vectors for it, and the compiler can be left alone with so many steps.
  static boolean vectors(Code code) {
    return Simd.ON && code.isVector() && code.steps().size() <= STEPS;
  }

  static Kind kind(DType compute) {
    return switch (compute) {
      case INT32 -> Kind.I32;
      case INT64 -> Kind.I64;
      case FLOAT32 -> Kind.F32;
      // Parts of complex64 are computed in float64, which neither overflows nor cancels there.
      case FLOAT64, COMPLEX64, COMPLEX128 -> Kind.F64;
      case BOOL, UINT8, INT8, INT16, FLOAT16, BFLOAT16, COMPLEX32 ->
          throw new IllegalArgumentException(
              "pointwise: cannot compute in "
                  + compute
                  + "; compute in int32, int64, float32, float64, complex64 or complex128");
    };
  }

  static KernelSet of(Program program, DType compute) {
    KernelSet[] sets = (KernelSet[]) program.kernels();
    if (sets == null)
      sets = (KernelSet[]) program.keepKernels(new KernelSet[DType.values().length]);
    KernelSet set = sets[compute.ordinal()];
    return set != null ? set : make(program, compute, sets);
  }

  private static KernelSet make(Program program, DType compute, KernelSet[] sets) {
    synchronized (program) {
      KernelSet set = sets[compute.ordinal()];
      if (set == null) {
        set = new KernelSet(program, compute);
        sets[compute.ordinal()] = set;
      }
      return set;
    }
  }

  /// The program over eight truth values at a time: see {@link TruthWords}.
  Optional<Program> words() {
    Optional<Program> w = words;
    if (w == null) words = w = TruthWords.of(program);
    return w;
  }

  int inputs() {
    return inputs;
  }

  /// The kernel over memory for inputs that advance or stay as `still` says, or null as long as
  /// there is none that is warm.
  MemoryKernel direct(int still, long n) {
    if (still >= direct.length) return null;
    MemoryKernel k = direct[still];
    if (k == null && vector && !complex) {
      long before = work[still];
      work[still] = before + n + 64;
      if (before < WORTH && before + n + 64 >= WORTH)
        Warmer.warm(
            () ->
                Trial.of(
                    Emitter.memory(code, kind, still, true), kind, inputs, code.steps().size()),
            Trial::fast,
            t -> direct[still] = t.kernel());
    }
    return k;
  }

  /// The same for operands some of which may be bytes.
  MemoryKernel direct(int still, Elements types, long n) {
    if (types.equals(Elements.OWN)) return direct(still, n);
    if (!vector || complex || still >= direct.length) return null;
    Mixed m = mixed.computeIfAbsent(types.code() << 8 | still, key -> new Mixed());
    MemoryKernel k = m.kernel;
    if (k == null) {
      long before = m.work;
      m.work = before + n + 64;
      if (before < WORTH && before + n + 64 >= WORTH)
        Warmer.warm(
            () ->
                Trial.of(
                    Emitter.memory(code, kind, still, types, true),
                    kind,
                    inputs,
                    code.steps().size()),
            Trial::fast,
            t -> m.kernel = t.kernel());
    }
    return k;
  }

  /// A kernel over memory, some of it bytes, once it is warm.
  private static final class Mixed {
    private volatile MemoryKernel kernel;
    private long work;
  }

  private final Map<Long, Mixed> mixed = new ConcurrentHashMap<>();

  /// The kernel over arrays. `stay` says that a kernel over memory will soon take over.
  ArrayKernel arrays(long n, boolean stay) {
    ArrayKernel k = best;
    if (k == scalar && vector && !stay) {
      long before = arrayWork;
      arrayWork = before + n + 64;
      if (before < WORTH && before + n + 64 >= WORTH)
        Warmer.warm(
            () ->
                Trial.of(
                    Emitter.array(code, kind, true),
                    kind,
                    complex ? 2 * inputs : inputs,
                    code.outputs().length,
                    code.steps().size()),
            Trial::fast,
            t -> best = t.kernel());
    }
    return k;
  }

  boolean isVector() {
    return vector && !complex;
  }

  /// For tests: makes a kernel over bytes now.
  boolean forceVectors(int still, Elements types) {
    if (!vector || complex) return false;
    mixed.computeIfAbsent(types.code() << 8 | still, key -> new Mixed()).kernel =
        Emitter.memory(code, kind, still, types, true);
    return true;
  }

  /// For tests: makes the vector kernels now, without warming them up.
  boolean forceVectors(int still) {
    if (!vector) return false;
    best = Emitter.array(code, kind, true);
    if (!complex && still < direct.length) direct[still] = Emitter.memory(code, kind, still, true);
    return true;
  }
}
