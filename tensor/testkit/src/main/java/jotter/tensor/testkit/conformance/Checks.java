package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// What a case verifies about its outputs: most compare values, decompositions compare what does
/// not depend on free signs, phases and order.
final class Checks {
  private Checks() {}

  static void verify(
      String check,
      JsonNode test,
      TensorFile file,
      List<Object> args,
      Map<String, Object> kwargs,
      List<Object> outputs) {
    List<JsonNode> expected = new ArrayList<>();
    flat(test.get("outputs"), outputs, expected);
    if (expected.size() != outputs.size())
      throw new Mismatch("gave " + outputs.size() + " outputs, expected " + expected.size());
    double rtol = test.path("rtol").asDouble();
    double atol = test.path("atol").asDouble();
    switch (check) {
      case "value" -> values(expected, outputs, file, rtol, atol, List.of());
      case "shape" -> shapes(expected, outputs, file);
      case "indices" -> Indices.verify(test, expected, outputs, file, args, kwargs, rtol, atol);
      case "unique_unordered" -> Indices.unique(test, expected, outputs, file, args);
      default -> {
        shapes(expected, outputs, file);
        Decompositions.verify(check, test, file, args, kwargs, expected, outputs);
      }
    }
  }

  /// The expected outputs, flattened as the actual ones are; a list of numbers stays one output.
  private static void flat(JsonNode n, List<Object> outputs, List<JsonNode> out) {
    for (JsonNode e : n) {
      boolean nested =
          e.isArray()
              && !(out.size() < outputs.size() && outputs.get(out.size()) instanceof List<?>);
      if (nested) flat(e, outputs, out);
      else out.add(e);
    }
  }

  static void values(
      List<JsonNode> expected,
      List<Object> outputs,
      TensorFile file,
      double rtol,
      double atol,
      List<Integer> skip) {
    for (int i = 0; i < expected.size(); i++) {
      if (skip.contains(i)) continue;
      JsonNode e = expected.get(i);
      Object a = outputs.get(i);
      String what = "output " + i;
      if (e.has("tensor")) {
        if (!(a instanceof Tensor t)) throw new Mismatch(what + " is " + a + ", no tensor");
        Compare.value(what, t, file.get(e), rtol, atol);
      } else if (e.has("shape")) shapeOnly(what, a, e);
      else OpsRunner.scalar(what, a, e);
    }
  }

  private static void shapeOnly(String what, Object a, JsonNode e) {
    if (!(a instanceof Tensor t)) throw new Mismatch(what + " is " + a + ", no tensor");
    Compare.shape(what, t, Values.longs(e.get("shape")), DType.of(e.get("dtype").asText()));
  }

  static void shapes(List<JsonNode> expected, List<Object> outputs, TensorFile file) {
    for (int i = 0; i < expected.size(); i++) {
      JsonNode e = expected.get(i);
      if (e.has("tensor")) {
        Tensor want = file.get(e);
        if (!(outputs.get(i) instanceof Tensor t))
          throw new Mismatch("output " + i + " is no tensor");
        Compare.shape("output " + i, t, want.shape(), want.dtype());
      } else if (e.has("shape")) shapeOnly("output " + i, outputs.get(i), e);
    }
  }

  /// What the cotangents belong to.
  static List<Tensor> differentiated(String check, JsonNode test, List<Object> outputs) {
    List<Tensor> y = new ArrayList<>();
    for (Object o : outputs) y.add(o instanceof Tensor t ? t : null);
    return switch (check) {
      case "svd" -> {
        Tensor u = y.get(0);
        Tensor s = y.get(1);
        Tensor vh = test.get("op").asText().equals("svd") ? y.get(2).mH() : y.get(2);
        long k = s.size(-1);
        yield List.of(s, u.narrow(-1, 0, k).matmul(vh.narrow(-2, 0, k)));
      }
      case "svd_lowrank" -> List.of(y.get(1));
      case "eigh" -> {
        Tensor w = y.get(0);
        Tensor v = y.get(1);
        yield List.of(w, v.mul(w.cos().unsqueeze(-2)).matmul(v.mH()));
      }
      case "eig" -> {
        Tensor w = y.get(0);
        Tensor v = y.get(1);
        yield List.of(w.unsqueeze(-2).mul(v).mul(v.conj()).sum(-1));
      }
      case "eigvals" -> {
        Tensor w = y.get(0);
        yield List.of(w.mul(w).sum(-1), w.mul(w).mul(w).sum(-1));
      }
      case "qr" -> {
        Tensor r = y.get(1);
        List<Tensor> d = new ArrayList<>();
        if (!test.path("mode").asText().equals("r") && y.get(0).numel() > 0) {
          Tensor diagonal = r.diagonal(0, -2, -1);
          d.add(y.get(0).narrow(-1, 0, diagonal.size(-1)).mul(diagonal.unsqueeze(-2)));
        } else d.add(null);
        Tensor a = r.abs();
        d.add(a.mul(a));
        yield d;
      }
      case "lstsq" -> Arrays.asList(y.get(0));
      default -> y;
    };
  }
}
