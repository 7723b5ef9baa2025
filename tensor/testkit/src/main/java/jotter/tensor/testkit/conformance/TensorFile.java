package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// The tensors of a group. They are read when asked for, each time anew, so that no case can spoil
/// another's.
public final class TensorFile {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ByteBuffer data;
  private final JsonNode header;

  /// Reads a safetensors file.
  public TensorFile(Path file) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    long n = all.getLong();
    if (n < 0 || n > all.remaining())
      throw new IOException(file + " is damaged: a header of " + n + " bytes");
    byte[] h = new byte[(int) n];
    all.get(h);
    header = JSON.readTree(new String(h, StandardCharsets.UTF_8));
    data = all.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static DType type(String name) {
    return switch (name) {
      case "F64" -> DType.FLOAT64;
      case "F32" -> DType.FLOAT32;
      case "F16" -> DType.FLOAT16;
      case "BF16" -> DType.BFLOAT16;
      case "I64" -> DType.INT64;
      case "I32" -> DType.INT32;
      case "I16" -> DType.INT16;
      case "I8" -> DType.INT8;
      case "U8" -> DType.UINT8;
      case "BOOL" -> DType.BOOL;
      default -> throw new IllegalArgumentException("unknown element type " + name);
    };
  }

  private static DType complex(DType part) {
    return switch (part) {
      case FLOAT64 -> DType.COMPLEX128;
      case FLOAT32 -> DType.COMPLEX64;
      case FLOAT16 -> DType.COMPLEX32;
      default -> throw new IllegalArgumentException("no complex numbers of " + part);
    };
  }

  /// The tensor that `reference` (`{"tensor": key, ...}`) names, in the layout that it asks for.
  public Tensor get(JsonNode reference) {
    String key = reference.get("tensor").asText();
    JsonNode e = header.get(key);
    if (e == null) throw new IllegalArgumentException("no tensor " + key + " in the file");
    DType t = type(e.get("dtype").asText());
    int rank = e.get("shape").size();
    boolean complex = reference.path("complex").asBoolean();
    if (complex) {
      t = complex(t);
      rank--;
    }
    long[] shape = new long[rank];
    for (int i = 0; i < rank; i++) shape[i] = e.get("shape").get(i).asLong();
    int start = e.get("data_offsets").get(0).asInt();
    Tensor r = Tensor.empty(shape, t);
    for (int i = 0; i < r.nbytes(); i++)
      Memory.ALL.set(java.lang.foreign.ValueLayout.JAVA_BYTE, r.address() + i, data.get(start + i));
    JsonNode s = reference.get("strides");
    if (s == null || !s.isArray()) return r;
    return strided(r, s);
  }

  private static Tensor strided(Tensor t, JsonNode s) {
    long[] strides = new long[s.size()];
    for (int i = 0; i < strides.length; i++) strides[i] = s.get(i).asLong();
    if (t.numel() == 0) return t.asStrided(t.shape(), strides, 0).detach();
    // An expanded dimension holds the same values everywhere: take the first.
    Tensor source = t;
    long[] narrow = t.shape();
    for (int i = 0; i < narrow.length; i++)
      if (strides[i] == 0 && narrow[i] > 1) {
        source = source.narrow(i, 0, 1);
        narrow[i] = 1;
      }
    Tensor room = Tensor.emptyStrided(narrow, strides, t.dtype());
    room.copy_(source);
    return room.asStrided(t.shape(), strides, 0).detach();
  }
}
