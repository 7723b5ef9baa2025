package jotter.tensor.testkit.samples;

import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Linalg;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.op.linalg.Factors;
import jotter.tensor.op.linalg.MatrixFunctions;
import jotter.tensor.op.linalg.Solves;
import jotter.tensor.op.linalg.Spectra;

/// Operations of linear algebra, one line each. What has free signs or phases is sampled by
/// quantities that do not depend on them.
final class LinalgSamples {
  private static final Rng RNG = Rng.of(17);

  private LinalgSamples() {}

  private static Tensor x(long... shape) {
    Tensor t = Tensor.empty(shape, DType.FLOAT64);
    RNG.normal(t, 0, 1);
    return t;
  }

  /// A matrix far from singular whose eigenvalues are apart.
  private static Tensor good(long n) {
    return x(n, n).mul(0.3).add(Tensor.arange(1, n + 1, 1).to(DType.FLOAT64).diag());
  }

  private static Tensor symmetric(Tensor a) {
    return a.add(a.mH());
  }

  /// Positive definite, whatever a is.
  private static Tensor definite(Tensor a) {
    return a.matmul(a.mH()).add(Tensor.eye(a.size(-1)).to(a.dtype()));
  }

  static void add(Map<Class<?>, Sample> m) {
    factors(m);
    spectra(m);
    solves(m);
    functions(m);
  }

  private static void factors(Map<Class<?>, Sample> m) {
    m.put(
        Factors.Cholesky.class, Sample.of(t -> Linalg.cholesky(definite(t[0]), false), x(2, 3, 3)));
    m.put(Factors.Lu.class, Sample.of(t -> Linalg.luFactor(t[0])[0], good(3)));
    m.put(Factors.Order.class, Sample.of(t -> Linalg.lu(t[0])[0].mul(1), good(4)));
    m.put(
        Factors.Geqrf.class,
        Sample.constant(
            t -> {
              Tensor[] r = Linalg.geqrf(t[0]);
              return Linalg.householderProduct(r[0], r[1]).matmul(r[0].triu());
            },
            x(3, 3)));
    m.put(
        Factors.Product.class,
        Sample.of(t -> Linalg.householderProduct(t[0], t[1]), x(4, 2), x(2)));
    m.put(Factors.Qr.class, Sample.of(t -> Linalg.qr(t[0], "reduced")[1].abs(), x(4, 3)));
    m.put(
        Factors.Ldl.class,
        Sample.constant(
            t -> {
              Tensor[] r = Linalg.ldlFactor(symmetric(t[0]), false);
              return Linalg.ldlSolve(r[0], r[1], Tensor.eye(3).to(r[0].dtype()), false);
            },
            good(3)));
  }

  private static void spectra(Map<Class<?>, Sample> m) {
    m.put(
        Spectra.Eigh.class,
        Sample.of(
            t -> {
              Tensor[] r = Linalg.eigh(symmetric(t[0]));
              return r[1].mul(r[0].sin().unsqueeze(-2)).matmul(r[1].mH());
            },
            good(3)));
    m.put(
        Spectra.Eig.class,
        Sample.of(
            t -> {
              Tensor[] r = Linalg.eig(t[0]);
              return r[0].mul(r[1].mul(r[1].conj())).sum(-1).real();
            },
            good(3)));
    m.put(
        Spectra.Svd.class,
        Sample.of(
            t -> {
              Tensor[] r = Linalg.svd(t[0], false);
              return r[0].matmul(r[2]).mul(r[1].sum());
            },
            x(4, 3)));
  }

  private static void solves(Map<Class<?>, Sample> m) {
    m.put(
        Solves.Triangular.class,
        Sample.of(
            t -> Linalg.solveTriangular(t[0].triu(), t[1], true, true, false), good(3), x(3, 2)));
    m.put(Solves.Solve.class, Sample.of(t -> Linalg.solve(t[0], t[1]), good(3), x(3, 2)));
    m.put(Solves.Inverse.class, Sample.of(t -> Linalg.inv(t[0]), good(3)));
    m.put(
        Solves.CholeskySolve.class,
        Sample.of(t -> Linalg.choleskySolve(t[0], t[1].tril(), false), x(3, 2), good(3)));
    m.put(
        Solves.CholeskyInverse.class,
        Sample.of(t -> Linalg.choleskyInverse(t[0].tril(), false), good(3)));
    Tensor[] ldl = Linalg.ldlFactor(symmetric(good(3)), false);
    m.put(
        Solves.LdlSolve.class,
        Sample.of(t -> Linalg.ldlSolve(ldl[0].to(t[0].dtype()), ldl[1], t[0], false), x(3, 2)));
  }

  private static void functions(Map<Class<?>, Sample> m) {
    m.put(MatrixFunctions.Det.class, Sample.of(t -> Linalg.det(t[0]), x(2, 3, 3)));
    m.put(MatrixFunctions.SlogDet.class, Sample.of(t -> Linalg.slogdet(t[0])[1], good(3)));
    m.put(MatrixFunctions.Exp.class, Sample.of(t -> Linalg.matrixExp(t[0]), x(3, 3)));
    m.put(MatrixFunctions.PseudoInverse.class, Sample.of(t -> Linalg.pinv(t[0]), x(4, 3)));
    m.put(
        MatrixFunctions.LeastSquares.class,
        Sample.of(t -> Linalg.lstsq(t[0], t[1], null, null).solution(), x(4, 3), x(4, 2)));
    m.put(
        MatrixFunctions.VectorNorm.class,
        Sample.of(t -> Linalg.vectorNorm(t[0], 3, new int[] {1}, false, null), x(3, 4)));
  }
}
