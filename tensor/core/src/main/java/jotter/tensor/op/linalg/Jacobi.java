package jotter.tensor.op.linalg;

import java.util.Arrays;
import java.util.Comparator;

/// Jacobi's rotations for complex matrices: eigenvalues of Hermitian ones, singular values of all.
/// Demmel and Veselić 1992, doi:10.1137/0613074: as accurate as the data allow.
final class Jacobi {
  private static final int MAX_SWEEPS = 60;
  private static final double EPS = 0x1p-53;

  private Jacobi() {}

  /// Columns p and q of `a` become c·p - s·q̃ and s·p + c·q̃, where q̃ = ē·q and e is a phase.
  private static void rotate(Mat a, int p, int q, double c, double s, double er, double ei) {
    int x = p * a.m;
    int y = q * a.m;
    for (int i = 0; i < a.m; i++, x++, y++) {
      double qr = a.re[y] * er + a.im[y] * ei;
      double qi = a.im[y] * er - a.re[y] * ei;
      double pr = a.re[x];
      double pi = a.im[x];
      a.re[x] = c * pr - s * qr;
      a.im[x] = c * pi - s * qi;
      a.re[y] = s * pr + c * qr;
      a.im[y] = s * pi + c * qi;
    }
  }

  /// The eigenvalues, ascending, of the Hermitian matrix `a` (destroyed); `v`, which must be the
  /// identity, becomes the eigenvectors.
  static double[] eigh(Mat a, Mat v) {
    int n = a.n;
    double norm = 0;
    for (int i = 0; i < n * n; i++) norm = Math.hypot(norm, Math.hypot(a.re[i], a.im[i]));
    double small = Math.max(EPS / 16 * norm, 1e-300);
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      boolean rotated = false;
      for (int p = 0; p < n - 1; p++)
        for (int q = p + 1; q < n; q++) {
          double gr = a.re[p + q * n];
          double gi = a.im[p + q * n];
          double g = Math.hypot(gr, gi);
          double app = a.re[p + p * n];
          double aqq = a.re[q + q * n];
          if (!(g > small)) continue;
          rotated = true;
          double zeta = (aqq - app) / (2 * g);
          double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
          double c = 1 / Math.sqrt(1 + t * t);
          double s = c * t;
          rotate(a, p, q, c, s, gr / g, gi / g);
          rotateRows(a, p, q, c, s, gr / g, gi / g);
          rotate(v, p, q, c, s, gr / g, gi / g);
          a.re[p + p * n] = app - t * g;
          a.re[q + q * n] = aqq + t * g;
          a.im[p + p * n] = 0;
          a.im[q + q * n] = 0;
          for (int o : new int[] {p + q * n, q + p * n}) {
            a.re[o] = 0;
            a.im[o] = 0;
          }
        }
      if (!rotated) break;
    }
    double[] d = new double[n];
    for (int i = 0; i < n; i++) d[i] = a.re[i + i * n];
    Integer[] order = order(d, false);
    Mat sorted = v.columns(order);
    System.arraycopy(sorted.re, 0, v.re, 0, v.re.length);
    System.arraycopy(sorted.im, 0, v.im, 0, v.im.length);
    return Arrays.stream(order).mapToDouble(i -> d[i]).toArray();
  }

  /// The adjoint of {@link #rotate} on rows.
  private static void rotateRows(Mat a, int p, int q, double c, double s, double er, double ei) {
    for (int j = 0; j < a.n; j++) {
      int x = p + j * a.m;
      int y = q + j * a.m;
      double qr = a.re[y] * er - a.im[y] * ei;
      double qi = a.im[y] * er + a.re[y] * ei;
      double pr = a.re[x];
      double pi = a.im[x];
      a.re[x] = c * pr - s * qr;
      a.im[x] = c * pi - s * qi;
      a.re[y] = s * pr + c * qr;
      a.im[y] = s * pi + c * qi;
    }
  }

  private static Integer[] order(double[] v, boolean descending) {
    Integer[] o = new Integer[v.length];
    for (int i = 0; i < o.length; i++) o[i] = i;
    Comparator<Integer> by = Comparator.comparingDouble(i -> v[i]);
    Arrays.sort(o, descending ? by.reversed() : by);
    return o;
  }

  /// A singular value decomposition: U (m × k or m × m), S, Vᴴ.
  record Svd(Mat u, double[] s, Mat vh) {}

  /// The decomposition of a complex matrix by one-sided rotations.
  static Svd svd(Mat a, boolean full) {
    if (a.m < a.n) {
      Svd t = svd(a.adjoint(), full);
      return new Svd(t.vh.adjoint(), t.s, t.u.adjoint());
    }
    int n = a.n;
    Mat w = a.copy();
    Mat v = Mat.eye(n, n, true);
    for (int sweep = 0; sweep < MAX_SWEEPS; sweep++) {
      boolean rotated = false;
      for (int p = 0; p < n - 1; p++)
        for (int q = p + 1; q < n; q++) rotated |= orthogonalize(w, v, p, q);
      if (!rotated) break;
    }
    double[] norms = new double[n];
    for (int j = 0; j < n; j++) {
      double largest = 0;
      for (int i = j * w.m; i < (j + 1) * w.m; i++)
        largest = Math.max(largest, Math.max(Math.abs(w.re[i]), Math.abs(w.im[i])));
      if (largest == 0) continue;
      double sum = 0;
      for (int i = j * w.m; i < (j + 1) * w.m; i++) {
        double x = w.re[i] / largest;
        double y = w.im[i] / largest;
        sum += x * x + y * y;
      }
      norms[j] = largest * Math.sqrt(sum);
    }
    Integer[] order = order(norms, true);
    double[] s = Arrays.stream(order).mapToDouble(i -> norms[i]).toArray();
    return new Svd(basis(w.columns(order), s, full ? a.m : n), s, v.columns(order).adjoint());
  }

  private static boolean orthogonalize(Mat w, Mat v, int p, int q) {
    double alpha = 0;
    double beta = 0;
    double gr = 0;
    double gi = 0;
    for (int i = 0, x = p * w.m, y = q * w.m; i < w.m; i++, x++, y++) {
      alpha += w.re[x] * w.re[x] + w.im[x] * w.im[x];
      beta += w.re[y] * w.re[y] + w.im[y] * w.im[y];
      gr += w.re[x] * w.re[y] + w.im[x] * w.im[y];
      gi += w.re[x] * w.im[y] - w.im[x] * w.re[y];
    }
    double g = Math.hypot(gr, gi);
    if (!(g > 4 * EPS * Math.sqrt(alpha) * Math.sqrt(beta)) || g < 1e-300) return false;
    double zeta = (beta - alpha) / (2 * g);
    double t = Math.copySign(1, zeta) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
    double c = 1 / Math.sqrt(1 + t * t);
    rotate(w, p, q, c, c * t, gr / g, gi / g);
    rotate(v, p, q, c, c * t, gr / g, gi / g);
    return true;
  }

  /// The columns divided by their norms; those that are nothing but rounding are replaced, and
  /// columns are added up to `columns`, by what is orthogonal to the others.
  private static Mat basis(Mat w, double[] s, int columns) {
    int rank = 0;
    double tiny = s.length == 0 ? 0 : s[0] * EPS * Math.max(w.m, w.n);
    while (rank < s.length && s[rank] > tiny) rank++;
    Mat u = new Mat(w.m, columns, true);
    for (int j = 0; j < rank; j++)
      for (int i = j * w.m; i < (j + 1) * w.m; i++) {
        u.re[i] = w.re[i] / s[j];
        u.im[i] = w.im[i] / s[j];
      }
    if (rank == columns) return u;
    Mat known = new Mat(w.m, rank, true);
    System.arraycopy(u.re, 0, known.re, 0, known.re.length);
    System.arraycopy(u.im, 0, known.im, 0, known.im.length);
    Mat tau = new Mat(rank, 1, true);
    Reflectors.factor(known, tau);
    Mat q = Reflectors.product(known, tau, rank, columns);
    int from = rank * w.m;
    System.arraycopy(q.re, from, u.re, from, u.re.length - from);
    System.arraycopy(q.im, from, u.im, from, u.im.length - from);
    return u;
  }
}
