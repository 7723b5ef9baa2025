package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Properties of decompositions.
final class Decompositions {
  private Decompositions() {}

  static void verify(
      String check,
      JsonNode test,
      TensorFile file,
      List<Object> args,
      Map<String, Object> kwargs,
      List<JsonNode> expected,
      List<Object> outputs) {
    double tol = test.get("tol").asDouble();
    Tensor a = args.isEmpty() ? null : (Tensor) args.get(0);
    if (a != null) a = a.detach();
    Tensor[] y = new Tensor[outputs.size()];
    Tensor[] e = new Tensor[outputs.size()];
    for (int i = 0; i < y.length; i++) {
      y[i] = outputs.get(i) instanceof Tensor t ? t.detach() : null;
      e[i] = expected.get(i).has("tensor") ? file.get(expected.get(i)) : null;
    }
    switch (check) {
      case "svd" -> svd(test, a, y, e, tol);
      case "svd_lowrank" -> {
        Compare.near("S", y[1], e[1], tol);
        Compare.near("U S V^H", low(y), low(e), tol);
      }
      case "eigh" -> eigh(a, kwargs, args, y, e, tol);
      case "eig" -> {
        multiset("w", y[0], e[0], tol);
        Tensor ac = a.to(y[1].dtype());
        Compare.near("A V", ac.matmul(y[1]), y[1].mul(y[0].unsqueeze(-2)), tol);
        Tensor norms = y[1].abs().square().sum(new int[] {-2}, false).sqrt();
        Compare.near("the norms of V's columns", norms, Tensor.onesLike(norms), tol);
      }
      case "eigvals" -> multiset("w", y[0], e[0], tol);
      case "qr" -> qr(test, a, y, tol);
      case "geqrf" -> {
        long k = Math.min(a.size(-1), a.size(-2));
        Tensor q =
            (Tensor)
                Bindings.ofTensor()
                    .call(
                        "torch.linalg.householder_product",
                        List.of(y[0].narrow(-1, 0, k), y[1]),
                        Map.of());
        Tensor r =
            (Tensor)
                Bindings.ofTensor().call("torch.triu", List.of(y[0].narrow(-2, 0, k)), Map.of());
        Compare.near("Q R", q.matmul(r), a, tol);
      }
      case "ldl_factor" -> {
        Tensor rhs = file.get(test.get("rhs"));
        Map<String, Object> options =
            kwargs.containsKey("hermitian")
                ? Map.of("hermitian", kwargs.get("hermitian"))
                : Map.of();
        Tensor x =
            (Tensor)
                Bindings.ofTensor()
                    .call("torch.linalg.ldl_solve", List.of(y[0], y[1], rhs), options);
        Compare.near("the solution", x, file.get(test.get("solution")), tol);
        if (y.length > 2) Compare.value("info", y[2], e[2], 0, 0);
      }
      case "lstsq" -> {
        for (int i = 0; i < y.length; i++)
          if (e[i] != null) Compare.near("output " + i, y[i], e[i], tol);
      }
      default -> throw new IllegalArgumentException("unknown check " + check);
    }
  }

  private static void svd(JsonNode test, Tensor a, Tensor[] y, Tensor[] e, double tol) {
    Compare.near("S", y[1], e[1], tol);
    if (y[0].numel() == 0 || y[2].numel() == 0) return;
    Tensor u = y[0];
    Tensor vh = test.get("op").asText().equals("svd") ? y[2].mH() : y[2];
    long k = y[1].size(-1);
    Tensor uk = u.narrow(-1, 0, k);
    Tensor vk = vh.narrow(-2, 0, k);
    Compare.near("U S V^H", uk.mul(y[1].unsqueeze(-2)).matmul(vk), a, tol);
    unit("U^H U", u.mH().matmul(u), tol);
    unit("V^H V", vh.matmul(vh.mH()), tol);
  }

  private static Tensor low(Tensor[] usv) {
    return usv[0].mul(usv[1].unsqueeze(-2)).matmul(usv[2].mH());
  }

  private static void eigh(
      Tensor a, Map<String, Object> kwargs, List<Object> args, Tensor[] y, Tensor[] e, double tol) {
    Compare.near("w", y[0], e[0], tol);
    Object uplo = args.size() > 1 ? args.get(1) : kwargs.getOrDefault("UPLO", "L");
    boolean lower = String.valueOf(uplo).equalsIgnoreCase("L");
    Tensor full = hermitian(a, lower);
    Tensor v = y[1];
    Compare.near("A V", full.matmul(v), v.mul(y[0].unsqueeze(-2)), tol);
    unit("V^H V", v.mH().matmul(v), tol);
  }

  private static Tensor hermitian(Tensor a, boolean lower) {
    long n = a.size(-1);
    Tensor i = Tensor.arange(n);
    Tensor strict = lower ? i.unsqueeze(1).gt(i) : i.unsqueeze(1).lt(i);
    Tensor half = a.mul(strict.to(a.dtype()));
    Tensor diagonal = a.mul(i.unsqueeze(1).eq(i).to(a.dtype()));
    if (a.dtype().isComplex()) diagonal = diagonal.real().to(a.dtype());
    return half.add(half.mH()).add(diagonal);
  }

  private static void qr(JsonNode test, Tensor a, Tensor[] y, double tol) {
    Tensor r = y[1];
    if (r.numel() > 0) {
      Tensor i = Tensor.arange(r.size(-2)).unsqueeze(1);
      Tensor below = i.gt(Tensor.arange(r.size(-1)));
      if (r.ne(0).logicalAnd(below).any().itemBoolean())
        throw new Mismatch("R is not upper triangular");
    }
    if (test.path("mode").asText().equals("r")) {
      Compare.near("R^H R", r.mH().matmul(r), a.mH().matmul(a), tol);
      return;
    }
    Compare.near("Q R", y[0].matmul(r), a, tol);
    unit("Q^H Q", y[0].mH().matmul(y[0]), tol);
  }

  private static void unit(String what, Tensor p, double tol) {
    if (p.numel() == 0) return;
    Compare.near(what, p, Tensor.eye(p.size(-1), p.size(-1), p.dtype()).expand(p.shape()), tol);
  }

  /// Each computed value matches an expected one of its own.
  private static void multiset(String what, Tensor a, Tensor e, double tol) {
    if (a.numel() == 0) return;
    Tensor x = a.to(DType.COMPLEX128).reshape(-1, a.size(-1)).contiguous();
    Tensor y = e.to(DType.COMPLEX128).reshape(-1, e.size(-1)).contiguous();
    double allowed = tol * Math.max(1, y.abs().max().item());
    int n = (int) x.size(1);
    for (long row = 0; row < x.size(0); row++) {
      boolean[] taken = new boolean[n];
      for (int i = 0; i < n; i++) {
        long p = x.address() + (row * n + i) * 16;
        boolean found = false;
        for (int j = 0; j < n && !found; j++) {
          long q = y.address() + (row * n + j) * 16;
          double d =
              Math.hypot(
                  Memory.getDouble(DType.COMPLEX128, p) - Memory.getDouble(DType.COMPLEX128, q),
                  Memory.getImag(DType.COMPLEX128, p) - Memory.getImag(DType.COMPLEX128, q));
          if (!taken[j] && d <= allowed) {
            taken[j] = true;
            found = true;
          }
        }
        if (!found) throw new Mismatch(what + " has an unexpected value at " + i);
      }
    }
  }
}
