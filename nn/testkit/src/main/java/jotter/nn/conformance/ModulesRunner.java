package jotter.nn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.StateDict;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.CaseRunner;
import jotter.tensor.testkit.conformance.Compare;
import jotter.tensor.testkit.conformance.OpsRunner;
import jotter.tensor.testkit.conformance.TensorFile;
import jotter.tensor.testkit.conformance.Values;

/// Makes modules, loads their state, calls them, and compares outputs, states and gradients.
public final class ModulesRunner implements CaseRunner {
  @Override
  public String kind() {
    return "modules";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    if (test.get("check").asText().equals("error")) Expect.error(test, () -> call(test, file));
    else call(test, file);
  }

  private static void call(JsonNode test, TensorFile file) {
    JsonNode init = test.get("init");
    Modules.Made m =
        Modules.make(
            test.get("module").asText(),
            Values.list(Values.read(init.get("args"), file, "init", (p, t) -> {})),
            Values.map(init.get("kwargs"), file, "init", (p, t) -> {}));
    DType type = DType.of(test.get("dtype").asText());
    Layer layer = m.layer();
    if (layer != null) {
      layer.to(type);
      layer.train(!test.has("training") || test.get("training").asBoolean());
      load(layer, test, file);
    }
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<Object> args = Values.list(Values.read(test.get("args"), file, "args", inputs::put));
    Map<String, Object> kwargs = Values.map(test.get("kwargs"), file, "kwargs", inputs::put);
    Object out = m.call().apply(new Args("forward", m.inputs().split(" "), args, kwargs));
    if (test.get("check").asText().equals("error")) return;
    List<Object> actual = OpsRunner.flat(out);
    List<JsonNode> expected = new ArrayList<>();
    flat(test.get("outputs"), expected);
    boolean shapes = test.get("check").asText().equals("shape");
    double rtol = test.path("rtol").asDouble();
    double atol = test.path("atol").asDouble();
    for (int i = 0; i < expected.size(); i++)
      compare(
          "output " + i,
          i < actual.size() ? actual.get(i) : null,
          expected.get(i),
          file,
          shapes,
          rtol,
          atol);
    if (test.path("state_after").isObject()) {
      Map<String, Tensor> state = layer.stateDict();
      test.get("state_after")
          .properties()
          .forEach(
              e ->
                  compare(
                      "state " + e.getKey(),
                      state.get(e.getKey()),
                      e.getValue(),
                      file,
                      false,
                      rtol,
                      atol));
    }
    gradients(test, file, actual, inputs, layer);
  }

  private static void load(Layer layer, JsonNode test, TensorFile file) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    if (test.path("state").isObject())
      test.get("state")
          .properties()
          .forEach(
              e -> {
                // Names with an underscore are arguments that PyTorch keeps in its state.
                if (!e.getKey().startsWith("_")) state.put(e.getKey(), file.get(e.getValue()));
              });
    StateDict.Difference d = layer.loadStateDict(state, state.isEmpty() ? false : true);
    if (!state.isEmpty() && !d.isEmpty()) throw new Compare.Mismatch("state differs: " + d);
  }

  private static void flat(JsonNode n, List<JsonNode> out) {
    if (n.isArray()) n.forEach(x -> flat(x, out));
    else if (n.has("tuple")) flat(n.get("tuple"), out);
    else out.add(n);
  }

  private static void compare(
      String what,
      Object a,
      JsonNode e,
      TensorFile file,
      boolean shapes,
      double rtol,
      double atol) {
    if (e.isNull()) {
      if (a != null) throw new Compare.Mismatch(what + " is " + a + ", expected nothing");
      return;
    }
    if (!(a instanceof Tensor t)) {
      if (e.has("tensor")) throw new Compare.Mismatch(what + " is " + a + ", expected a tensor");
      OpsRunner.scalar(what, a, e);
      return;
    }
    if (e.has("shape")) {
      long[] s = new long[e.get("shape").size()];
      for (int i = 0; i < s.length; i++) s[i] = e.get("shape").get(i).asLong();
      Compare.shape(what, t, s, DType.of(e.get("dtype").asText()));
    } else if (shapes) {
      Tensor w = file.get(e);
      Compare.shape(what, t, w.shape(), w.dtype());
    } else {
      Compare.value(what, t, file.get(e), rtol, atol);
    }
  }

  private static void gradients(
      JsonNode test,
      TensorFile file,
      List<Object> outputs,
      Map<String, Tensor> inputs,
      Layer layer) {
    JsonNode g = test.path("grads");
    if (!g.isObject()) return;
    List<Tensor> ys = new ArrayList<>();
    List<Tensor> cotangents = new ArrayList<>();
    for (int i = 0; i < g.get("cotangents").size(); i++) {
      JsonNode c = g.get("cotangents").get(i);
      if (c.isNull() || !(outputs.get(i) instanceof Tensor y) || !y.requiresGrad()) continue;
      ys.add(y);
      cotangents.add(file.get(c));
    }
    Map<String, Tensor> wrt = new LinkedHashMap<>();
    Map<String, JsonNode> expected = new LinkedHashMap<>();
    inputs.forEach(
        (n, t) -> {
          if (!g.path("inputs").has(n)) return;
          wrt.put(n, t);
          expected.put(n, g.get("inputs").get(n));
        });
    Map<String, Param> params = layer == null ? Map.of() : layer.namedParameters();
    g.path("params")
        .properties()
        .forEach(
            e -> {
              Param p = params.get(e.getKey());
              if (p == null) throw new Compare.Mismatch("no parameter " + e.getKey());
              wrt.put(e.getKey(), p.value());
              expected.put(e.getKey(), e.getValue());
            });
    if (wrt.isEmpty()) return;
    Tensor[] gs =
        ys.isEmpty()
            ? new Tensor[wrt.size()]
            : Autograd.grad(
                ys.toArray(Tensor[]::new),
                wrt.values().toArray(Tensor[]::new),
                cotangents.toArray(Tensor[]::new),
                true,
                false,
                true);
    int i = 0;
    for (String name : wrt.keySet()) {
      Tensor x = wrt.get(name);
      JsonNode e = expected.get(name);
      Tensor zero = Tensor.zeros(x.shape(), x.dtype());
      Compare.value(
          "the gradient of " + name,
          gs[i] == null ? zero : gs[i],
          e.isNull() ? zero : file.get(e),
          g.get("rtol").asDouble(),
          g.get("atol").asDouble());
      i++;
    }
  }
}
