package jotter.nn.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Param;
import jotter.nn.optim.Optimizer;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.CaseRunner;
import jotter.tensor.testkit.conformance.Compare;
import jotter.tensor.testkit.conformance.TensorFile;

/// Steps optimizers with given gradients and compares the parameters after each step.
public final class OptimizersRunner implements CaseRunner {
  @Override
  public String kind() {
    return "optimizers";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    if (test.get("check").asText().equals("error")) {
      Expect.error(test, () -> make(test, params(test, file)));
      return;
    }
    List<Param> params = params(test, file);
    Optimizer o = make(test, params);
    double rtol = test.get("rtol").asDouble();
    double atol = test.get("atol").asDouble();
    for (int s = 0; s < test.get("steps").asInt(); s++) {
      if (test.has("closure")) {
        double loss = o.step(() -> closure(test.get("closure"), params, file));
        if (test.has("losses")) {
          double e = test.get("losses").get(s).asDouble();
          if (!(Math.abs(loss - e) <= atol + rtol * Math.abs(e)))
            throw new Compare.Mismatch("loss " + s + " is " + loss + ", expected " + e);
        }
      } else {
        for (int i = 0; i < params.size(); i++) {
          JsonNode g = test.get("grads").get(i);
          if (g == null || g.isNull()) continue;
          params.get(i).value().setGrad(file.get(g).select(0, s).clone());
        }
        o.step();
      }
      for (int i = 0; i < params.size(); i++)
        Compare.value(
            "parameter " + i + " after step " + s,
            params.get(i).value(),
            file.get(test.get("after").get(i)).select(0, s),
            rtol,
            atol);
    }
  }

  private static List<Param> params(JsonNode test, TensorFile file) {
    List<Param> r = new ArrayList<>();
    if (test.has("params")) for (JsonNode p : test.get("params")) r.add(new Param(file.get(p)));
    else r.add(new Param(Tensor.ones(2, 2)));
    return r;
  }

  private static Optimizer make(JsonNode test, List<Param> params) {
    String name = test.get("optimizer").asText();
    Options o = Options.of(test.get("kwargs"));
    if (!test.has("groups") || test.get("groups").isNull()) return Optimizers.make(name, params, o);
    Optimizer r = Optimizers.make(name, List.of(), o);
    for (JsonNode g : test.get("groups")) {
      List<Param> ps = new ArrayList<>();
      for (JsonNode i : g.get("params")) ps.add(params.get(i.asInt()));
      Map<String, Double> own = new LinkedHashMap<>();
      Options.of(g.get("kwargs"))
          .values()
          .forEach((n, v) -> own.put(n, ((Number) v).doubleValue()));
      r.addGroup(ps, own);
    }
    return r;
  }

  private static Tensor closure(JsonNode c, List<Param> params, TensorFile file) {
    params.forEach(Param::zeroGrad);
    Tensor x =
        Tensor.cat(0, params.stream().map(p -> p.value().reshape(-1)).toArray(Tensor[]::new));
    Tensor a = file.get(c.get("A"));
    Tensor b = file.get(c.get("b"));
    Tensor ax = a.mv(x);
    Tensor loss =
        c.get("type").asText().equals("quadratic")
            ? x.dot(ax).mul(0.5).sub(b.dot(x))
            : ax.sub(b).square().add(1).log().sum();
    loss.backward();
    return loss;
  }
}
