package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Promotion;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Runs cases of result types.
public final class PromotionRunner implements CaseRunner {
  private final Bindings bindings = Bindings.ofTensor();

  @Override
  public String kind() {
    return "promotion";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    String op = test.get("op").asText();
    boolean refused = test.get("check").asText().equals("error");
    Object result;
    try {
      result = compute(op, test);
    } catch (Bindings.Absent e) {
      throw e;
    } catch (RuntimeException e) {
      if (refused) return;
      throw e;
    }
    // Where PyTorch refuses a combination, more may be supported here.
    if (refused) return;
    JsonNode e = test.get("result");
    String text = result.toString();
    if (!text.equals(e.asText())) throw new Mismatch("gave " + text + ", expected " + e.asText());
  }

  private Object compute(String op, JsonNode test) {
    Object a = operand(test.get("a"));
    Object b = test.has("b") ? operand(test.get("b")) : null;
    return switch (op) {
      case "promote_types" -> Promotion.promote(type(test.get("a")), type(test.get("b")));
      case "can_cast" -> Promotion.canCast(type(test.get("a")), type(test.get("b")));
      case "result_type" -> Promotion.resultType(a, b);
      default -> {
        List<Object> args = new ArrayList<>();
        args.add(a);
        if (b != null) args.add(b);
        Object r = OpsRunner.flat(bindings.call("torch." + op, args, Map.of())).getFirst();
        yield ((Tensor) r).dtype();
      }
    };
  }

  private static DType type(JsonNode n) {
    return DType.of(n.get("dtype").asText());
  }

  private static Object operand(JsonNode n) {
    if (n.has("scalar")) {
      JsonNode s = n.get("scalar");
      if (s.isBoolean()) return s.booleanValue();
      if (s.isIntegralNumber()) return s.longValue();
      if (s.isNumber()) return s.doubleValue();
      return jotter.tensor.Complex.of(
          s.get("complex").get(0).asDouble(), s.get("complex").get(1).asDouble());
    }
    if (!n.has("ndim")) return type(n);
    long[] shape = new long[n.get("ndim").asInt()];
    java.util.Arrays.fill(shape, 2);
    return Tensor.ones(shape, type(n));
  }
}
