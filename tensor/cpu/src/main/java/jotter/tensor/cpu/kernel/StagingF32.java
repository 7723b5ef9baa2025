package jotter.tensor.cpu.kernel;

import static jotter.tensor.cpu.machine.Memory.*;

import java.lang.foreign.MemorySegment;
import jotter.tensor.DType;
import jotter.tensor.formula.code.Code.Kind;

/// Moves rows of elements of any type between memory and arrays of `float`. `stride` counts bytes
/// of memory, `step` elements of the array; `part` is 1 for the imaginary part of complex elements.
final class StagingF32 {
  private StagingF32() {}

  static void load(DType t, long a, long stride, int n, float[] dst, int pos, int step, int part) {
    if (part == 1 && !t.isComplex()) {
      for (int i = 0; i < n; i++, pos += step) dst[pos] = 0;
      return;
    }
    if (t != DType.FLOAT32 && t != DType.BFLOAT16 && Between.serves(t, stride, n, step)) {
      Between.load(Kind.F32, t, a, n, dst, pos);
      return;
    }
    switch (t) {
      case BOOL -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI8(a) != 0 ? 1 : 0;
      }
      case UINT8 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI8(a) & 0xff;
      }
      case INT8 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI8(a);
      }
      case INT16 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI16(a);
      }
      case INT32 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI32(a);
      }
      case INT64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getI64(a);
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          dst[pos] = Float.float16ToFloat(getI16(a));
      }
      case BFLOAT16 -> {
        int done = 0;
        if (stride == 2 && step == 1 && Halves.ready(n)) {
          done = VectorHalves.fromBFloat16(a, n, dst, pos);
          a += 2L * done;
          pos += done;
        }
        for (int i = done; i < n; i++, a += stride, pos += step) dst[pos] = fromBFloat16(getI16(a));
      }
      case FLOAT32 -> {
        if (stride == 4 && step == 1) {
          MemorySegment.copy(ALL, F32, a, dst, pos, n);
          return;
        }
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getF32(a);
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = (float) getF64(a);
      }
      case COMPLEX32 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          dst[pos] = Float.float16ToFloat(getI16(a + 2 * part));
      }
      case COMPLEX64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) dst[pos] = getF32(a + 4 * part);
      }
      case COMPLEX128 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          dst[pos] = (float) getF64(a + 8 * part);
      }
    }
  }

  static void store(DType t, long a, long stride, int n, float[] src, int pos, int step, int part) {
    if (t != DType.FLOAT32 && t != DType.BFLOAT16 && Between.serves(t, stride, n, step)) {
      Between.store(Kind.F32, t, a, n, src, pos);
      return;
    }
    switch (t) {
      case BOOL -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          set(a, (byte) (src[pos] != 0 ? 1 : 0));
      }
      case UINT8 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, (byte) toInt(src[pos]));
      }
      case INT8 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, (byte) toInt(src[pos]));
      }
      case INT16 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, (short) toInt(src[pos]));
      }
      case INT32 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, toInt(src[pos]));
      }
      case INT64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, toLong(src[pos]));
      }
      case FLOAT16 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          set(a, Float.floatToFloat16(src[pos]));
      }
      case BFLOAT16 -> {
        int done = 0;
        if (stride == 2 && step == 1 && Halves.ready(n)) {
          done = VectorHalves.toBFloat16(src, pos, n, a);
          a += 2L * done;
          pos += done;
        }
        for (int i = done; i < n; i++, a += stride, pos += step) set(a, toBFloat16(src[pos]));
      }
      case FLOAT32 -> {
        if (stride == 4 && step == 1) {
          MemorySegment.copy(src, pos, ALL, F32, a, n);
          return;
        }
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, src[pos]);
      }
      case FLOAT64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a, (double) src[pos]);
      }
      case COMPLEX32 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step)
          set(a + 2 * part, Float.floatToFloat16(src[pos]));
      }
      case COMPLEX64 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a + 4 * part, src[pos]);
      }
      case COMPLEX128 -> {
        for (int i = 0; i < n; i++, a += stride, pos += step) set(a + 8 * part, (double) src[pos]);
      }
    }
  }
}
