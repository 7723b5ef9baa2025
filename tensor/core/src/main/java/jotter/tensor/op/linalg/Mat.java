package jotter.tensor.op.linalg;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// A matrix in arrays, column after column as LAPACK wants it; `im` is null for a real one.
final class Mat {
  final int m;
  final int n;
  final double[] re;
  final double[] im;

  Mat(int m, int n, double[] re, double[] im) {
    this.m = m;
    this.n = n;
    this.re = re;
    this.im = im;
  }

  Mat(int m, int n, boolean complex) {
    this(m, n, new double[Math.multiplyExact(m, n)], complex ? new double[m * n] : null);
  }

  /// The first `n` columns of the identity of size `m`.
  static Mat eye(int m, int n, boolean complex) {
    Mat a = new Mat(m, n, complex);
    for (int i = 0; i < Math.min(m, n); i++) a.re[i + i * m] = 1;
    return a;
  }

  /// `x` as kernels read it: double precision, row-major, in the processor's memory.
  static Tensor host(Tensor x) {
    DType t = x.dtype().isComplex() ? DType.COMPLEX128 : DType.FLOAT64;
    return x.to(Device.CPU).to(t).contiguous();
  }

  /// The number of matrices in a tensor of shape (..., m, n).
  static long batches(Tensor x) {
    long b = 1;
    for (int i = 0; i < x.rank() - 2; i++) b *= x.size(i);
    return b;
  }

  /// The shape of the batch, followed by `tail`.
  static long[] shape(Tensor x, long... tail) {
    int b = x.rank() - 2;
    long[] s = Arrays.copyOf(x.shape(), b + tail.length);
    System.arraycopy(tail, 0, s, b, tail.length);
    return s;
  }

  /// Matrix `batch` of a tensor made by {@link #host}.
  static Mat read(Tensor host, long batch) {
    Mat a = new Mat((int) host.size(-2), (int) host.size(-1), host.isComplex());
    int w = a.im == null ? 8 : 16;
    long at = host.address() + batch * a.m * a.n * w;
    if (a.im == null) {
      double[] rows = new double[a.re.length];
      MemorySegment.copy(Memory.ALL, JAVA_DOUBLE, at, rows, 0, rows.length);
      turn(rows, a.n, a.m, a.re);
      return a;
    }
    for (int i = 0; i < a.m; i++)
      for (int j = 0; j < a.n; j++, at += w) {
        a.re[i + j * a.m] = Memory.ALL.get(JAVA_DOUBLE, at);
        a.im[i + j * a.m] = Memory.ALL.get(JAVA_DOUBLE, at + 8);
      }
    return a;
  }

  /// `to[j·m + i] = from[i·n + j]`, a few columns at a time for the sake of the cache.
  private static void turn(double[] from, int n, int m, double[] to) {
    int some = 8;
    for (int c = 0; c < n; c += some) {
      int end = Math.min(n, c + some);
      for (int i = 0; i < m; i++) for (int j = c; j < end; j++) to[j * m + i] = from[i * n + j];
    }
  }

  /// Stores the first rows and columns, as many as `out` has, in matrix `batch` of `out`.
  void write(Tensor out, long batch) {
    DType t = out.dtype();
    long rows = out.size(-2);
    long cols = out.size(-1);
    long at = out.address() + batch * rows * cols * t.bytes();
    if (im == null && t == DType.FLOAT32 && rows == m && cols <= n) {
      double[] turned = new double[m * (int) cols];
      turn(re, m, (int) cols, turned);
      float[] narrow = new float[turned.length];
      for (int i = 0; i < narrow.length; i++) narrow[i] = (float) turned[i];
      MemorySegment.copy(
          narrow, 0, Memory.ALL, ValueLayout.JAVA_FLOAT_UNALIGNED, at, narrow.length);
      return;
    }
    for (int i = 0; i < rows; i++)
      for (int j = 0; j < cols; j++, at += t.bytes()) store(t, at, i + j * m);
  }

  /// Stores the first column as vector `batch` of `out` (..., size).
  void writeVector(Tensor out, long batch) {
    DType t = out.dtype();
    long size = out.size(-1);
    long at = out.address() + batch * size * t.bytes();
    for (int i = 0; i < size; i++, at += t.bytes()) store(t, at, i);
  }

  private void store(DType t, long at, int i) {
    if (im == null) Memory.setDouble(t, at, re[i]);
    else Memory.setComplex(t, at, re[i], im[i]);
  }

  /// A column of real numbers.
  static Mat column(double... v) {
    return new Mat(v.length, 1, v, null);
  }

  static void writeInts(int[] v, Tensor out, long batch) {
    DType t = out.dtype();
    for (int i = 0; i < v.length; i++)
      Memory.setLong(t, out.address() + (batch * v.length + i) * t.bytes(), v[i]);
  }

  /// All numbers of an int32 tensor in order, in the processor's memory.
  static int[] ints(Tensor x) {
    int[] v = new int[Math.toIntExact(x.numel())];
    MemorySegment.copy(Memory.ALL, ValueLayout.JAVA_INT_UNALIGNED, x.address(), v, 0, v.length);
    return v;
  }

  static int[] readInts(Tensor x, long batch, int n) {
    int[] v = new int[n];
    for (int i = 0; i < n; i++)
      v[i] = (int) Memory.getLong(x.dtype(), x.address() + (batch * n + i) * x.dtype().bytes());
    return v;
  }

  Mat copy() {
    return new Mat(m, n, re.clone(), im == null ? null : im.clone());
  }

  /// This matrix with an imaginary part.
  Mat complex() {
    return im != null ? this : new Mat(m, n, re, new double[re.length]);
  }

  /// This matrix without its imaginary part.
  Mat real() {
    return im == null ? this : new Mat(m, n, re, null);
  }

  /// The conjugate transpose.
  Mat adjoint() {
    Mat t = new Mat(n, m, im != null);
    for (int j = 0; j < n; j++)
      for (int i = 0; i < m; i++) {
        t.re[j + i * n] = re[i + j * m];
        if (im != null) t.im[j + i * n] = -im[i + j * m];
      }
    return t;
  }

  /// The columns in another order.
  Mat columns(Integer[] order) {
    Mat t = new Mat(m, order.length, im != null);
    for (int j = 0; j < order.length; j++) {
      System.arraycopy(re, order[j] * m, t.re, j * m, m);
      if (im != null) System.arraycopy(im, order[j] * m, t.im, j * m, m);
    }
    return t;
  }

  void swapRows(int i, int k) {
    if (i == k) return;
    for (int j = 0; j < n; j++) {
      swap(re, i + j * m, k + j * m);
      if (im != null) swap(im, i + j * m, k + j * m);
    }
  }

  static void swap(double[] a, int i, int k) {
    double t = a[i];
    a[i] = a[k];
    a[k] = t;
  }

  void clearBelowDiagonal() {
    for (int j = 0; j < n; j++)
      for (int i = j + 1; i < m; i++) {
        re[i + j * m] = 0;
        if (im != null) im[i + j * m] = 0;
      }
  }
}
