package jotter.tensor;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jotter.tensor.spi.Memory;

/// Tensors made from memory that others filled: segments, buffers, pixels. All of them copy.
public abstract sealed class FromMemory extends Creation permits RandomCreation {
  FromMemory() {}

  /// The elements that lie in `memory` in row-major order, in the machine's byte order.
  ///
  /// ```java
  /// Tensor x = Tensor.of(segment, DType.FLOAT32, 2, 3);
  /// ```
  public static Tensor of(MemorySegment memory, DType type, long... shape) {
    long bytes = Check.numel("of", shape, type.bytes()) * type.bytes();
    if (memory.byteSize() != bytes)
      throw Check.shapeError(
          "of",
          Check.shape(shape)
              + " of "
              + type
              + " takes "
              + bytes
              + " bytes, but the memory has "
              + memory.byteSize()
              + "; use asSlice(...)");
    Tensor r = empty(shape, type);
    MemorySegment.copy(memory, 0, Memory.ALL, r.address(), bytes);
    return r;
  }

  /// The elements that lie in `buffer` between its position and limit, in the byte order that the
  /// buffer says. The position stays where it is.
  public static Tensor of(ByteBuffer buffer, DType type, long... shape) {
    Tensor r = of(MemorySegment.ofBuffer(buffer), type, shape);
    int width = type.isComplex() ? type.bytes() / 2 : type.bytes();
    if (buffer.order() != ByteOrder.nativeOrder() && width > 1) swap(r, width);
    return r;
  }

  private static void swap(Tensor t, int width) {
    long n = t.nbytes() / width;
    for (long i = 0, a = t.address(); i < n; i++, a += width) {
      switch (width) {
        case 2 -> {
          short v = Memory.ALL.get(ValueLayout.JAVA_SHORT_UNALIGNED, a);
          Memory.ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, a, Short.reverseBytes(v));
        }
        case 4 -> {
          int v = Memory.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, a);
          Memory.ALL.set(ValueLayout.JAVA_INT_UNALIGNED, a, Integer.reverseBytes(v));
        }
        default -> {
          long v = Memory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, a);
          Memory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, a, Long.reverseBytes(v));
        }
      }
    }
  }

  /// A picture from pixels as `BufferedImage.getRGB` gives them (alpha, red, green and blue in the
  /// bytes of an int, row by row): uint8 of shape (channels × height × width).
  ///
  /// @param channels 1 (the mean of the colours), 3 (red, green, blue) or 4 (and alpha)
  public static Tensor ofPixels(int[] argb, int height, int width, int channels) {
    if ((long) height * width != argb.length)
      throw Check.shapeError(
          "ofPixels", argb.length + " pixels are no picture of " + height + "×" + width);
    Check.value(
        channels == 1 || channels == 3 || channels == 4,
        "ofPixels",
        "a picture has 1, 3 or 4 channels, got " + channels);
    byte[] b = new byte[channels * argb.length];
    for (int i = 0; i < argb.length; i++) {
      int red = argb[i] >> 16 & 0xff;
      int green = argb[i] >> 8 & 0xff;
      int blue = argb[i] & 0xff;
      if (channels == 1) {
        b[i] = (byte) Math.round((red + green + blue) / 3f);
        continue;
      }
      b[i] = (byte) red;
      b[argb.length + i] = (byte) green;
      b[2 * argb.length + i] = (byte) blue;
      if (channels == 4) b[3 * argb.length + i] = (byte) (argb[i] >>> 24);
    }
    return of(MemorySegment.ofArray(b), DType.UINT8, channels, height, width);
  }
}
