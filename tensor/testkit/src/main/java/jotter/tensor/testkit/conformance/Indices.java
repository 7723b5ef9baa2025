package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Outputs that are indices, where the data has ties: what they select is compared.
final class Indices {
  private Indices() {}

  static void verify(
      JsonNode test,
      List<JsonNode> expected,
      List<Object> outputs,
      TensorFile file,
      List<Object> args,
      Map<String, Object> kwargs,
      double rtol,
      double atol) {
    List<Integer> handled = new ArrayList<>();
    for (JsonNode e : test.get("indices")) handled.add(e.get("output").asInt());
    if (test.has("any_order")) anyOrder(test, expected, outputs, file, rtol, atol, handled);
    Checks.values(expected, outputs, file, rtol, atol, handled);
    for (JsonNode e : test.get("indices")) {
      int i = e.get("output").asInt();
      if (!expected.get(i).has("tensor")) continue;
      Tensor actual = (Tensor) outputs.get(i);
      Tensor want = file.get(expected.get(i));
      Compare.shape("output " + i, actual, want.shape(), want.dtype());
      Tensor x = ((Tensor) of(e.get("of").asText(), args, kwargs)).detach();
      select(e, i, x, actual.detach(), want);
    }
  }

  private static Object of(String path, List<Object> args, Map<String, Object> kwargs) {
    String[] p = path.split("\\.");
    Object o = p[0].equals("args") ? args.get(Integer.parseInt(p[1])) : kwargs.get(p[1]);
    return p.length > 2 ? ((List<?>) o).get(Integer.parseInt(p[2])) : o;
  }

  private static void anyOrder(
      JsonNode test,
      List<JsonNode> expected,
      List<Object> outputs,
      TensorFile file,
      double rtol,
      double atol,
      List<Integer> handled) {
    JsonNode which = test.get("any_order");
    int dim = test.path("any_order_dim").asInt(-1);
    List<Integer> list = new ArrayList<>();
    if (which.isArray()) which.forEach(n -> list.add(n.asInt()));
    else list.add(which.isInt() ? which.asInt() : 0);
    for (int i : list) {
      Tensor a = ((Tensor) outputs.get(i)).detach();
      Tensor e = file.get(expected.get(i));
      if (a.rank() > 0) {
        a = a.sort(dim, false).values();
        e = e.sort(dim, false).values();
      }
      Compare.value("output " + i + ", sorted,", a, e, rtol, atol);
      handled.add(i);
    }
  }

  private static void select(JsonNode e, int i, Tensor x, Tensor actual, Tensor want) {
    actual = actual.to(DType.INT64);
    want = want.to(DType.INT64);
    if (e.path("flatten_last").asInt() > 0) {
      int k = e.get("flatten_last").asInt();
      x = x.flatten(x.rank() - k, -1);
      actual = actual.flatten(actual.rank() - k, -1);
      want = want.flatten(want.rank() - k, -1);
      same(e, i, x, actual, want, -1);
      return;
    }
    if (!e.has("dim") || e.get("dim").isNull()) {
      same(e, i, x.reshape(-1), actual.reshape(-1), want.reshape(-1), 0);
      return;
    }
    int dim = e.get("dim").asInt();
    if (x.rank() == 0) {
      same(e, i, x.reshape(1), actual.reshape(-1), want.reshape(-1), 0);
      return;
    }
    if (e.path("reduces").asBoolean() && actual.rank() < x.rank()) {
      actual = actual.unsqueeze(dim);
      want = want.unsqueeze(dim);
    }
    same(e, i, x, actual, want, dim);
  }

  private static void same(JsonNode e, int i, Tensor x, Tensor actual, Tensor want, int dim) {
    Tensor a = x.gather(dim, actual);
    Tensor b = x.gather(dim, want);
    if (e.path("any_order").asBoolean()) {
      a = a.sort(dim, false).values();
      b = b.sort(dim, false).values();
    }
    Compare.value("what output " + i + " selects", a, b, 0, 0);
    if (e.path("distinct").asBoolean() && actual.size(dim) > 1) {
      Tensor s = actual.sort(dim, false).values();
      long n = s.size(dim);
      if (s.narrow(dim, 1, n - 1).eq(s.narrow(dim, 0, n - 1)).any().itemBoolean())
        throw new Mismatch("output " + i + " has an index twice");
    }
  }

  /// Unique values in any order.
  static void unique(
      JsonNode test,
      List<JsonNode> expected,
      List<Object> outputs,
      TensorFile file,
      List<Object> args) {
    Tensor x = ((Tensor) args.get(0)).detach();
    JsonNode names = test.get("unique_outputs");
    Tensor values = null;
    Tensor wantValues = null;
    for (int i = 0; i < names.size(); i++) {
      Tensor a = (Tensor) outputs.get(i);
      Tensor e = file.get(expected.get(i));
      Compare.shape("output " + i, a, e.shape(), e.dtype());
      switch (names.get(i).asText()) {
        case "values", "output" -> {
          values = a;
          wantValues = e;
          Compare.value(
              "the sorted values", a.sort(0, false).values(), e.sort(0, false).values(), 0, 0);
        }
        case "inverse", "inverse_indices" ->
            Compare.value(
                "values[inverse]",
                values.indexSelect(0, a.reshape(-1)).reshape(a.shape()),
                x,
                0,
                0);
        default ->
            Compare.value(
                "the counts",
                a.indexSelect(0, values.argsort(0, false)),
                e.indexSelect(0, wantValues.argsort(0, false)),
                0,
                0);
      }
    }
  }
}
