package jotter.tensor.cpu.machine;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// All memory as one segment, so that kernels take plain addresses. Whether an address may be used
/// is checked at the door, by asking the storage for it; in a loop a check per element would cost
/// more than the arithmetic.
public final class Memory {
  public static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

  /// The bits of an address. A sum of what has these alone and what a loop counts cannot be out of
  /// bounds, and the compiler knows; else it splits such a loop where they might be crossed, which
  /// takes each call longer than a short loop. A loop that ends at an address is better without: it
  /// cannot be split, and this costs more than the check.
  public static final long ADDRESSES = (1L << 62) - 1;

  public static final ByteOrder ORDER = ByteOrder.nativeOrder();
  public static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  public static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE_UNALIGNED;
  public static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED;
  public static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED;
  public static final ValueLayout.OfShort I16 = ValueLayout.JAVA_SHORT_UNALIGNED;
  public static final ValueLayout.OfByte I8 = ValueLayout.JAVA_BYTE;

  static {
    // The compiler takes for granted that the kinds of segment it has seen are all there are: the
    // first heap segment, or mapped file, would throw away every kernel compiled until then. So all
    // kinds are seen before the first kernel.
    MemorySegment.ofArray(new byte[0]);
    MemorySegment.ofArray(new short[0]);
    MemorySegment.ofArray(new char[0]);
    MemorySegment.ofArray(new int[0]);
    MemorySegment.ofArray(new long[0]);
    MemorySegment.ofArray(new float[0]);
    MemorySegment.ofArray(new double[0]);
    try {
      Class.forName("jdk.internal.foreign.MappedMemorySegmentImpl");
    } catch (ClassNotFoundException e) {
      // Another JVM has other names; then the first mapped file costs some compilations.
    }
  }

  private Memory() {}

  /// A number as an int, cut off towards zero. What does not fit, and NaN, is the smallest int: so
  /// the processor of the reference answers, and bytes and shorts take their bits from it.
  public static int toInt(double v) {
    return v > -2147483649.0 && v < 2147483648.0 ? (int) v : Integer.MIN_VALUE;
  }

  /// A number as a long; what does not fit, and NaN, is the smallest long.
  public static long toLong(double v) {
    return v >= -0x1p63 && v < 0x1p63 ? (long) v : Long.MIN_VALUE;
  }

  public static float getF32(long address) {
    return ALL.get(F32, address);
  }

  public static double getF64(long address) {
    return ALL.get(F64, address);
  }

  public static int getI32(long address) {
    return ALL.get(I32, address);
  }

  public static long getI64(long address) {
    return ALL.get(I64, address);
  }

  public static short getI16(long address) {
    return ALL.get(I16, address);
  }

  public static byte getI8(long address) {
    return ALL.get(I8, address);
  }

  public static void set(long address, float v) {
    ALL.set(F32, address, v);
  }

  public static void set(long address, double v) {
    ALL.set(F64, address, v);
  }

  public static void set(long address, int v) {
    ALL.set(I32, address, v);
  }

  public static void set(long address, long v) {
    ALL.set(I64, address, v);
  }

  public static void set(long address, short v) {
    ALL.set(I16, address, v);
  }

  public static void set(long address, byte v) {
    ALL.set(I8, address, v);
  }

  /// A bfloat16 as a float32.
  public static float fromBFloat16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }

  /// The nearest bfloat16, ties to even.
  public static short toBFloat16(float v) {
    int b = Float.floatToRawIntBits(v);
    if (v != v) return (short) (b >>> 16 | 0x40);
    return (short) (b + 0x7fff + (b >>> 16 & 1) >>> 16);
  }
}
