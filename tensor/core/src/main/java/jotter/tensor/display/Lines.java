package jotter.tensor.display;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jotter.tensor.DType;
import jotter.tensor.spi.Memory;

/// Reads evenly spaced numbers of host memory. They are copied in one piece, with what lies between
/// them: element by element a read goes through a dozen methods, which is slow until the JVM has
/// compiled them, and most tensors are looked at before that.
final class Lines {
  /// Elements copied at a time.
  private static final int CHUNK = 4096;

  /// What lies further apart is read one by one.
  private static final int APART = 16;

  private static final int FEW = 4;

  private Lines() {}

  /// Reads `n` numbers, of complex ones the real part.
  ///
  /// @param address the first one's place
  /// @param step bytes from one to the next; any
  static void read(DType type, long address, long step, double[] out, int at, int n) {
    int bytes = (int) type.bytes();
    if (n < FEW || step < bytes || step > (long) APART * bytes || step % bytes != 0) {
      for (int i = 0; i < n; i++) {
        out[at + i] = Memory.getDouble(type, address + i * step);
      }
      return;
    }
    // A complex number is two of its parts.
    int stride = (int) (step / bytes) * (type.isComplex() ? 2 : 1);
    int most = Math.max(1, CHUNK / stride);
    for (int i = 0; i < n; i += most) {
      chunk(type, address + i * step, stride, out, at + i, Math.min(most, n - i));
    }
  }

  private static void chunk(DType type, long address, int stride, double[] out, int at, int n) {
    int span = (n - 1) * stride + 1;
    switch (type) {
      case FLOAT32, COMPLEX64 -> {
        float[] v = new float[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, address, v, 0, span);
        for (int i = 0; i < n; i++) {
          out[at + i] = v[i * stride];
        }
      }
      case FLOAT64, COMPLEX128 -> {
        double[] v = new double[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, address, v, 0, span);
        for (int i = 0; i < n; i++) {
          out[at + i] = v[i * stride];
        }
      }
      case INT64 -> {
        long[] v = new long[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, address, v, 0, span);
        for (int i = 0; i < n; i++) {
          out[at + i] = v[i * stride];
        }
      }
      case INT32 -> {
        int[] v = new int[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_INT_UNALIGNED, address, v, 0, span);
        for (int i = 0; i < n; i++) {
          out[at + i] = v[i * stride];
        }
      }
      case BOOL, INT8, UINT8 -> {
        byte[] v = new byte[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, address, v, 0, span);
        int mask = type == DType.UINT8 ? 0xff : -1;
        for (int i = 0; i < n; i++) {
          out[at + i] = v[i * stride] & mask;
        }
      }
      case INT16, FLOAT16, BFLOAT16, COMPLEX32 -> {
        short[] v = new short[span];
        MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_SHORT_UNALIGNED, address, v, 0, span);
        for (int i = 0; i < n; i++) {
          short s = v[i * stride];
          out[at + i] =
              type == DType.INT16
                  ? s
                  : type == DType.BFLOAT16
                      ? Float.intBitsToFloat(s << 16)
                      : Float.float16ToFloat(s);
        }
      }
    }
  }
}
