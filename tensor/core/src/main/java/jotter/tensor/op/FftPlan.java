package jotter.tensor.op;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/// A discrete Fourier transform of one length: the factors of the length and the roots of unity.
///
/// Lengths with small prime factors take Stockham's self-sorting algorithm with one pass per
/// factor; others are turned into a convolution of a length that is a power of two (Bluestein
/// 1970).
final class FftPlan {
  /// Passes of larger prime factors cost more than the detour over a convolution.
  private static final int LARGEST_FACTOR = 31;

  private static final int MAX_CACHED = 256;
  private static final ConcurrentHashMap<Integer, FftPlan> CACHE = new ConcurrentHashMap<>();

  private final int n;
  private final int[] factors;

  /// cos and -sin of 2πk/n, interleaved.
  private final double[] roots;

  /// Bluestein's algorithm: the inner transform, the chirp and its transform; null for Stockham's.
  private final FftPlan inner;

  private final double[] chirp;
  private final double[] chirpTransform;

  /// The plan for length `n`.
  static FftPlan of(int n) {
    FftPlan p = CACHE.get(n);
    if (p != null) return p;
    p = new FftPlan(n);
    if (CACHE.size() >= MAX_CACHED) CACHE.clear();
    CACHE.put(n, p);
    return p;
  }

  private FftPlan(int n) {
    this.n = n;
    int[] f = factor(n);
    if (f.length == 0 || f[f.length - 1] <= LARGEST_FACTOR) {
      factors = f;
      roots = new double[2 * n];
      for (int k = 0; k < n; k++) {
        roots[2 * k] = cos(k, n);
        roots[2 * k + 1] = -sin(k, n);
      }
      inner = null;
      chirp = null;
      chirpTransform = null;
      return;
    }
    factors = null;
    roots = null;
    int m = Integer.highestOneBit(2 * n - 2) << 1;
    inner = of(m);
    chirp = new double[2 * n];
    for (int k = 0; k < n; k++) {
      // k² modulo 2n, so that large angles lose nothing.
      int s = (int) ((long) k * k % (2L * n));
      chirp[2 * k] = cos(s, 2 * n);
      chirp[2 * k + 1] = -sin(s, 2 * n);
    }
    chirpTransform = new double[2 * m];
    for (int k = 0; k < n; k++) {
      chirpTransform[2 * k] = chirp[2 * k];
      chirpTransform[2 * k + 1] = -chirp[2 * k + 1];
      if (k > 0) {
        chirpTransform[2 * (m - k)] = chirp[2 * k];
        chirpTransform[2 * (m - k) + 1] = -chirp[2 * k + 1];
      }
    }
    inner.transform(chirpTransform, new double[2 * m], false);
  }

  /// cos(2πk/n), from the first octant so that it is exact to the last digit.
  private static double cos(long k, long n) {
    k %= n;
    if (2 * k > n) k = n - k;
    if (4 * k > n) return -cos8(n - 2 * k, 2 * n);
    return cos8(k, n);
  }

  private static double cos8(long k, long n) {
    if (8 * k <= n) return Math.cos(2 * Math.PI * k / n);
    return Math.sin(2 * Math.PI * (n - 4 * k) / (4.0 * n));
  }

  private static double sin(long k, long n) {
    k %= n;
    if (2 * k > n) return -sin(n - k, n);
    if (4 * k > n) return sin(n - 2 * k, 2 * n);
    if (8 * k <= n) return Math.sin(2 * Math.PI * k / n);
    return Math.cos(2 * Math.PI * (n - 4 * k) / (4.0 * n));
  }

  /// The factors of n: fours first, then the primes upwards.
  private static int[] factor(int n) {
    List<Integer> f = new ArrayList<>();
    while (n % 4 == 0) {
      f.add(4);
      n /= 4;
    }
    for (int p = 2; p * p <= n; p++)
      while (n % p == 0) {
        f.add(p);
        n /= p;
      }
    if (n > 1) f.add(n);
    return f.stream().mapToInt(i -> i).toArray();
  }

  /// Doubles of working memory that {@link #transform} needs.
  int workSize() {
    return inner == null ? 2 * n : 4 * inner.n;
  }

  /// Transforms `n` complex numbers in `a`, in place and without a scale; `inverse` with the other
  /// sign in the exponent.
  void transform(double[] a, double[] work, boolean inverse) {
    if (inner != null) bluestein(a, work, inverse);
    else stockham(a, work, inverse);
  }

  private void bluestein(double[] a, double[] work, boolean inverse) {
    int m = inner.n;
    double sign = inverse ? -1 : 1;
    double[] b = new double[2 * m];
    for (int k = 0; k < n; k++) {
      double c = chirp[2 * k];
      double s = chirp[2 * k + 1];
      double re = a[2 * k];
      double im = sign * a[2 * k + 1];
      b[2 * k] = re * c - im * s;
      b[2 * k + 1] = re * s + im * c;
    }
    inner.transform(b, work, false);
    for (int k = 0; k < m; k++) {
      double re = b[2 * k] * chirpTransform[2 * k] - b[2 * k + 1] * chirpTransform[2 * k + 1];
      double im = b[2 * k] * chirpTransform[2 * k + 1] + b[2 * k + 1] * chirpTransform[2 * k];
      b[2 * k] = re;
      b[2 * k + 1] = im;
    }
    inner.transform(b, work, true);
    for (int k = 0; k < n; k++) {
      double c = chirp[2 * k] / m;
      double s = chirp[2 * k + 1] / m;
      a[2 * k] = b[2 * k] * c - b[2 * k + 1] * s;
      a[2 * k + 1] = sign * (b[2 * k] * s + b[2 * k + 1] * c);
    }
  }

  private void stockham(double[] a, double[] work, boolean inverse) {
    double[] x = a;
    double[] y = work;
    double sign = inverse ? -1 : 1;
    int length = n;
    int stride = 1;
    for (int p : factors) {
      int m = length / p;
      switch (p) {
        case 2 -> pass2(x, y, m, stride, sign);
        case 4 -> pass4(x, y, m, stride, sign);
        default -> passAny(x, y, p, m, stride, sign);
      }
      double[] t = x;
      x = y;
      y = t;
      length = m;
      stride *= p;
    }
    if (x != a) System.arraycopy(x, 0, a, 0, 2 * n);
  }

  private void pass2(double[] x, double[] y, int m, int stride, double sign) {
    for (int k = 0; k < m; k++) {
      double wr = roots[2 * k * stride];
      double wi = sign * roots[2 * k * stride + 1];
      int a = 2 * stride * k;
      int b = 2 * stride * (k + m);
      int o = 4 * stride * k;
      for (int q = 0; q < 2 * stride; q += 2) {
        double ar = x[a + q];
        double ai = x[a + q + 1];
        double br = x[b + q];
        double bi = x[b + q + 1];
        y[o + q] = ar + br;
        y[o + q + 1] = ai + bi;
        double dr = ar - br;
        double di = ai - bi;
        y[o + 2 * stride + q] = dr * wr - di * wi;
        y[o + 2 * stride + q + 1] = dr * wi + di * wr;
      }
    }
  }

  private void pass4(double[] x, double[] y, int m, int stride, double sign) {
    int s2 = 2 * stride;
    for (int k = 0; k < m; k++) {
      int t = 2 * k * stride;
      double w1r = roots[t];
      double w1i = sign * roots[t + 1];
      double w2r = roots[2 * t];
      double w2i = sign * roots[2 * t + 1];
      double w3r = roots[3 * t];
      double w3i = sign * roots[3 * t + 1];
      int a = s2 * k;
      int b = s2 * (k + m);
      int c = s2 * (k + 2 * m);
      int d = s2 * (k + 3 * m);
      int o = 4 * s2 * k;
      for (int q = 0; q < s2; q += 2) {
        double sr = x[a + q] + x[c + q];
        double si = x[a + q + 1] + x[c + q + 1];
        double ur = x[a + q] - x[c + q];
        double ui = x[a + q + 1] - x[c + q + 1];
        double vr = x[b + q] + x[d + q];
        double vi = x[b + q + 1] + x[d + q + 1];
        // -i·(b - d), with the sign turned for the inverse
        double zr = sign * (x[b + q + 1] - x[d + q + 1]);
        double zi = -sign * (x[b + q] - x[d + q]);
        y[o + q] = sr + vr;
        y[o + q + 1] = si + vi;
        double r = ur + zr;
        double i = ui + zi;
        y[o + s2 + q] = r * w1r - i * w1i;
        y[o + s2 + q + 1] = r * w1i + i * w1r;
        r = sr - vr;
        i = si - vi;
        y[o + 2 * s2 + q] = r * w2r - i * w2i;
        y[o + 2 * s2 + q + 1] = r * w2i + i * w2r;
        r = ur - zr;
        i = ui - zi;
        y[o + 3 * s2 + q] = r * w3r - i * w3i;
        y[o + 3 * s2 + q + 1] = r * w3i + i * w3r;
      }
    }
  }

  private void passAny(double[] x, double[] y, int p, int m, int stride, double sign) {
    int s2 = 2 * stride;
    int step = n / p;
    for (int k = 0; k < m; k++) {
      for (int j = 0; j < p; j++) {
        int w = 2 * j * k * stride;
        double wr = roots[w];
        double wi = sign * roots[w + 1];
        int o = s2 * (p * k + j);
        for (int q = 0; q < s2; q += 2) {
          double re = 0;
          double im = 0;
          for (int r = 0, e = 0; r < p; r++) {
            double cr = roots[2 * e * step];
            double ci = sign * roots[2 * e * step + 1];
            double vr = x[s2 * (k + m * r) + q];
            double vi = x[s2 * (k + m * r) + q + 1];
            re += vr * cr - vi * ci;
            im += vr * ci + vi * cr;
            e += j;
            if (e >= p) e -= p;
          }
          y[o + q] = re * wr - im * wi;
          y[o + q + 1] = re * wi + im * wr;
        }
      }
    }
  }
}
