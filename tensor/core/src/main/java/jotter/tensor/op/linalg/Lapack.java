package jotter.tensor.op.linalg;

import dev.ludovic.netlib.lapack.JavaLAPACK;
import dev.ludovic.netlib.lapack.LAPACK;
import java.util.logging.Level;
import java.util.logging.Logger;
import jotter.tensor.Check;
import org.netlib.util.intW;

/// LAPACK in Java, for the eigenvalues of general real matrices.
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
}
