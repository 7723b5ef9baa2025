package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Runs cases of indexing, by text.
public final class IndexingRunner implements CaseRunner {
  private static final Pattern NAME = Pattern.compile("\\b[a-z]\\w*\\b");

  @Override
  public String kind() {
    return "indexing";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    DType t = DType.of(test.get("dtype").asText());
    long[] shape = Values.longs(test.get("shape"));
    long n = 1;
    for (long s : shape) n *= s;
    Tensor x = Tensor.arange(n).reshape(shape);
    x = t == DType.BOOL ? x.remainder(3).eq(0) : x.to(t);
    List<Object> holes = new ArrayList<>();
    Matcher m = NAME.matcher(test.get("index").asText());
    StringBuilder text = new StringBuilder();
    while (m.find()) {
      JsonNode ref = test.path("tensors").path(m.group());
      if (ref.isMissingNode()) continue;
      holes.add(file.get(ref));
      m.appendReplacement(text, "?");
    }
    m.appendTail(text);
    Object[] args = holes.toArray();
    boolean get = test.get("kind").asText().equals("get");
    if (test.get("check").asText().equals("error")) {
      try {
        if (get) x.get(text.toString(), args);
        else x.set(text.toString(), value(test, file), args);
      } catch (RuntimeException e) {
        if (e instanceof NullPointerException || e instanceof ClassCastException)
          throw new Mismatch("threw " + e + ", which explains nothing");
        return;
      }
      throw new Mismatch("was accepted");
    }
    if (test.has("grads")) x = x.clone().requiresGrad_();
    Tensor r = get ? x.get(text.toString(), args) : x.set(text.toString(), value(test, file), args);
    try {
      Compare.value("the result", r, file.get(test.get("result")), 0, 0);
    } catch (Mismatch e) {
      if (!test.path("alternative").has("tensor")) throw e;
      Compare.value("the result", r, file.get(test.get("alternative")), 0, 0);
    }
    JsonNode g = test.path("grads");
    if (g.isObject()) {
      Tensor gx =
          Autograd.grad(
              new Tensor[] {r},
              new Tensor[] {x},
              new Tensor[] {file.get(g.get("cotangents").get(0))},
              false,
              false,
              true)[0];
      Compare.value(
          "the gradient",
          gx,
          file.get(g.get("inputs").get("x")),
          g.get("rtol").asDouble(),
          g.get("atol").asDouble());
    }
  }

  private static Object value(JsonNode test, TensorFile file) {
    return Values.read(test.get("value"), file, "value", (p, v) -> {});
  }
}
