package jotter.tensor.cpu.linalg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.IntToDoubleFunction;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.spi.Block;

/// Small matrices in double precision, to check others with.
record Dense(int m, int n, double[] a) {
  static Dense of(Blocks b, int m, int n) {
    return of(b, m, n, 0);
  }

  /// Matrix `index` of a batch.
  static Dense of(Blocks b, int m, int n, int index) {
    return make(m, n, i -> b.get((long) index * m * n + i));
  }

  static Dense make(int m, int n, IntToDoubleFunction f) {
    double[] a = new double[m * n];
    for (int i = 0; i < a.length; i++) a[i] = f.applyAsDouble(i);
    return new Dense(m, n, a);
  }

  static Dense eye(int n) {
    return make(n, n, i -> i / n == i % n ? 1 : 0);
  }

  double at(int i, int j) {
    return a[i * n + j];
  }

  Dense t() {
    return make(n, m, i -> at(i % m, i / m));
  }

  Dense times(Dense b) {
    assertThat(n).isEqualTo(b.m);
    double[] c = new double[m * b.n];
    for (int i = 0; i < m; i++)
      for (int k = 0; k < n; k++) {
        double f = at(i, k);
        for (int j = 0; j < b.n; j++) c[i * b.n + j] += f * b.a[k * b.n + j];
      }
    return new Dense(m, b.n, c);
  }

  Dense lower(boolean unit) {
    return make(m, n, i -> unit && i / n == i % n ? 1 : i % n <= i / n ? a[i] : 0);
  }

  Dense upper() {
    return make(m, n, i -> i % n >= i / n ? a[i] : 0);
  }

  /// The largest modulus; NaN if there is one.
  double size() {
    double s = 0;
    for (double v : a) s = Math.max(s, Math.abs(v));
    return s;
  }

  /// Asserts that this is `b` to within `units` roundings of type `t` relative to `scale`.
  void isNear(Dense b, DType t, double units, double scale, String what) {
    double eps = t == DType.FLOAT32 ? 0x1p-24 : 0x1p-53;
    Dense d = make(m, n, i -> a[i] - b.a[i]);
    assertThat(d.size())
        .as("%s, %d x %d, %s", what, m, n, t)
        .isLessThanOrEqualTo(units * eps * scale);
  }

  static int[] ints(Block b) {
    Blocks x = (Blocks) b;
    int[] v = new int[(int) x.layout().numel()];
    for (int i = 0; i < v.length; i++) v[i] = (int) x.getLong(i);
    return v;
  }
}
