package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import jotter.tensor.Complex;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// The values of a case: JSON made into tensors, numbers, lists and the few other things that are
/// arguments.
public final class Values {
  private Values() {}

  /// A part of an index.
  public record SliceValue(Long start, Long stop, Long step) {}

  /// The `...` of an index.
  public record EllipsisValue() {}

  /// A function as an argument, by name.
  public record FunctionValue(String name) {}

  /// A module to be constructed.
  public record ModuleValue(String name, List<Object> args, Map<String, Object> kwargs) {}

  /// A memory format.
  public record FormatValue(String name) {}

  /// A tensor of which only shape and type are given.
  public record ShapeOnly(long[] shape, DType dtype) {}

  /// A tuple, where it matters that it is one.
  public record TupleValue(List<Object> items) {}

  /// Reads a value; `gradient` is told of every input that requires a gradient, with its path.
  public static Object read(
      JsonNode n, TensorFile file, String path, BiConsumer<String, Tensor> gradient) {
    if (n.isNull()) return null;
    if (n.isBoolean()) return n.booleanValue();
    if (n.isTextual()) return n.textValue();
    if (n.isIntegralNumber()) return n.longValue();
    if (n.isNumber()) return n.doubleValue();
    if (n.isArray()) {
      List<Object> l = new ArrayList<>();
      for (int i = 0; i < n.size(); i++) l.add(read(n.get(i), file, path + "." + i, gradient));
      return l;
    }
    if (n.has("tensor")) {
      Tensor t = file.get(n);
      if (n.path("grad").asBoolean()) {
        t.requiresGrad_();
        gradient.accept(path, t);
      }
      return t;
    }
    if (n.has("float")) return number(n.get("float"));
    if (n.has("complex"))
      return Complex.of(number(n.get("complex").get(0)), number(n.get("complex").get(1)));
    if (n.has("dtype") && n.size() == 1) return DType.of(n.get("dtype").asText());
    if (n.has("shape") && n.has("dtype"))
      return new ShapeOnly(longs(n.get("shape")), DType.of(n.get("dtype").asText()));
    if (n.has("memory_format")) return new FormatValue(n.get("memory_format").asText());
    if (n.has("slice")) {
      JsonNode s = n.get("slice");
      return new SliceValue(bound(s.get(0)), bound(s.get(1)), bound(s.get(2)));
    }
    if (n.has("ellipsis")) return new EllipsisValue();
    if (n.has("function")) return new FunctionValue(n.get("function").asText());
    if (n.has("tuple")) return new TupleValue(list(read(n.get("tuple"), file, path, gradient)));
    if (n.has("dict")) return map(n.get("dict"), file, path, gradient);
    if (n.has("module"))
      return new ModuleValue(
          n.get("module").asText(),
          list(read(n.get("args"), file, path + ".args", gradient)),
          map(n.get("kwargs"), file, path + ".kwargs", gradient));
    throw new IllegalArgumentException("unknown value " + n);
  }

  public static Map<String, Object> map(
      JsonNode n, TensorFile file, String path, BiConsumer<String, Tensor> gradient) {
    Map<String, Object> m = new LinkedHashMap<>();
    if (n != null)
      n.properties()
          .forEach(
              e -> m.put(e.getKey(), read(e.getValue(), file, path + "." + e.getKey(), gradient)));
    return m;
  }

  @SuppressWarnings("unchecked")
  public static List<Object> list(Object o) {
    return (List<Object>) o;
  }

  private static Long bound(JsonNode n) {
    return n == null || n.isNull() ? null : n.asLong();
  }

  public static double number(JsonNode n) {
    if (n.isNumber()) return n.doubleValue();
    return switch (n.asText()) {
      case "nan" -> Double.NaN;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "-inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(n.asText());
    };
  }

  static long[] longs(JsonNode n) {
    long[] r = new long[n.size()];
    for (int i = 0; i < r.length; i++) r[i] = n.get(i).asLong();
    return r;
  }
}
