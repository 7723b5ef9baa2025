package jotter.tensor;

/// The largest and smallest numbers of a type, and its precision.
public final class Limits {
  private Limits() {}

  /// The largest finite number.
  public static double max(DType t) {
    return switch (t) {
      case BOOL -> 1;
      case UINT8 -> 255;
      case INT8 -> 127;
      case INT16 -> Short.MAX_VALUE;
      case INT32 -> Integer.MAX_VALUE;
      case INT64 -> Long.MAX_VALUE;
      case FLOAT16, COMPLEX32 -> 65504;
      case BFLOAT16 -> 0x1.FEp127;
      case FLOAT32, COMPLEX64 -> Float.MAX_VALUE;
      case FLOAT64, COMPLEX128 -> Double.MAX_VALUE;
    };
  }

  /// The smallest (most negative) finite number.
  public static double min(DType t) {
    return switch (t) {
      case BOOL, UINT8 -> 0;
      case INT8 -> -128;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      case INT64 -> Long.MIN_VALUE;
      default -> -max(t);
    };
  }

  /// The distance from 1 to the next larger number.
  public static double eps(DType t) {
    return switch (t) {
      case FLOAT16, COMPLEX32 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      case FLOAT32, COMPLEX64 -> 0x1p-23;
      case FLOAT64, COMPLEX128 -> 0x1p-52;
      case BOOL, UINT8, INT8, INT16, INT32, INT64 ->
          throw Check.dtypeError("eps", "integers have no precision, got " + t);
    };
  }
}
