package jotter.tensor.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Memory;

/// PyTorch's files, `.pt` and `.pth`: what `torch.save` writes, and what `torch.load` reads with
/// `weights_only=True`.
///
/// ```java
/// TorchFile.save(Map.of("weight", w), Path.of("mine.pt"));
/// Map<String, Tensor> weights = TorchFile.stateDict(Path.of("mine.pt"));
/// ```
///
/// Reading makes tensors, numbers, texts, maps, lists and arrays (tuples), and nothing else: a file
/// that asks for any other class is refused by its name.
public final class TorchFile {
  private TorchFile() {}

  private record StorageType(DType type) {}

  private record Stored(Tensor flat) {}

  /// What is in the file.
  public static Object load(Path file) throws IOException {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      ZipEntry pickle = null;
      for (ZipEntry e : java.util.Collections.list(zip.entries()))
        if (e.getName().endsWith("/data.pkl") || e.getName().equals("data.pkl")) pickle = e;
      if (pickle == null)
        throw new FormatException(
            file, "has no data.pkl in it; is it a file of torch.save (PyTorch 1.6 or later)?");
      String root = pickle.getName().substring(0, pickle.getName().length() - "data.pkl".length());
      ZipEntry order = zip.getEntry(root + "byteorder");
      if (order != null) {
        String text = new String(read(file, zip, order, 100), StandardCharsets.UTF_8);
        if (!text.strip().equals("little"))
          throw new FormatException(file, "is in byte order " + text.strip());
      }
      byte[] program = read(file, zip, pickle, 1 << 28);
      Map<String, Stored> storages = new HashMap<>();
      return new PickleReader(
              file,
              program,
              (module, name) -> global(file, module, name),
              id -> storage(file, zip, root, id, storages))
          .read();
    } catch (ZipException | EOFException e) {
      throw new FormatException(file, "is no zip file, as torch.save writes, or damaged: " + e, e);
    }
  }

  /// The tensors of a file that holds a state dict, by name.
  public static Map<String, Tensor> stateDict(Path file) throws IOException {
    Object o = load(file);
    if (!(o instanceof Map<?, ?> m))
      throw new FormatException(file, "holds no state dict, but " + describe(o));
    Map<String, Tensor> r = new LinkedHashMap<>();
    for (var e : m.entrySet()) {
      if (!(e.getKey() instanceof String name) || !(e.getValue() instanceof Tensor t))
        throw new FormatException(
            file,
            "is no plain state dict: '"
                + e.getKey()
                + "' is "
                + describe(e.getValue())
                + "; use load(file) and pick the part you need from "
                + m.keySet());
      r.put(name, t);
    }
    return r;
  }

  private static String describe(Object o) {
    return o == null ? "nothing" : "a " + o.getClass().getSimpleName();
  }

  private static byte[] read(Path file, ZipFile zip, ZipEntry e, int most) throws IOException {
    try (InputStream in = zip.getInputStream(e)) {
      byte[] b = in.readNBytes(most);
      if (b.length == most) throw new FormatException(file, e.getName() + " is too large");
      return b;
    }
  }

  private static BiFunction<PickleReader, Object[], Object> global(
      Path file, String module, String name) throws FormatException {
    return switch (module + "." + name) {
      case "collections.OrderedDict" -> (r, a) -> new LinkedHashMap<>();
      case "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_tensor" ->
          (r, a) -> rebuild(a);
      case "torch._utils._rebuild_parameter" ->
          (r, a) -> Boolean.TRUE.equals(a[1]) ? ((Tensor) a[0]).requiresGrad_() : a[0];
      case "torch.Size" -> (r, a) -> Arrays.asList((Object[]) a[0]);
      default -> {
        DType t = module.equals("torch") ? storageType(name) : null;
        if (t == null)
          throw new FormatException(
              file,
              "asks for "
                  + module
                  + "."
                  + name
                  + ", which is no tensor or container; save model.state_dict() instead");
        StorageType s = new StorageType(t);
        yield new Marker(s);
      }
    };
  }

  /// A storage type as a global: it is only looked at, never called.
  private record Marker(StorageType type) implements BiFunction<PickleReader, Object[], Object> {
    @Override
    public Object apply(PickleReader r, Object[] a) {
      throw new IllegalArgumentException("a storage type is no function");
    }
  }

  private static DType storageType(String name) {
    for (DType t : DType.values())
      if (t != DType.COMPLEX32 && PickleWriter.storage(t).equals(name)) return t;
    return null;
  }

  private static Object storage(
      Path file, ZipFile zip, String root, Object id, Map<String, Stored> storages)
      throws FormatException {
    if (!(id instanceof Object[] a)
        || a.length < 5
        || !"storage".equals(a[0])
        || !(a[1] instanceof Marker m)
        || !(a[2] instanceof String key)
        || !(a[4] instanceof Long n))
      throw new FormatException(file, "has a storage that is not understood");
    Stored known = storages.get(key);
    if (known != null) return known;
    DType t = m.type.type;
    ZipEntry e = zip.getEntry(root + "data/" + key);
    if (e == null) throw new FormatException(file, "lacks the storage " + key);
    long bytes = AtomicFile.bytes(new long[] {n}, t);
    if (bytes < 0 || bytes > e.getSize())
      throw new FormatException(
          file,
          "storage " + key + " should have " + n + " elements, but has " + e.getSize() + " bytes");
    try (InputStream in = zip.getInputStream(e)) {
      Stored s = new Stored(fill(file, key, in, n, t, bytes));
      storages.put(key, s);
      return s;
    } catch (IOException x) {
      throw new FormatException(file, "storage " + key + " cannot be read", x);
    }
  }

  /// Reads piece by piece: memory is taken as the bytes arrive, whatever the directory claims.
  private static Tensor fill(Path file, String key, InputStream in, long n, DType t, long bytes)
      throws IOException {
    List<byte[]> parts = new ArrayList<>();
    long have = 0;
    while (have < bytes) {
      byte[] p = in.readNBytes((int) Math.min(1 << 24, bytes - have));
      if (p.length == 0)
        throw new FormatException(file, "storage " + key + " ends after " + have + " bytes");
      parts.add(p);
      have += p.length;
    }
    Tensor flat = Tensor.empty(new long[] {n}, t);
    long at = flat.address();
    for (byte[] p : parts) {
      MemorySegment.copy(p, 0, Memory.ALL, ValueLayout.JAVA_BYTE, at, p.length);
      at += p.length;
    }
    return flat;
  }

  private static Tensor rebuild(Object[] a) {
    Tensor flat = ((Stored) a[0]).flat;
    long offset = (Long) a[1];
    long[] shape = longs(a[2]);
    long[] strides = longs(a[3]);
    if (shape.length != strides.length || offset < 0)
      throw new IllegalArgumentException("its shape and strides do not fit");
    for (int i = 0; i < shape.length; i++)
      if (shape[i] < 0 || strides[i] < 0)
        throw new IllegalArgumentException("it has a negative size or stride");
    if (AtomicFile.bytes(shape, flat.dtype()) < 0)
      throw new IllegalArgumentException("it has more elements than there can be");
    long last = offset;
    boolean empty = false;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == 0) empty = true;
      else last = Math.addExact(last, Math.multiplyExact(shape[i] - 1, strides[i]));
    }
    if (!empty && last >= flat.numel())
      throw new IllegalArgumentException(
          "it reaches element " + last + " of a storage of " + flat.numel());
    Tensor t =
        Tensor.wrap(flat.storage(), new Layout(shape, strides, empty ? 0 : offset), flat.dtype());
    return a.length > 4 && Boolean.TRUE.equals(a[4]) && t.dtype().isDifferentiable()
        ? t.requiresGrad_()
        : t;
  }

  private static long[] longs(Object o) {
    Object[] a = (Object[]) o;
    long[] r = new long[a.length];
    for (int i = 0; i < r.length; i++) r[i] = (Long) a[i];
    return r;
  }

  /// Writes tensors, numbers, texts, maps, lists and arrays, nested as they like.
  public static void save(Object o, Path file) throws IOException {
    List<Tensor> storages = new ArrayList<>();
    byte[] pickle =
        new PickleWriter(
                t -> {
                  storages.add(t);
                  return storages.size() - 1;
                })
            .write(o);
    String root = file.getFileName().toString().replaceAll("\\.[^.]*$", "");
    AtomicFile.write(
        file,
        false,
        out -> {
          ZipOutputStream zip =
              new ZipOutputStream(java.nio.channels.Channels.newOutputStream(out));
          zip.setMethod(ZipOutputStream.STORED);
          entry(zip, root + "/data.pkl", pickle);
          entry(zip, root + "/byteorder", "little".getBytes(StandardCharsets.UTF_8));
          for (int i = 0; i < storages.size(); i++)
            entry(zip, root + "/data/" + i, storages.get(i));
          entry(zip, root + "/version", "3\n".getBytes(StandardCharsets.UTF_8));
          zip.finish();
        });
  }

  private static void entry(ZipOutputStream zip, String name, byte[] b) throws IOException {
    ZipEntry e = new ZipEntry(name);
    CRC32 crc = new CRC32();
    crc.update(b);
    e.setSize(b.length);
    e.setCompressedSize(b.length);
    e.setCrc(crc.getValue());
    zip.putNextEntry(e);
    zip.write(b);
    zip.closeEntry();
  }

  private static void entry(ZipOutputStream zip, String name, Tensor t) throws IOException {
    Tensor c = Grad.off(() -> t.detach().contiguous());
    long n = c.nbytes();
    CRC32 crc = new CRC32();
    byte[] part = new byte[1 << 16];
    for (long at = 0; at < n; at += part.length) crc.update(part, 0, piece(c, at, n, part));
    ZipEntry e = new ZipEntry(name);
    e.setSize(n);
    e.setCompressedSize(n);
    e.setCrc(crc.getValue());
    zip.putNextEntry(e);
    for (long at = 0; at < n; at += part.length) zip.write(part, 0, piece(c, at, n, part));
    zip.closeEntry();
  }

  private static int piece(Tensor c, long at, long n, byte[] part) {
    int k = (int) Math.min(part.length, n - at);
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_BYTE, c.address() + at, part, 0, k);
    return k;
  }
}
