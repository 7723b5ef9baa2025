package jotter.nn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import jotter.nn.Param;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.ParamGroup;
import jotter.nn.optim.Scheduler;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.CaseRunner;
import jotter.tensor.testkit.conformance.Compare;
import jotter.tensor.testkit.conformance.TensorFile;

/// Steps schedulers and compares the rates after each step.
public final class SchedulersRunner implements CaseRunner {
  @Override
  public String kind() {
    return "schedulers";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    if (test.get("check").asText().equals("error")) Expect.error(test, () -> steps(test));
    else steps(test);
  }

  private static void steps(JsonNode test) {
    JsonNode spec = test.get("optimizer");
    Optimizer o =
        Optimizers.make(spec.get("name").asText(), List.of(), Options.of(spec.get("kwargs")));
    for (JsonNode lr : test.get("base_lrs"))
      o.addGroup(List.of(new Param(Tensor.zeros(1))), Map.of("lr", lr.asDouble()));
    Scheduler s =
        Schedulers.make(
            test.get("scheduler").asText(), o, Options.of(plain(test.get("kwargs").deepCopy())));
    compare(test, o, 0);
    for (int i = 1; i <= test.get("steps").asInt(); i++) {
      JsonNode metrics = test.get("metrics");
      if (metrics != null && !metrics.isNull()) s.step(metrics.get(i - 1).asDouble());
      else s.step();
      compare(test, o, i);
    }
  }

  /// `{"expr": text}` as the text, and dictionaries of schedulers as dictionaries.
  private static JsonNode plain(JsonNode n) {
    if (n.isObject() && n.has("expr")) return TextNode.valueOf(n.get("expr").asText());
    if (n.isObject()) {
      ObjectNode o = (ObjectNode) n;
      for (String f : List.copyOf(iterable(o))) o.set(f, plain(o.get(f)));
      if (o.has("scheduler")) return o.objectNode().set("dict", dicts(o));
      return o;
    }
    if (n.isArray()) {
      var r = com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.arrayNode();
      n.forEach(x -> r.add(plain(x)));
      return r;
    }
    return n;
  }

  private static ObjectNode dicts(ObjectNode o) {
    ObjectNode r = o.objectNode();
    r.set("scheduler", o.get("scheduler"));
    r.set("kwargs", o.objectNode().set("dict", o.get("kwargs")));
    return r;
  }

  private static List<String> iterable(ObjectNode o) {
    return o.properties().stream().map(Map.Entry::getKey).toList();
  }

  private static void compare(JsonNode test, Optimizer o, int step) {
    JsonNode lrs = test.get("lrs");
    if (lrs == null || lrs.size() <= step) return;
    double rtol = test.get("rtol").asDouble();
    double atol = test.get("atol").asDouble();
    for (int i = 0; i < o.groups().size(); i++)
      close(
          "rate " + i + " at step " + step,
          o.groups().get(i).lr(),
          lrs.get(step).get(i),
          rtol,
          atol);
    JsonNode momenta = test.get("momenta");
    if (momenta == null || momenta.size() <= step || momenta.get(step).isNull()) return;
    ParamGroup g = o.groups().getFirst();
    close(
        "momentum at step " + step,
        g.get(g.has("beta1") ? "beta1" : "momentum"),
        momenta.get(step),
        rtol,
        atol);
  }

  private static void close(String what, double a, JsonNode e, double rtol, double atol) {
    double x = e.asDouble();
    if (!(Math.abs(a - x) <= atol + rtol * Math.abs(x)))
      throw new Compare.Mismatch(what + " is " + a + ", expected " + x);
  }
}
