package jotter.tensor.testkit.conformance.bind;

import static jotter.tensor.Linalg.*;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Decompositions, solvers and what is made of them.
public final class Linalg {
  private Linalg() {}

  public static void bind(Bindings b) {
    products(b);
    norms(b);
    decompositions(b);
    solvers(b);
  }

  private static void products(Bindings b) {
    b.on("einsum", "equation operands", a -> einsum(a.s(0, ""), a.ts(1)));
    b.on("tensordot", "a b dims", Linalg::tensordots);
    b.on("kron", "input other", a -> kron(a.t(0), a.t(1)));
    b.on("inner", "input other", a -> inner(a.t(0), a.t(1)));
    b.on("chain_matmul", "matrices", a -> chainMatmul(a.ts(0)));
    b.on("linalg.multi_dot", "tensors", a -> multiDot(a.ts(0)));
    b.on("linalg.matrix_power", "A n", a -> matrixPower(a.t(0), a.i(1, 0)));
    b.on("linalg.vander", "x N", a -> vander(a.t(0), a.longOrNull(1)));
    b.on("vander", "x N increasing", a -> vander(a.t(0), a.longOrNull(1), a.b(2, false)));
    b.on("linalg.vecdot", "x y dim", a -> vecdot(a.t(0), a.t(1), a.i(2, -1)));
    b.on("linalg.cross", "input other dim", a -> cross(a.t(0), a.t(1), a.i(2, -1)));
    b.on("cross", "input other dim", a -> crossAlong(a.t(0), a.t(1), a.integer(2)));
    b.on(
        "linalg.diagonal",
        "A offset dim1 dim2",
        a -> a.t(0).diagonal(a.l(1, 0), a.i(2, -2), a.i(3, -1)));
  }

  private static Object tensordots(Args a) {
    if (!(a.get(2) instanceof List<?> l)) return tensordot(a.t(0), a.t(1), a.i(2, 2));
    return tensordot(a.t(0), a.t(1), ints(l.get(0)), ints(l.get(1)));
  }

  private static int[] ints(Object o) {
    if (o instanceof Number n) return new int[] {n.intValue()};
    return ((List<?>) o).stream().mapToInt(x -> ((Number) x).intValue()).toArray();
  }

  private static void norms(Bindings b) {
    b.on(
        "linalg.vector_norm",
        "x ord dim keepdim dtype",
        a -> vectorNorm(a.t(0), a.d(1, 2), a.intsOrNull(2), a.b(3, false), a.dtype(4)));
    b.on(
        "linalg.matrix_norm",
        "A ord dim keepdim dtype",
        a ->
            a.isNumber(1)
                ? matrixNorm(a.t(0), a.d(1, 2), a.intsOrNull(2), a.b(3, false), a.dtype(4))
                : matrixNorm(a.t(0), a.s(1, "fro"), a.intsOrNull(2), a.b(3, false), a.dtype(4)));
    b.on(
        "linalg.norm",
        "A ord dim keepdim dtype",
        a -> norm(a.t(0), a.get(1), a.intsOrNull(2), a.b(3, false), a.dtype(4)));
    b.on(
        "norm",
        "input p dim keepdim dtype",
        a -> elementNorm(a.t(0), a.get(1), a.intsOrNull(2), a.b(3, false), a.dtype(4)));
    b.on("norm_except_dim", "v pow dim", a -> normExceptDim(a.t(0), a.d(1, 2), a.i(2, 0)));
    b.on("dist", "input other p", a -> dist(a.t(0), a.t(1), a.d(2, 2)));
    b.on("cdist", "x1 x2 p compute_mode", a -> cdist(a.t(0), a.t(1), a.d(2, 2)));
    b.on("renorm", "input p dim maxnorm", a -> renorm(a.t(0), a.d(1, 2), a.i(2, 0), a.d(3, 1)));
    b.on("linalg.cond", "A p", a -> cond(a.t(0), a.get(1)));
    b.on(
        "linalg.matrix_rank",
        "A atol rtol hermitian",
        a -> matrixRank(a.t(0), real(a, 1), real(a, 2), a.b(3, false)));
  }

  /// A tolerance as a tensor of the matrix's precision.
  private static Tensor real(Args a, int i) {
    if (!a.given(i)) return null;
    if (a.isTensor(i)) return a.t(i);
    DType t = a.t(0).dtype().toReal();
    return Tensor.full(new long[0], a.d(i, 0), t);
  }

  private static void decompositions(Bindings b) {
    b.on("linalg.cholesky", "A upper", a -> cholesky(a.t(0), a.b(1, false)));
    b.on("cholesky", "A upper", a -> cholesky(a.t(0), a.b(1, false)));
    b.on(
        "linalg.cholesky_ex",
        "A upper check_errors",
        a ->
            a.b(2, false)
                ? new Object[] {cholesky(a.t(0), a.b(1, false)), info(a.t(0))}
                : choleskyEx(a.t(0), a.b(1, false)));
    b.on("linalg.qr", "A mode", a -> qr(a.t(0), a.s(1, "reduced")));
    b.on("qr", "A some", a -> qr(a.t(0), a.b(1, true) ? "reduced" : "complete"));
    b.on("geqrf", "A", a -> geqrf(a.t(0)));
    b.on("linalg.householder_product", "A tau", a -> householderProduct(a.t(0), a.t(1)));
    b.on(
        "ormqr",
        "input tau other left transpose",
        a -> ormqr(a.t(0), a.t(1), a.t(2), a.b(3, true), a.b(4, false)));
    b.on("linalg.lu_factor", "A pivot", a -> luFactor(pivoted(a)));
    b.on("linalg.lu_factor_ex", "A pivot", a -> luFactorEx(pivoted(a)));
    b.on("linalg.lu", "A pivot", a -> lu(pivoted(a)));
    b.on(
        "lu",
        "A pivot get_infos",
        a -> a.b(2, false) ? luFactorEx(pivoted(a)) : luFactor(pivoted(a)));
    b.on(
        "lu_unpack",
        "LU pivots unpack_data unpack_pivots",
        a -> luUnpack(a.t(0), a.t(1), a.b(2, true), a.b(3, true)));
    b.on("linalg.ldl_factor", "A hermitian", a -> ldlFactor(a.t(0), a.b(1, false)));
    b.on("linalg.ldl_factor_ex", "A hermitian", a -> ldlFactorEx(a.t(0), a.b(1, false)));
    b.on("linalg.eigh", "A UPLO", a -> eigh(a.t(0), a.s(1, "L")));
    b.on("linalg.eigvalsh", "A UPLO", a -> eigvalsh(a.t(0), a.s(1, "L")));
    b.on("linalg.eig", "A", a -> eig(a.t(0)));
    b.on("linalg.eigvals", "A", a -> eigvals(a.t(0)));
    b.on("linalg.svd", "A full_matrices driver", a -> svd(a.t(0), a.b(1, true)));
    b.on("linalg.svdvals", "A driver", a -> svdvals(a.t(0)));
    b.on("svd", "A some compute_uv", Linalg::oldSvd);
    b.on("svd_lowrank", "A q niter M", a -> svdLowrank(a.t(0), a.i(1, 6), a.i(2, 2), a.t(3)));
    b.on(
        "pca_lowrank",
        "A q center niter",
        a -> pcaLowrank(a.t(0), a.integer(1), a.b(2, true), a.i(3, 2)));
  }

  private static Tensor info(Tensor a) {
    long[] s = java.util.Arrays.copyOf(a.shape(), a.rank() - 2);
    return Tensor.zeros(s, DType.INT32);
  }

  private static Tensor pivoted(Args a) {
    if (!a.b(1, true)) throw new IllegalArgumentException("LU is computed with pivots only");
    return a.t(0);
  }

  private static Object oldSvd(Args a) {
    Tensor x = a.t(0);
    if (!a.b(2, true)) {
      long[] u = x.shape();
      u[u.length - 1] = x.size(-2);
      long[] v = x.shape();
      v[v.length - 2] = x.size(-1);
      return List.of(Tensor.zeros(u, x.dtype()), svdvals(x), Tensor.zeros(v, x.dtype()));
    }
    Tensor[] r = svd(x, !a.b(1, true));
    return new Tensor[] {r[0], r[1], r[2].mH()};
  }

  private static void solvers(Bindings b) {
    b.on("linalg.inv", "A", a -> inv(a.t(0)));
    b.on("linalg.inv_ex", "A check_errors", a -> invEx(a.t(0)));
    b.on(
        "linalg.pinv",
        "A atol rtol hermitian",
        a -> pinv(a.t(0), real(a, 1), real(a, 2), a.b(3, false)));
    b.on(
        "pinverse",
        "A rcond",
        a ->
            pinv(
                a.t(0),
                null,
                Tensor.full(new long[0], a.d(1, 1e-15), a.t(0).dtype().toReal()),
                false));
    b.on("cholesky_inverse", "L upper", a -> choleskyInverse(a.t(0), a.b(1, false)));
    b.on("cholesky_solve", "B L upper", a -> choleskySolve(a.t(0), a.t(1), a.b(2, false)));
    b.on("linalg.tensorinv", "A ind", a -> tensorinv(a.t(0), a.i(1, 2)));
    b.on("linalg.tensorsolve", "A B dims", a -> tensorsolve(a.t(0), a.t(1), a.intsOrNull(2)));
    b.on("linalg.solve", "A B left", a -> solve(a.t(0), a.t(1), a.b(2, true)));
    b.on("linalg.solve_ex", "A B left check_errors", a -> solveEx(a.t(0), a.t(1), a.b(2, true)));
    b.on(
        "linalg.solve_triangular",
        "A B upper left unitriangular",
        a -> solveTriangular(a.t(0), a.t(1), a.b(2, false), a.b(3, true), a.b(4, false)));
    b.on(
        "triangular_solve",
        "b A upper transpose unitriangular",
        a ->
            new Tensor[] {
              triangularSolve(a.t(0), a.t(1), a.b(2, true), a.b(3, false), a.b(4, false)),
              a.t(1).clone()
            });
    b.on(
        "linalg.lu_solve",
        "LU pivots B left adjoint",
        a -> luSolve(a.t(0), a.t(1), a.t(2), a.b(3, true), a.b(4, false)));
    b.on("lu_solve", "b LU pivots", a -> luSolve(a.t(1), a.t(2), a.t(0), true, false));
    b.on(
        "linalg.ldl_solve",
        "LD pivots B hermitian",
        a -> ldlSolve(a.t(0), a.t(1), a.t(2), a.b(3, false)));
    b.on(
        "linalg.lstsq",
        "A B rcond driver",
        a -> lstsq(a.t(0), a.t(1), a.doubleOrNull(2), a.s(3, null)));
    b.on("linalg.det", "A", a -> det(a.t(0)));
    b.on("linalg.slogdet", "A", a -> slogdet(a.t(0)));
    b.on("slogdet", "A", a -> slogdet(a.t(0)));
    b.on("logdet", "A", a -> logdet(a.t(0)));
    b.on("matrix_exp", "A", a -> matrixExp(a.t(0)));
    b.on("linalg.matrix_exp", "A", a -> matrixExp(a.t(0)));
  }
}
