package jotter.tensor.cpu;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// Tensors for the engine's own tests.
public record Blocks(Storage storage, Layout layout, DType dtype) implements Block {
  private static final CpuBackend BACKEND = new CpuBackend();

  public static Blocks empty(DType t, long... shape) {
    Layout l = Layout.contiguous(shape);
    return new Blocks(BACKEND.allocate(l.numel() * t.bytes()), l, t);
  }

  /// Element `i` in row-major order is `f(i)`.
  public static Blocks of(DType t, long[] shape, ToDoubleFunction<Integer> f) {
    Blocks b = empty(t, shape);
    for (int i = 0; i < b.layout.numel(); i++) {
      b.set(i, f.applyAsDouble(i));
      if (t.isComplex()) b.set(i, 0, 1);
    }
    return b;
  }

  public static Blocks normal(DType t, long seed, long... shape) {
    Random r = new Random(seed);
    return of(t, shape, i -> r.nextGaussian());
  }

  public static Blocks integers(DType t, long seed, int from, int to, long... shape) {
    Random r = new Random(seed);
    return of(t, shape, i -> from + r.nextInt(to - from));
  }

  private long address(long index) {
    long a = layout.offset();
    long[] s = layout.shape();
    for (int d = s.length - 1; d >= 0; d--) {
      a += index % s[d] * layout.strides()[d];
      index /= s[d];
    }
    return storage.address() + a * dtype.bytes();
  }

  /// The `i`-th element in row-major order.
  public double get(long i) {
    return get(i, 0);
  }

  public double get(long i, int part) {
    double[] v = {0};
    Staging.load(Kind.F64, dtype, address(i), 0, 1, v, 0, 1, part);
    return v[0];
  }

  public long getLong(long i) {
    long[] v = {0};
    Staging.load(Kind.I64, dtype, address(i), 0, 1, v, 0, 1, 0);
    return v[0];
  }

  public void set(long i, double v) {
    set(i, v, 0);
  }

  public void set(long i, double v, int part) {
    Staging.store(Kind.F64, dtype, address(i), 0, 1, new double[] {v}, 0, 1, part);
  }

  public int numel() {
    return (int) layout.numel();
  }

  public double[] values() {
    double[] v = new double[numel()];
    for (int i = 0; i < v.length; i++) v[i] = get(i);
    return v;
  }

  public Blocks view(long[] shape, long[] strides, long offset) {
    return new Blocks(storage, new Layout(shape, strides, layout.offset() + offset), dtype);
  }

  public Blocks transpose(int a, int b) {
    long[] sh = layout.shape().clone();
    long[] st = layout.strides().clone();
    long t = sh[a];
    sh[a] = sh[b];
    sh[b] = t;
    t = st[a];
    st[a] = st[b];
    st[b] = t;
    return view(sh, st, 0);
  }

  /// Elements from, from + step, ... of dimension d; a negative step counts backwards.
  public Blocks slice(int d, int from, int count, int step) {
    long[] sh = layout.shape().clone();
    long[] st = layout.strides().clone();
    long offset = from * st[d];
    sh[d] = count;
    st[d] *= step;
    return view(sh, st, offset);
  }

  public Blocks expand(long... shape) {
    long[] st = new long[shape.length];
    int lead = shape.length - layout.rank();
    for (int d = 0; d < layout.rank(); d++)
      st[lead + d] = layout.shape()[d] == 1 ? 0 : layout.strides()[d];
    return view(shape, st, 0);
  }
}
