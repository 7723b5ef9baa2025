package jotter.nn.layers;

import java.util.Arrays;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// What layers do with sizes.
final class Sizes {
  private Sizes() {}

  /// Throws unless all are at least 0 (PyTorch allows empty layers).
  static void positive(String layer, long... sizes) {
    for (long s : sizes)
      if (s < 0)
        throw Check.valueError(layer, "sizes must not be negative, got " + Arrays.toString(sizes));
  }

  /// `v` itself, or its only element n times.
  static long[] times(String layer, long[] v, int n) {
    if (v.length == n) return v;
    if (v.length == 1) {
      long[] r = new long[n];
      Arrays.fill(r, v[0]);
      return r;
    }
    throw Check.valueError(layer, "needs 1 or " + n + " sizes, got " + Arrays.toString(v));
  }

  /// A bias of n numbers uniform in ±1/√fan.
  static Tensor bias(long n, long fan) {
    double bound = fan > 0 ? 1 / Math.sqrt(fan) : 0;
    return Init.uniform(Tensor.empty(n), -bound, bound);
  }

  /// Sizes as PyTorch prints them.
  static String tuple(long... v) {
    StringBuilder s = new StringBuilder("(");
    for (int i = 0; i < v.length; i++) s.append(i == 0 ? "" : ", ").append(v[i]);
    return s.append(v.length == 1 ? ",)" : ")").toString();
  }

  /// Sizes as PyTorch prints them where all are the same: one number.
  static String one(long... v) {
    for (long x : v) if (x != v[0]) return tuple(v);
    return Long.toString(v[0]);
  }

  static String bool(boolean b) {
    return b ? "True" : "False";
  }

  /// A number as Python writes it: 1e-05, 0.1.
  static String num(double d) {
    if (d != 0 && Math.abs(d) < 1e-4) {
      String s = Double.toString(d);
      int e = s.indexOf('E');
      String m = s.substring(0, e);
      int p = -Integer.parseInt(s.substring(e + 1));
      return (m.endsWith(".0") ? m.substring(0, m.length() - 2) : m) + (p < 10 ? "e-0" : "e-") + p;
    }
    return Double.toString(d);
  }
}
