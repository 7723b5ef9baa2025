package jotter.tensor.linalg;

import java.util.Locale;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.op.linalg.Factors;
import jotter.tensor.op.linalg.Spectra;

/// Decompositions of matrices, all over the last two dimensions.
public abstract class Decompositions extends Norms {
  Decompositions() {}

  // ---- Cholesky ----

  /// L with A = L·Lᴴ, lower triangular, of a Hermitian positive-definite matrix (`upper`: Lᴴ, and
  /// the upper triangle of A is read). Throws if A is not positive definite.
  public static Tensor cholesky(Tensor a, boolean upper) {
    Tensor[] r = choleskyEx(a, upper);
    long[] info = r[1].toLongArray();
    for (int i = 0; i < info.length; i++)
      if (info[i] != 0)
        throw Check.valueError(
            "linalg.cholesky",
            "matrix "
                + i
                + " of the batch is not positive definite: its leading minor of order "
                + info[i]
                + " is not positive; is it symmetric? adding a small multiple of the identity helps"
                + " against rounding");
    return r[0];
  }

  public static Tensor cholesky(Tensor a) {
    return cholesky(a, false);
  }

  /// As {@link #cholesky} without a check: the factor, and 0 or the order of the first leading
  /// minor that is not positive.
  public static Tensor[] choleskyEx(Tensor a, boolean upper) {
    squareFloating("linalg.cholesky", a);
    Tensor[] r = Dispatch.apply(new Factors.Cholesky(upper), a);
    return upper ? new Tensor[] {r[0].mH(), r[1]} : r;
  }

  // ---- QR ----

  /// Q and R with A = Q·R; `mode` is "reduced" (Q is m × min(m, n)), "complete" (m × m) or "r" (Q
  /// is empty).
  public static Tensor[] qr(Tensor a, String mode) {
    floatingMatrix("linalg.qr", a);
    return switch (mode) {
      case "reduced" -> Dispatch.apply(new Factors.Qr(false), a);
      case "complete" -> Dispatch.apply(new Factors.Qr(true), a);
      case "r" ->
          new Tensor[] {
            Tensor.empty(new long[] {0}, a.dtype()), Dispatch.apply(new Factors.Qr(false), a)[1]
          };
      default ->
          throw Check.valueError(
              "linalg.qr", "mode must be \"reduced\", \"complete\" or \"r\", got \"" + mode + "\"");
    };
  }

  public static Tensor[] qr(Tensor a) {
    return qr(a, "reduced");
  }

  /// QR as LAPACK keeps it: R above, and below the diagonal the reflections that {@link
  /// #householderProduct} multiplies; with their factors τ.
  public static Tensor[] geqrf(Tensor a) {
    floatingMatrix("geqrf", a);
    return Dispatch.apply(new Factors.Geqrf(), a);
  }

  /// The first n columns of H₁·H₂⋯H_k, H_i = I - τ_i·v_i·v_iᴴ, with v_i below the diagonal of
  /// column i of the m × n matrix `a` and 1 on it.
  public static Tensor householderProduct(Tensor a, Tensor tau) {
    String op = "linalg.householderProduct";
    floatingMatrix(op, a);
    Check.sameDType(op, "a", a, "tau", tau);
    if (a.size(-2) < a.size(-1) || tau.rank() != a.rank() - 1 || tau.size(-1) > a.size(-1))
      throw Check.shapeError(
          op,
          "needs an m × n matrix with m ≥ n and at most n factors, got "
              + Check.shape(a.shape())
              + " and "
              + Check.shape(tau.shape()));
    if (!Grad.isOn() || !a.requiresGrad() && !tau.requiresGrad())
      return Dispatch.one(new Factors.Product(a.size(-1)), a, tau);
    Tensor q = Tensor.eye(a.size(-2), a.size(-1), a.dtype()).to(a.device()).expand(a.shape());
    return reflected(a, tau, q, false);
  }

  /// Q·x, or Qᴴ·x, for the Q that `a` and `tau` are the reflections of.
  private static Tensor reflected(Tensor a, Tensor tau, Tensor x, boolean adjoint) {
    int k = Math.toIntExact(tau.size(-1));
    long m = a.size(-2);
    Tensor below = a.tril(-1);
    for (int s = 0; s < k; s++) {
      int i = adjoint ? s : k - 1 - s;
      Tensor unit = Tensor.eye(m, a.size(-1), a.dtype()).to(a.device()).narrow(-1, i, 1);
      Tensor v = below.narrow(-1, i, 1).add(unit);
      Tensor t = tau.narrow(-1, i, 1).unsqueeze(-1);
      x = x.sub(v.mul(adjoint ? t.conj() : t).matmul(v.mH().matmul(x)));
    }
    return x;
  }

  /// Q·C (or C·Q without `left`; Qᴴ with `transpose`), for the Q of {@link #geqrf}.
  public static Tensor ormqr(Tensor a, Tensor tau, Tensor c, boolean left, boolean transpose) {
    matrix("ormqr", a);
    floatingMatrix("ormqr", c);
    Check.sameDType("ormqr", "a", a, "c", c);
    Check.sameDType("ormqr", "a", a, "tau", tau);
    long k = left ? c.size(-2) : c.size(-1);
    if (a.size(-2) != k || tau.rank() != a.rank() - 1 || tau.size(-1) > Math.min(k, a.size(-1)))
      throw Check.shapeError(
          "ormqr",
          "reflections "
              + Check.shape(a.shape())
              + " with factors "
              + Check.shape(tau.shape())
              + " do not fit the matrix "
              + Check.shape(c.shape())
              + " from the "
              + (left ? "left" : "right"));
    if (left) return reflected(a, tau, c, transpose);
    return reflected(a, tau, c.mH(), !transpose).mH();
  }

  // ---- LU ----

  /// LU and pivots (int32, from 1) as LAPACK keeps them. Throws if a pivot is 0 only when used.
  public static Tensor[] luFactor(Tensor a) {
    Tensor[] r = luFactorEx(a);
    return new Tensor[] {r[0], r[1]};
  }

  /// LU, pivots, and for each matrix 0 or the place of its first pivot that is 0.
  public static Tensor[] luFactorEx(Tensor a) {
    floatingMatrix("linalg.luFactor", a);
    Tensor[] r = Dispatch.apply(new Factors.Lu(), a);
    return new Tensor[] {r[0], r[1], r[2]};
  }

  /// P, L and U with A = P·L·U.
  public static Tensor[] lu(Tensor a) {
    floatingMatrix("linalg.lu", a);
    Tensor[] r = Dispatch.apply(new Factors.Lu(), a);
    Tensor[] parts = triangles(r[0]);
    return new Tensor[] {permutation(r[3], a.dtype()), parts[0], parts[1]};
  }

  /// P, L and U from what {@link #luFactor} gives; what is not asked for is empty.
  public static Tensor[] luUnpack(Tensor lu, Tensor pivots, boolean data, boolean permute) {
    matrix("luUnpack", lu);
    Check.index("luUnpack", "pivots", pivots);
    Tensor none = Tensor.empty(new long[] {0}, lu.dtype());
    Tensor p = none;
    if (permute) p = permutation(Dispatch.one(new Factors.Order(lu.size(-2)), pivots), lu.dtype());
    Tensor[] parts = data ? triangles(lu) : new Tensor[] {none, none};
    return new Tensor[] {p, parts[0], parts[1]};
  }

  private static Tensor[] triangles(Tensor lu) {
    long m = lu.size(-2);
    long n = lu.size(-1);
    long k = Math.min(m, n);
    Tensor l = lu.narrow(-1, 0, k).tril(-1).add(Tensor.eye(m, k, lu.dtype()).to(lu.device()));
    return new Tensor[] {l, lu.narrow(-2, 0, k).triu()};
  }

  private static Tensor permutation(Tensor order, DType type) {
    Tensor rows = Tensor.arange(order.size(-1)).to(order.device()).unsqueeze(-1);
    return rows.eq(order.unsqueeze(-2)).to(type);
  }

  // ---- LDL ----

  /// LD and pivots of a symmetric (Hermitian) matrix, A = L·D·Lᵀ (L·D·Lᴴ), as LAPACK keeps them.
  public static Tensor[] ldlFactor(Tensor a, boolean hermitian) {
    Tensor[] r = ldlFactorEx(a, hermitian);
    return new Tensor[] {r[0], r[1]};
  }

  /// As {@link #ldlFactor}, with 0 or the place of the first pivot that is 0.
  public static Tensor[] ldlFactorEx(Tensor a, boolean hermitian) {
    squareFloating("linalg.ldlFactor", a);
    return Dispatch.apply(new Factors.Ldl(hermitian), a);
  }

  // ---- eigenvalues ----

  /// Eigenvalues (real, ascending) and eigenvectors of a Hermitian matrix, given by its triangle
  /// `uplo`, "L" or "U": A = V·diag(w)·Vᴴ.
  public static Tensor[] eigh(Tensor a, String uplo) {
    squareFloating("linalg.eigh", a);
    return switch (uplo.toUpperCase(Locale.ROOT)) {
      case "L" -> Dispatch.apply(new Spectra.Eigh(), a);
      case "U" -> Dispatch.apply(new Spectra.Eigh(), a.mH());
      default ->
          throw Check.valueError(
              "linalg.eigh", "the triangle must be \"L\" or \"U\", got \"" + uplo + "\"");
    };
  }

  public static Tensor[] eigh(Tensor a) {
    return eigh(a, "L");
  }

  public static Tensor eigvalsh(Tensor a, String uplo) {
    return eigh(a, uplo)[0];
  }

  public static Tensor eigvalsh(Tensor a) {
    return eigh(a, "L")[0];
  }

  /// Eigenvalues and eigenvectors of a square matrix, both complex: A·V = V·diag(w).
  public static Tensor[] eig(Tensor a) {
    squareFloating("linalg.eig", a);
    return Dispatch.apply(new Spectra.Eig(), a);
  }

  public static Tensor eigvals(Tensor a) {
    return eig(a)[0];
  }

  // ---- singular values ----

  /// U, S and Vᴴ with A = U·diag(S)·Vᴴ; `full` makes U and V square.
  public static Tensor[] svd(Tensor a, boolean full) {
    floatingMatrix("linalg.svd", a);
    return Dispatch.apply(new Spectra.Svd(full), a);
  }

  /// The reduced decomposition.
  public static Tensor[] svd(Tensor a) {
    return svd(a, false);
  }

  /// The singular values, largest first.
  public static Tensor svdvals(Tensor a) {
    return svd(a, false)[1];
  }

  /// Columns of a random sketch beyond those that are asked for.
  private static final int OVERSAMPLING = 8;

  /// An approximation of rank q: U, S and V with A - M ≈ U·diag(S)·Vᴴ, by random projection and
  /// power iterations. Halko, Martinsson and Tropp 2009, arXiv:0909.4061, algorithm 5.1.
  ///
  /// The random sketch has eight columns more than q, or as many as the matrix, and goes through
  /// `niter` iterations with an orthogonal basis after each half; the q leading directions it found
  /// go through one more, the one that gradients flow through. So what is left of chance is small,
  /// and nothing for a matrix with at most q + 8 rows or columns. The sketch comes from the global
  /// generator: the same seed, the same result.
  public static Tensor[] svdLowrank(Tensor a, int q, int niter, Tensor m) {
    floatingMatrix("svdLowrank", a);
    Check.value(
        q >= 0 && q <= Math.min(a.size(-1), a.size(-2)),
        "svdLowrank",
        "q must be between 0 and the smaller size of " + Check.shape(a.shape()) + ", got " + q);
    Tensor given = m == null ? a : a.sub(m);
    boolean wide = given.size(-2) < given.size(-1);
    Tensor x = wide ? given.mH() : given;
    Tensor y = iterate(x, Grad.off(() -> leading(x, q, niter)));
    Tensor[] r = svd(y.mH().matmul(x), false);
    Tensor u = y.matmul(r[0]);
    Tensor v = r[2].mH();
    return wide ? new Tensor[] {v, r[1], u} : new Tensor[] {u, r[1], v};
  }

  /// The q leading left singular vectors of a matrix with no more columns than rows, nearly.
  private static Tensor leading(Tensor x, int q, int niter) {
    long columns = Math.min(q + OVERSAMPLING, x.size(-1));
    Tensor sketch = Tensor.randn(new long[] {x.size(-1), columns}, x.dtype()).to(x.device());
    Tensor y = qr(x.matmul(sketch))[0];
    for (int i = 0; i < niter; i++) y = iterate(x, y);
    return y.matmul(svd(y.mH().matmul(x), false)[0].narrow(-1, 0, q));
  }

  private static Tensor iterate(Tensor x, Tensor y) {
    return qr(x.matmul(qr(x.mH().matmul(y))[0]))[0];
  }

  /// Principal components of the rows of A: {@link #svdLowrank} of A, less the mean of its rows if
  /// `center`; q null: 6, or what the matrix has.
  public static Tensor[] pcaLowrank(Tensor a, Integer q, boolean center, int niter) {
    floatingMatrix("pcaLowrank", a);
    int k = (int) Math.min(Math.min(a.size(-1), a.size(-2)), q == null ? 6 : q);
    if (q != null && q > k)
      throw Check.valueError(
          "pcaLowrank", "q must not exceed the smaller size of " + Check.shape(a.shape()));
    if (!center) return svdLowrank(a, k, niter, null);
    return svdLowrank(a.sub(a.mean(new int[] {-2}, true)), k, niter, null);
  }
}
