package jotter.tensor.spi;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;

/// Single elements of host memory by address, for printing, reading and writing: no hot loops here.
/// Callers have checked that the address lies in a live storage.
public final class Memory {
  /// All of the address space.
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  private Memory() {}

  /// The element at `address` as a double (the real part of a complex one).
  public static double getDouble(DType t, long address) {
    return switch (t) {
      case BOOL, INT8 -> ALL.get(JAVA_BYTE, address);
      case UINT8 -> ALL.get(JAVA_BYTE, address) & 0xff;
      case INT16 -> ALL.get(JAVA_SHORT_UNALIGNED, address);
      case INT32 -> ALL.get(JAVA_INT_UNALIGNED, address);
      case INT64 -> ALL.get(JAVA_LONG_UNALIGNED, address);
      case FLOAT16, COMPLEX32 -> Float.float16ToFloat(ALL.get(JAVA_SHORT_UNALIGNED, address));
      case BFLOAT16 -> Float.intBitsToFloat(ALL.get(JAVA_SHORT_UNALIGNED, address) << 16);
      case FLOAT32, COMPLEX64 -> ALL.get(JAVA_FLOAT_UNALIGNED, address);
      case FLOAT64, COMPLEX128 -> ALL.get(JAVA_DOUBLE_UNALIGNED, address);
    };
  }

  /// The imaginary part of the element at `address`; 0 for real types.
  public static double getImag(DType t, long address) {
    return t.isComplex() ? getDouble(t, address + t.bytes() / 2) : 0;
  }

  /// The element at `address` as a long, truncated if it is not an integer.
  public static long getLong(DType t, long address) {
    return t == DType.INT64 ? ALL.get(JAVA_LONG_UNALIGNED, address) : toLong(getDouble(t, address));
  }

  /// A number as an int, cut off towards zero; the smallest int where it does not fit.
  private static int toInt(double v) {
    return v > -2147483649.0 && v < 2147483648.0 ? (int) v : Integer.MIN_VALUE;
  }

  private static long toLong(double v) {
    return v >= -0x1p63 && v < 0x1p63 ? (long) v : Long.MIN_VALUE;
  }

  /// Stores a real number, converted as PyTorch converts: bytes and shorts take the low bits of an
  /// int, and what does not fit into an int or long is the smallest one.
  public static void setDouble(DType t, long address, double v) {
    switch (t) {
      case BOOL -> ALL.set(JAVA_BYTE, address, (byte) (v != 0 ? 1 : 0));
      case INT8, UINT8 -> ALL.set(JAVA_BYTE, address, (byte) toInt(v));
      case INT16 -> ALL.set(JAVA_SHORT_UNALIGNED, address, (short) toInt(v));
      case INT32 -> ALL.set(JAVA_INT_UNALIGNED, address, toInt(v));
      case INT64 -> ALL.set(JAVA_LONG_UNALIGNED, address, toLong(v));
      case FLOAT16 -> ALL.set(JAVA_SHORT_UNALIGNED, address, toHalf(v));
      case BFLOAT16 -> ALL.set(JAVA_SHORT_UNALIGNED, address, toBfloat16((float) v));
      case FLOAT32 -> ALL.set(JAVA_FLOAT_UNALIGNED, address, (float) v);
      case FLOAT64 -> ALL.set(JAVA_DOUBLE_UNALIGNED, address, v);
      case COMPLEX32, COMPLEX64, COMPLEX128 -> setComplex(t, address, v, 0);
    }
  }

  /// Stores an integer, exactly where the type has room.
  public static void setLong(DType t, long address, long v) {
    if (t == DType.INT64) ALL.set(JAVA_LONG_UNALIGNED, address, v);
    else if (t == DType.BOOL) ALL.set(JAVA_BYTE, address, (byte) (v != 0 ? 1 : 0));
    else if (t.isInteger()) setWrapped(t, address, v);
    else setDouble(t, address, v);
  }

  private static void setWrapped(DType t, long address, long v) {
    switch (t.bytes()) {
      case 1 -> ALL.set(JAVA_BYTE, address, (byte) v);
      case 2 -> ALL.set(JAVA_SHORT_UNALIGNED, address, (short) v);
      default -> ALL.set(JAVA_INT_UNALIGNED, address, (int) v);
    }
  }

  /// Stores a complex number; a real type takes the real part.
  public static void setComplex(DType t, long address, double re, double im) {
    switch (t) {
      case COMPLEX32 -> {
        ALL.set(JAVA_SHORT_UNALIGNED, address, toHalf(re));
        ALL.set(JAVA_SHORT_UNALIGNED, address + 2, toHalf(im));
      }
      case COMPLEX64 -> {
        ALL.set(JAVA_FLOAT_UNALIGNED, address, (float) re);
        ALL.set(JAVA_FLOAT_UNALIGNED, address + 4, (float) im);
      }
      case COMPLEX128 -> {
        ALL.set(JAVA_DOUBLE_UNALIGNED, address, re);
        ALL.set(JAVA_DOUBLE_UNALIGNED, address + 8, im);
      }
      case BOOL -> setDouble(t, address, re != 0 || im != 0 ? 1 : 0);
      default -> setDouble(t, address, re);
    }
  }

  /// A double rounded once to binary16; going through float would round twice.
  public static short toHalf(double v) {
    float f = (float) v;
    if (f != v && !Double.isNaN(v)) {
      // Round to odd on the way, so that the second rounding sees that something was cut off.
      int bits = Float.floatToRawIntBits(f);
      if ((bits & 1) == 0 && Float.isFinite(f))
        f = Float.intBitsToFloat(Math.abs(f) > Math.abs(v) ? bits - 1 : bits + 1);
    }
    return Float.floatToFloat16(f);
  }

  /// A float rounded to bfloat16, ties to even.
  public static short toBfloat16(float v) {
    int bits = Float.floatToRawIntBits(v);
    if (v != v) return (short) 0x7fc0;
    return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
  }
}
