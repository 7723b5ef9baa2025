package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;

/// What a kernel's operands over memory are made of, the outputs first: numbers of the kernel's own
/// type, or truth values and bytes, which it widens and narrows in registers.
///
/// @param code two bits for each operand, 0 for its own type
record Elements(long code) {
  static final Elements OWN = new Elements(0);

  private static final DType[] NARROW = {null, DType.BOOL, DType.UINT8, DType.INT8};

  /// Those of an output and inputs, or null if there are others.
  static Elements of(DType compute, Block... all) {
    long code = 0;
    for (int k = 0; k < all.length; k++) {
      DType t = all[k].dtype();
      if (t == compute) continue;
      if (!serves(compute, t, k == 0)) return null;
      code |= (t == DType.BOOL ? 1L : t == DType.UINT8 ? 2 : 3) << 2 * k;
    }
    return code == 0 ? OWN : new Elements(code);
  }

  /// Numbers that do not fit into a byte are cut only if they are whole.
  private static boolean serves(DType compute, DType t, boolean out) {
    if (compute.isComplex() || Simd.lanes(KernelSet.kind(compute)) < 8) return false;
    return switch (t) {
      case BOOL -> true;
      case UINT8, INT8 -> !out || compute.isInteger();
      default -> false;
    };
  }

  /// The type of operand `k` if it is not the kernel's own, or null.
  DType narrow(int k) {
    return NARROW[(int) (code >>> 2 * k & 3)];
  }

  /// The bytes of an element of operand `k`.
  int bytes(Kind kind, int k) {
    return narrow(k) != null ? 1 : Emitter.Access.elementBytes(kind);
  }
}
