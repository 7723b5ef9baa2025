package jotter.tensor.op.linalg;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.logging.Level;
import java.util.logging.Logger;
import jotter.tensor.Check;
import org.netlib.util.intW;

/// LAPACK in Java, for real matrices.
final class Lapack {
  private static final String NATIVE = "dev.ludovic.netlib.lapack.allowNative";
  private static final Logger LOG = Logger.getLogger("dev.ludovic.netlib.lapack.InstanceBuilder");
  private static final LAPACK L = load();

  private Lapack() {}

  /// Results do not depend on what is installed, and the library does not report what it loads.
  private static LAPACK load() {
    if (System.getProperty(NATIVE) == null) System.setProperty(NATIVE, "false");
    if (LOG.getLevel() == null) LOG.setLevel(Level.WARNING);
    return JavaLAPACK.getInstance();
  }

  private static void converged(String op, intW info) {
    if (info.val > 0)
      throw Check.valueError(
          op,
          "the algorithm did not converge (LAPACK's info is "
              + info.val
              + "); is there a NaN or an infinity in the matrix?");
  }

  private static int leading(Mat a) {
    return Math.max(a.m, 1);
  }

  /// QR in place, with the reflectors below the diagonal.
  static void qr(Mat a, double[] tau) {
    int work = Math.max(1, 32 * a.n);
    L.dgeqrf(a.m, a.n, a.re, leading(a), tau, new double[work], work, new intW(0));
  }

  /// The product of the first `k` reflectors, in place of them.
  static void product(Mat a, double[] tau, int k) {
    int work = Math.max(1, 32 * a.n);
    L.dorgqr(a.m, a.n, k, a.re, leading(a), tau, new double[work], work, new intW(0));
  }

  /// Eigenvalues, and in `a` the eigenvectors, of the symmetric matrix in the lower triangle.
  static double[] eigh(Mat a, boolean vectors) {
    int n = a.n;
    double[] w = new double[n];
    int work = 1 + 6 * n + 2 * n * n;
    int ints = 3 + 5 * n;
    intW info = new intW(0);
    L.dsyevd(
        vectors ? "V" : "N",
        "L",
        n,
        a.re,
        Math.max(n, 1),
        w,
        new double[work],
        work,
        new int[ints],
        ints,
        info);
    converged("linalg.eigh", info);
    return w;
  }

  /// Eigenvalues of a general matrix, and its eigenvectors unless `v` is null: for a pair of
  /// conjugate eigenvalues, real and imaginary part in neighbouring columns.
  static void eig(Mat a, double[] wr, double[] wi, Mat v) {
    int n = a.n;
    int work = Math.max(1, 6 * n);
    intW info = new intW(0);
    L.dgeev(
        "N",
        v == null ? "N" : "V",
        n,
        a.re,
        Math.max(n, 1),
        wr,
        wi,
        new double[1],
        1,
        v == null ? new double[1] : v.re,
        v == null ? 1 : Math.max(n, 1),
        new double[work],
        work,
        info);
    converged("linalg.eig", info);
  }

  /// Singular values, largest first, and the vectors unless `u` is null.
  static double[] svd(Mat a, Mat u, Mat vh) {
    int k = Math.min(a.m, a.n);
    int l = Math.max(a.m, a.n);
    double[] s = new double[k];
    String job = u == null ? "N" : u.n == a.m && vh.m == a.n ? "A" : "S";
    int work = 3 * k * k + Math.max(l, 5 * k * k + 5 * k) + 64 * (k + l) + 64;
    intW info = new intW(0);
    L.dgesdd(
        job,
        a.m,
        a.n,
        a.re,
        leading(a),
        s,
        u == null ? new double[1] : u.re,
        u == null ? 1 : leading(u),
        u == null ? new double[1] : vh.re,
        u == null ? 1 : leading(vh),
        new double[work],
        work,
        new int[8 * k + 1],
        info);
    converged("linalg.svd", info);
    return s;
  }
}
