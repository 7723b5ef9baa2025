package jotter.tensor.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;

/// NumPy's files: `.npy` for one array, `.npz` for several by name.
///
/// ```java
/// Npy.save(x, Path.of("x.npy"));
/// Tensor y = Npy.load(Path.of("x.npy"));
/// ```
///
/// Arrays in Fortran order and big-endian ones are read too. A `.npy` file in this machine's byte
/// order is mapped, so it may be larger than memory. NumPy has no bfloat16: it is saved as float32.
public final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([<>|=])([a-z?])(\\d*)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private Npy() {}

  private record Header(DType type, boolean swap, boolean fortran, long[] shape, int length) {}

  private static String code(DType t) {
    return switch (t) {
      case BOOL -> "|b1";
      case UINT8 -> "|u1";
      case INT8 -> "|i1";
      case INT16 -> "<i2";
      case INT32 -> "<i4";
      case INT64 -> "<i8";
      case FLOAT16 -> "<f2";
      case FLOAT32, BFLOAT16 -> "<f4";
      case FLOAT64 -> "<f8";
      case COMPLEX64, COMPLEX32 -> "<c8";
      case COMPLEX128 -> "<c16";
    };
  }

  private static DType type(String kind, String size) {
    return switch (kind + size) {
      case "b1", "?" -> DType.BOOL;
      case "u1" -> DType.UINT8;
      case "i1" -> DType.INT8;
      case "i2" -> DType.INT16;
      case "i4" -> DType.INT32;
      case "i8" -> DType.INT64;
      case "f2" -> DType.FLOAT16;
      case "f4" -> DType.FLOAT32;
      case "f8" -> DType.FLOAT64;
      case "c8" -> DType.COMPLEX64;
      case "c16" -> DType.COMPLEX128;
      default -> null;
    };
  }

  private static byte[] header(Tensor t) {
    StringBuilder shape = new StringBuilder();
    for (long s : t.shape()) shape.append(s).append(", ");
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(
                code(t.dtype()),
                t.rank() == 1
                    ? t.size(0) + ","
                    : shape.length() == 0 ? "" : shape.substring(0, shape.length() - 2));
    int length = (10 + text.length() + 1 + 63) & -64;
    byte[] r = new byte[length];
    java.util.Arrays.fill(r, (byte) ' ');
    System.arraycopy(MAGIC, 0, r, 0, 6);
    r[6] = 1;
    r[7] = 0;
    r[8] = (byte) (length - 10);
    r[9] = (byte) (length - 10 >>> 8);
    byte[] b = text.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(b, 0, r, 10, b.length);
    r[length - 1] = '\n';
    return r;
  }

  private static Tensor saved(Tensor t) {
    DType as =
        switch (t.dtype()) {
          case BFLOAT16 -> DType.FLOAT32;
          case COMPLEX32 -> DType.COMPLEX64;
          default -> t.dtype();
        };
    return Grad.off(() -> t.detach().to(as).to(Device.CPU).contiguous());
  }

  /// Writes one array.
  public static void save(Tensor t, Path file) throws IOException {
    Tensor c = saved(t);
    AtomicFile.write(
        file,
        false,
        out -> {
          AtomicFile.write(out, ByteBuffer.wrap(header(c)));
          AtomicFile.write(out, c);
        });
  }

  private static Header parse(Path file, ByteBuffer b) throws FormatException {
    if (b.remaining() < 10) throw new FormatException(file, "is too short to be a .npy file");
    byte[] magic = new byte[6];
    b.get(magic);
    if (!java.util.Arrays.equals(magic, MAGIC))
      throw new FormatException(file, "is no .npy file: it does not begin with \\x93NUMPY");
    int major = b.get();
    b.get();
    b.order(ByteOrder.LITTLE_ENDIAN);
    if (major < 1 || major > 3 || major > 1 && b.remaining() < 4)
      throw new FormatException(file, "has version " + major + " of the .npy format");
    long n = major == 1 ? b.getShort() & 0xffff : b.getInt() & 0xffffffffL;
    int start = b.position();
    if (n > b.remaining()) throw new FormatException(file, "claims a header of " + n + " bytes");
    byte[] text = new byte[(int) n];
    b.get(text);
    String h = new String(text, StandardCharsets.ISO_8859_1);
    Matcher d = DESCR.matcher(h);
    Matcher o = ORDER.matcher(h);
    Matcher s = SHAPE.matcher(h);
    if (!d.find() || !o.find() || !s.find())
      throw new FormatException(file, "has a header that is not understood: " + h.strip());
    DType t = type(d.group(2), d.group(3));
    if (t == null)
      throw new FormatException(
          file,
          "holds elements of NumPy's type "
              + d.group(2)
              + d.group(3)
              + ", which is no tensor type; convert with astype before saving");
    String[] sizes = s.group(1).isBlank() ? new String[0] : s.group(1).trim().split("\\s*,\\s*");
    long[] shape = new long[sizes.length];
    for (int i = 0; i < shape.length; i++) {
      try {
        shape[i] = Long.parseLong(sizes[i]);
      } catch (NumberFormatException e) {
        throw new FormatException(file, "has the shape (" + s.group(1) + ")", e);
      }
    }
    if (shape.length > 64 || AtomicFile.bytes(shape, t) < 0)
      throw new FormatException(file, "has the impossible shape (" + s.group(1) + ")");
    boolean big = d.group(1).equals(">");
    boolean swap = t.bytes() > 1 && big == (ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN);
    return new Header(t, swap, o.group(1).equals("True"), shape, (int) (start + n));
  }

  private static long[] strides(Header h) {
    if (!h.fortran) return Layout.rowMajor(h.shape);
    long[] s = new long[h.shape.length];
    long n = 1;
    for (int i = 0; i < s.length; i++) {
      s[i] = n;
      n *= Math.max(h.shape[i], 1);
    }
    return s;
  }

  /// Reads one array. Its pages come from the file when they are looked at.
  public static Tensor load(Path file) throws IOException {
    MappedFile map = new MappedFile(file);
    Header h = parse(file, map.segment().asSlice(0, Math.min(map.size(), 1 << 20)).asByteBuffer());
    long bytes = AtomicFile.bytes(h.shape, h.type);
    if (bytes > map.size() - h.length)
      throw new FormatException(
          file, "should hold " + bytes + " bytes of elements, but has " + (map.size() - h.length));
    Tensor t = map.tensor(h.length, h.shape, strides(h), h.type);
    return h.swap ? swapped(t) : t;
  }

  private static Tensor swapped(Tensor t) {
    Tensor r = t.clone();
    swap(r);
    return r;
  }

  /// Turns the bytes of every number around.
  private static void swap(Tensor t) {
    int size = t.dtype().isComplex() ? t.dtype().bytes() / 2 : t.dtype().bytes();
    long n = t.nbytes();
    MemorySegment m = Memory.ALL.asSlice(t.address(), n);
    for (long i = 0; i < n; i += size)
      for (int k = 0; k < size / 2; k++) {
        byte a = m.get(ValueLayout.JAVA_BYTE, i + k);
        m.set(ValueLayout.JAVA_BYTE, i + k, m.get(ValueLayout.JAVA_BYTE, i + size - 1 - k));
        m.set(ValueLayout.JAVA_BYTE, i + size - 1 - k, a);
      }
  }

  /// Writes several arrays by name into a `.npz` file.
  public static void saveAll(Map<String, Tensor> tensors, Path file) throws IOException {
    AtomicFile.write(
        file,
        false,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(Channels.newOutputStream(out))) {
            for (var e : tensors.entrySet()) {
              zip.putNextEntry(new ZipEntry(e.getKey() + ".npy"));
              Tensor c = saved(e.getValue());
              zip.write(header(c));
              copy(c, zip);
              zip.closeEntry();
            }
            zip.finish();
          }
        });
  }

  private static void copy(Tensor c, OutputStream out) throws IOException {
    byte[] part = new byte[1 << 16];
    for (long at = 0; at < c.nbytes(); at += part.length) {
      int n = (int) Math.min(part.length, c.nbytes() - at);
      MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, c.address() + at, part, 0, n);
      out.write(part, 0, n);
    }
  }

  /// The arrays of a `.npz` file, by name.
  public static Map<String, Tensor> loadAll(Path file) throws IOException {
    Map<String, Tensor> r = new LinkedHashMap<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (var e : java.util.Collections.list(zip.entries())) {
        if (!e.getName().endsWith(".npy")) continue;
        String name = e.getName().substring(0, e.getName().length() - 4);
        try (InputStream in = zip.getInputStream(e)) {
          r.put(name, read(file, name, in));
        }
      }
    } catch (java.util.zip.ZipException | java.io.EOFException e) {
      throw new FormatException(file, "is no .npz file, or damaged: " + e, e);
    }
    return r;
  }

  private static Tensor read(Path file, String name, InputStream in) throws IOException {
    byte[] start = in.readNBytes(12);
    if (start.length < 10) throw new FormatException(file, "array '" + name + "' is too short");
    int n =
        start[6] == 1
            ? (start[8] & 0xff | (start[9] & 0xff) << 8) + 10 - start.length
            : start.length < 12
                ? 0
                : (start[8] & 0xff
                    | (start[9] & 0xff) << 8
                    | (start[10] & 0xff) << 16
                    | (start[11] & 0xff) << 24);
    if (n < 0 || n > 1 << 20)
      throw new FormatException(file, "array '" + name + "' has a header of " + n + " bytes");
    byte[] rest = in.readNBytes(n);
    ByteBuffer b = ByteBuffer.allocate(start.length + rest.length).put(start).put(rest).flip();
    Header h = parse(file, b);
    long bytes = AtomicFile.bytes(h.shape, h.type);
    // A packed entry may claim anything: memory grows with what really arrives, not with the claim.
    java.io.ByteArrayOutputStream data = new java.io.ByteArrayOutputStream();
    byte[] part = new byte[1 << 16];
    int extra = b.remaining();
    data.write(b.array(), b.position(), extra);
    while (data.size() < bytes) {
      int got = in.read(part, 0, (int) Math.min(part.length, bytes - data.size()));
      if (got < 0)
        throw new FormatException(
            file,
            "array '" + name + "' should have " + bytes + " bytes, but ends after " + data.size());
      data.write(part, 0, got);
    }
    Tensor t = Tensor.empty(h.shape, h.type);
    MemorySegment.copy(
        data.toByteArray(), 0, Memory.ALL, ValueLayout.JAVA_BYTE, t.address(), (int) bytes);
    if (h.swap) swap(t);
    if (!h.fortran) return t;
    long[] reversed = new long[h.shape.length];
    int[] order = new int[h.shape.length];
    for (int i = 0; i < order.length; i++) {
      reversed[i] = h.shape[order.length - 1 - i];
      order[i] = order.length - 1 - i;
    }
    return t.view(reversed).permute(order);
  }
}
