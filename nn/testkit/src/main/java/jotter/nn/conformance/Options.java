package jotter.nn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import jotter.tensor.testkit.conformance.Values;

/// Named arguments of a case.
record Options(Map<String, Object> values) {
  static Options of(JsonNode n) {
    return new Options(Values.map(n, null, "kwargs", (p, t) -> {}));
  }

  boolean has(String name) {
    return values.get(name) != null;
  }

  double num(String name, double otherwise) {
    return values.get(name) instanceof Number n ? n.doubleValue() : otherwise;
  }

  int integer(String name, int otherwise) {
    return values.get(name) instanceof Number n ? n.intValue() : otherwise;
  }

  boolean on(String name, boolean otherwise) {
    return values.get(name) instanceof Boolean b ? b : otherwise;
  }

  String text(String name, String otherwise) {
    return values.get(name) instanceof String s ? s : otherwise;
  }

  /// A list of numbers, or one number as such.
  double[] nums(String name, double... otherwise) {
    return switch (values.get(name)) {
      case Number n -> new double[] {n.doubleValue()};
      case List<?> l -> l.stream().mapToDouble(o -> ((Number) o).doubleValue()).toArray();
      case Values.TupleValue t ->
          t.items().stream().mapToDouble(o -> ((Number) o).doubleValue()).toArray();
      case null, default -> otherwise;
    };
  }
}
