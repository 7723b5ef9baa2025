package jotter.vision.datasets;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Reference;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// An array in the IDX format, in which MNIST and its relatives (Fashion-MNIST, KMNIST, EMNIST) are
/// published.
///
/// A file is two zero bytes, one byte for the element type, one for the number of dimensions, each
/// dimension as a big-endian 32-bit integer, then the elements in row-major order, big-endian. It
/// is often compressed with gzip, which is recognised by its first bytes and not by the file's
/// name.
///
/// ```java
/// Idx images = Idx.read(Path.of("train-images-idx3-ubyte.gz"));   // dims 60000 × 28 × 28
/// int ink = images.bytes()[0] & 0xff;
/// ```
///
/// @param dims the sizes, outermost first; none may be negative
/// @param element what one element is
/// @param bytes the elements as they stand in the file: row-major, big-endian
/// @see <a href="https://yann.lecun.org/exdb/mnist/">The MNIST database, "File formats"</a>
public record Idx(int[] dims, Idx.Element element, byte[] bytes) {

  /// More than this is refused unless the caller asks for it: 1 GiB, twenty times all of MNIST.
  public static final long DEFAULT_LIMIT = 1L << 30;

  private static final int MAX_DIMS = 16;
  private static final int GZIP_MAGIC = 0x1f8b;

  /// The type of an element, with the code that stands for it in a file.
  public enum Element {
    /// Unsigned 8-bit integer.
    UINT8(0x08, 1, DType.UINT8),
    /// Signed 8-bit integer.
    INT8(0x09, 1, DType.INT8),
    /// 16-bit integer.
    INT16(0x0b, 2, DType.INT16),
    /// 32-bit integer.
    INT32(0x0c, 4, DType.INT32),
    /// 32-bit IEEE 754 number.
    FLOAT32(0x0d, 4, DType.FLOAT32),
    /// 64-bit IEEE 754 number.
    FLOAT64(0x0e, 8, DType.FLOAT64);

    private final int code;
    private final int size;
    private final DType dtype;

    Element(int code, int size, DType dtype) {
      this.code = code;
      this.size = size;
      this.dtype = dtype;
    }

    /// Bytes per element.
    public int size() {
      return size;
    }

    private static Element of(int code) throws IOException {
      for (Element element : values()) {
        if (element.code == code) {
          return element;
        }
      }
      throw new IOException(
          "element type 0x%02x is unknown; IDX has 0x08, 0x09 and 0x0b to 0x0e".formatted(code));
    }
  }

  /// Checks that the bytes are as many as the dimensions say.
  public Idx {
    dims = dims.clone();
    if (dims.length > MAX_DIMS) {
      throw new IllegalArgumentException(
          "idx: " + dims.length + " dimensions, at most " + MAX_DIMS + " are allowed");
    }
    long expected = size(dims, element);
    if (expected < 0) {
      throw new IllegalArgumentException("idx: negative dimension in " + Arrays.toString(dims));
    }
    if (bytes.length != expected) {
      throw new IllegalArgumentException(
          "idx: dimensions %s of %s want %d bytes, %d were given"
              .formatted(Arrays.toString(dims), element, expected, bytes.length));
    }
  }

  /// A copy of the sizes.
  @Override
  public int[] dims() {
    return dims.clone();
  }

  /// Reads a file, compressed or not.
  ///
  /// @throws IOException if it cannot be read or is not IDX; the message names the file
  public static Idx read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(in, DEFAULT_LIMIT);
    } catch (IOException e) {
      throw new IOException("idx: " + file + ": " + e.getMessage(), e);
    }
  }

  /// Reads a stream to its end, compressed or not. At most `limit` bytes of elements are accepted;
  /// the header is checked against that before anything is allocated, and memory grows only with
  /// what truly arrives, so neither a header that lies nor a gzip bomb can exhaust it.
  ///
  /// @throws IOException if the stream breaks off, holds more than its header says, or is not IDX
  public static Idx read(InputStream in, long limit) throws IOException {
    var buffered = new BufferedInputStream(in);
    buffered.mark(2);
    int magic = buffered.read() << 8 | buffered.read();
    buffered.reset();
    try {
      return magic == GZIP_MAGIC
          ? parse(new BufferedInputStream(new GZIPInputStream(buffered)), limit)
          : parse(buffered, limit);
    } catch (ZipException e) {
      throw new IOException("the gzip data is damaged: " + e.getMessage(), e);
    } catch (EOFException e) {
      throw new IOException("the file breaks off early", e);
    }
  }

  private static Idx parse(InputStream stream, long limit) throws IOException {
    var in = new DataInputStream(stream);
    int zeros = in.readUnsignedShort();
    if (zeros != 0) {
      throw new IOException("not an IDX file: it begins with 0x%04x, not 0x0000".formatted(zeros));
    }
    Element element = Element.of(in.readUnsignedByte());
    int[] dims = new int[in.readUnsignedByte()];
    if (dims.length > MAX_DIMS) {
      throw new IOException(dims.length + " dimensions, at most " + MAX_DIMS + " are accepted");
    }
    for (int i = 0; i < dims.length; i++) {
      dims[i] = in.readInt();
    }
    long claimed = size(dims, element);
    if (claimed < 0) {
      throw new IOException("negative dimension in " + Arrays.toString(dims));
    }
    long most = Math.min(limit, Integer.MAX_VALUE - 16);
    if (claimed > most) {
      throw new IOException(
          "%s of %s is more than the limit of %d bytes"
              .formatted(Arrays.toString(dims), element, most));
    }
    int size = (int) claimed;
    // readNBytes allocates as data arrives, not `size` at once.
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new IOException(
          "%s of %s want %d bytes, the file holds %d"
              .formatted(Arrays.toString(dims), element, size, bytes.length));
    }
    if (in.read() >= 0) {
      throw new IOException(
          "%s of %s want %d bytes, the file holds more"
              .formatted(Arrays.toString(dims), element, size));
    }
    return new Idx(dims, element, bytes);
  }

  /// The bytes of the elements: negative if a dimension is, `Long.MAX_VALUE` if they are beyond
  /// counting.
  private static long size(int[] dims, Element element) {
    long size = element.size();
    boolean empty = false;
    for (int dim : dims) {
      if (dim < 0) {
        return -1;
      }
      empty |= dim == 0;
      size = size > Long.MAX_VALUE / Math.max(dim, 1) ? Long.MAX_VALUE : size * Math.max(dim, 1);
    }
    return empty ? 0 : size;
  }

  /// The array as a tensor of the same shape and type, in the machine's byte order.
  public Tensor tensor() {
    long[] shape = Arrays.stream(dims).asLongStream().toArray();
    Tensor tensor = Tensor.empty(shape, element.dtype, Device.CPU);
    ValueLayout unit =
        switch (element.size) {
          case 1 -> ValueLayout.JAVA_BYTE;
          case 2 -> ValueLayout.JAVA_SHORT_UNALIGNED;
          case 4 -> ValueLayout.JAVA_INT_UNALIGNED;
          default -> ValueLayout.JAVA_LONG_UNALIGNED;
        };
    MemorySegment.copy(
        MemorySegment.ofArray(bytes),
        unit.withOrder(ByteOrder.BIG_ENDIAN),
        0,
        Memory.ALL,
        unit,
        tensor.address(),
        bytes.length / element.size);
    // The copy knows an address only; the tensor must not be collected before it is done.
    Reference.reachabilityFence(tensor);
    return tensor;
  }

  /// Writes the array to a file, compressed if its name ends in `.gz`.
  public void write(Path file) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      if (file.getFileName().toString().endsWith(".gz")) {
        try (var gzip = new GZIPOutputStream(out)) {
          write(gzip);
        }
      } else {
        write(out);
      }
    }
  }

  /// Writes the array to a stream, uncompressed, and leaves the stream open.
  public void write(OutputStream stream) throws IOException {
    var out = new DataOutputStream(new BufferedOutputStream(stream));
    out.writeShort(0);
    out.writeByte(element.code);
    out.writeByte(dims.length);
    for (int dim : dims) {
      out.writeInt(dim);
    }
    out.write(bytes);
    out.flush();
  }

  /// Equal sizes, type and elements.
  @Override
  public boolean equals(Object other) {
    return other instanceof Idx that
        && element == that.element
        && Arrays.equals(dims, that.dims)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * element.hashCode() + Arrays.hashCode(dims)) + Arrays.hashCode(bytes);
  }

  /// Type and sizes, not the elements.
  @Override
  public String toString() {
    return "Idx[" + element + " " + Arrays.toString(dims) + "]";
  }
}
