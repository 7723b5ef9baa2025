package jotter.tensor.io;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// The safetensors format: a JSON header with names, types, shapes and places, then the bytes.
///
/// ```java
/// SafeTensors.save(Map.of("w", w, "b", b), Path.of("model.safetensors"));
/// Tensor w = SafeTensors.load(Path.of("model.safetensors")).get("w");
/// ```
///
/// Reading maps the file: tensors are not copied, and those that nobody looks at are never read.
public final class SafeTensors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MAX_HEADER = 100_000_000;

  private SafeTensors() {}

  private static String code(DType t) {
    return switch (t) {
      case BOOL -> "BOOL";
      case UINT8 -> "U8";
      case INT8 -> "I8";
      case INT16 -> "I16";
      case INT32 -> "I32";
      case INT64 -> "I64";
      case FLOAT16 -> "F16";
      case BFLOAT16 -> "BF16";
      case FLOAT32 -> "F32";
      case FLOAT64 -> "F64";
      case COMPLEX64 -> "C64";
      case COMPLEX32, COMPLEX128 ->
          throw new IllegalArgumentException(
              "safetensors: there is no type for "
                  + t
                  + "; save viewAsReal() and use viewAsComplex() after loading");
    };
  }

  private static DType type(String code) {
    return switch (code) {
      case "BOOL" -> DType.BOOL;
      case "U8" -> DType.UINT8;
      case "I8" -> DType.INT8;
      case "I16" -> DType.INT16;
      case "I32" -> DType.INT32;
      case "I64" -> DType.INT64;
      case "F16" -> DType.FLOAT16;
      case "BF16" -> DType.BFLOAT16;
      case "F32" -> DType.FLOAT32;
      case "F64" -> DType.FLOAT64;
      case "C64" -> DType.COMPLEX64;
      default -> null;
    };
  }

  /// Writes tensors by name.
  public static void save(Map<String, Tensor> tensors, Path file) throws IOException {
    save(tensors, Map.of(), file);
  }

  /// Writes tensors by name, with texts beside them.
  public static void save(Map<String, Tensor> tensors, Map<String, String> metadata, Path file)
      throws IOException {
    ObjectNode header = JSON.createObjectNode();
    if (!metadata.isEmpty()) {
      ObjectNode m = header.putObject("__metadata__");
      metadata.forEach(m::put);
    }
    // Wide types first, as the reference implementation does: then every tensor is aligned.
    List<Map.Entry<String, Tensor>> order = new ArrayList<>(tensors.entrySet());
    order.sort(
        (a, b) -> {
          int c = b.getValue().dtype().bytes() - a.getValue().dtype().bytes();
          return c != 0 ? c : a.getKey().compareTo(b.getKey());
        });
    long at = 0;
    for (var e : order) {
      Tensor t = e.getValue();
      ObjectNode n = header.putObject(e.getKey());
      n.put("dtype", code(t.dtype()));
      ArrayNode shape = n.putArray("shape");
      for (long s : t.shape()) shape.add(s);
      n.putArray("data_offsets").add(at).add(at + t.nbytes());
      at += t.nbytes();
    }
    byte[] text = JSON.writeValueAsBytes(header);
    int padded = (text.length + 7) & -8;
    ByteBuffer head = ByteBuffer.allocate(8 + padded).order(ByteOrder.LITTLE_ENDIAN);
    head.putLong(padded).put(text);
    while (head.hasRemaining()) head.put((byte) ' ');
    head.flip();
    AtomicFile.write(
        file,
        false,
        out -> {
          AtomicFile.write(out, head);
          for (var e : order) {
            Tensor t = e.getValue();
            AtomicFile.write(out, Grad.off(() -> t.detach().to(Device.CPU).contiguous()));
          }
        });
  }

  /// What a file says about itself.
  private record Contents(MappedFile map, JsonNode header, long start) {}

  private static Contents open(Path file) throws IOException {
    MappedFile map = new MappedFile(file);
    if (map.size() < 8) throw new FormatException(file, "is too short to be a safetensors file");
    long n =
        map.segment().get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
    if (n < 2 || n > MAX_HEADER || n > map.size() - 8)
      throw new FormatException(
          file, "claims a header of " + n + " bytes in a file of " + map.size());
    byte[] text = map.segment().asSlice(8, n).toArray(ValueLayout.JAVA_BYTE);
    JsonNode header;
    try {
      header = JSON.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new FormatException(file, "has a header that is no JSON", e);
    }
    if (header == null || !header.isObject())
      throw new FormatException(file, "has a header that is no JSON object");
    return new Contents(map, header, 8 + n);
  }

  /// All tensors of a file, in its order.
  public static Map<String, Tensor> load(Path file) throws IOException {
    Contents c = open(file);
    Map<String, Tensor> r = new LinkedHashMap<>();
    for (var e : c.header.properties()) {
      if (e.getKey().equals("__metadata__")) continue;
      r.put(e.getKey(), tensor(file, c, e.getKey(), e.getValue()));
    }
    return Collections.unmodifiableMap(r);
  }

  /// The texts that were saved with the tensors.
  public static Map<String, String> metadata(Path file) throws IOException {
    Map<String, String> r = new LinkedHashMap<>();
    open(file)
        .header
        .path("__metadata__")
        .properties()
        .forEach(e -> r.put(e.getKey(), e.getValue().asText()));
    return r;
  }

  private static Tensor tensor(Path file, Contents c, String name, JsonNode n)
      throws FormatException {
    String what = "tensor '" + name + "' ";
    DType t = type(n.path("dtype").asText());
    if (t == null)
      throw new FormatException(file, what + "has the unknown type " + n.path("dtype"));
    JsonNode s = n.path("shape");
    JsonNode o = n.path("data_offsets");
    if (!s.isArray() || s.size() > 64 || !o.isArray() || o.size() != 2)
      throw new FormatException(file, what + "lacks a shape or its two offsets");
    long[] shape = new long[s.size()];
    for (int i = 0; i < shape.length; i++) {
      if (!s.get(i).isIntegralNumber() || !s.get(i).canConvertToLong())
        throw new FormatException(file, what + "has the shape " + s);
      shape[i] = s.get(i).longValue();
    }
    if (!o.get(0).canConvertToLong() || !o.get(1).canConvertToLong())
      throw new FormatException(file, what + "has the offsets " + o);
    long from = o.get(0).longValue();
    long to = o.get(1).longValue();
    long bytes = AtomicFile.bytes(shape, t);
    if (bytes < 0 || from < 0 || to < from || to - from != bytes)
      throw new FormatException(
          file, what + "of shape " + s + " and " + t + " does not take the bytes " + o);
    if (to > c.map.size() - c.start)
      throw new FormatException(
          file, what + "ends at byte " + to + " of " + (c.map.size() - c.start));
    return c.map.tensor(c.start + from, shape, Layout.rowMajor(shape), t);
  }
}
