package jotter.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Pointwise;
import jotter.tensor.spi.Memory;

/// Other types, other devices, and Java arrays.
public sealed interface Conversion permits Tensor {
  /// This tensor.
  Tensor self();

  /// As `type`; the tensor itself if it is of that type. Floats are cut off to integers, numbers
  /// become true unless they are 0, complex numbers lose their imaginary part.
  default Tensor to(DType type) {
    Tensor x = self();
    if (x.dtype() == type) return x;
    // The wider of the two types, so that nothing is lost before the conversion itself.
    DType compute = Promotion.promote(x.dtype(), type).computeType();
    return Dispatch.pointwise(new Formulaic.Of(Functions.CAST, Pointwise.NONE, compute, type), x);
  }

  /// On `device`; the tensor itself if it is there.
  default Tensor to(Device device) {
    Tensor x = self();
    if (x.device().equals(device)) return x;
    return Dispatch.one(new jotter.tensor.op.Transfer(device), x);
  }

  /// The elements in row-major order, as floats.
  default float[] toFloatArray() {
    Tensor x = host(DType.FLOAT32);
    float[] r = new float[length(x)];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, x.address(), r, 0, r.length);
    return r;
  }

  /// The elements in row-major order, as doubles.
  default double[] toDoubleArray() {
    Tensor x = host(DType.FLOAT64);
    double[] r = new double[length(x)];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_DOUBLE_UNALIGNED, x.address(), r, 0, r.length);
    return r;
  }

  /// The elements in row-major order, as longs.
  default long[] toLongArray() {
    Tensor x = host(DType.INT64);
    long[] r = new long[length(x)];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_LONG_UNALIGNED, x.address(), r, 0, r.length);
    return r;
  }

  /// The elements in row-major order, as ints.
  default int[] toIntArray() {
    Tensor x = host(DType.INT32);
    int[] r = new int[length(x)];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_INT_UNALIGNED, x.address(), r, 0, r.length);
    return r;
  }

  /// The elements in row-major order, as truth values.
  default boolean[] toBooleanArray() {
    byte[] b = self().to(DType.BOOL).toByteArray();
    boolean[] r = new boolean[b.length];
    for (int i = 0; i < r.length; i++) r[i] = b[i] != 0;
    return r;
  }

  /// The elements' memory in row-major order, in the machine's byte order.
  default byte[] toByteArray() {
    Tensor x = host(self().dtype());
    long n = x.nbytes();
    if (n > Integer.MAX_VALUE - 8)
      throw Check.valueError("toByteArray", n + " bytes do not fit into a Java array");
    byte[] r = new byte[(int) n];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, x.address(), r, 0, r.length);
    return r;
  }

  /// The elements in row-major order, in memory of their own that lives as long as somebody refers
  /// to it.
  default MemorySegment toMemorySegment() {
    Tensor x = host(self().dtype());
    MemorySegment r = Arena.ofAuto().allocate(Math.max(1, x.nbytes()), 64).asSlice(0, x.nbytes());
    MemorySegment.copy(Memory.ALL, x.address(), r, 0, x.nbytes());
    return r;
  }

  /// The elements in row-major order, in a direct buffer in the machine's byte order.
  default ByteBuffer toByteBuffer() {
    long n = self().nbytes();
    if (n > Integer.MAX_VALUE)
      throw Check.valueError(
          "toByteBuffer", n + " bytes do not fit into a buffer; use toMemorySegment()");
    return toMemorySegment().asByteBuffer().order(ByteOrder.nativeOrder());
  }

  /// A Java array with as many dimensions as this tensor, of the primitive type that `type` says.
  ///
  /// ```java
  /// float[][] rows = x.toArray(float[][].class);
  /// ```
  default <T> T toArray(Class<T> type) {
    return ToArray.of(self(), type);
  }

  /// Pixels for `BufferedImage.setRGB`: alpha, red, green and blue in the bytes of an int, row by
  /// row. The picture is (channels × height × width) with 1, 3 or 4 channels, or (height × width);
  /// integers are 0 to 255, floating-point numbers 0 to 1, and what is beyond is cut off.
  default int[] toPixels() {
    return ToArray.pixels(self());
  }

  private Tensor host(DType type) {
    return Grad.off(() -> self().raw().to(type).to(Device.CPU).contiguous());
  }

  private static int length(Tensor x) {
    if (x.numel() > Integer.MAX_VALUE - 8)
      throw Check.valueError(
          "toArray", x.numel() + " elements do not fit into a Java array; use slices");
    return (int) x.numel();
  }
}
