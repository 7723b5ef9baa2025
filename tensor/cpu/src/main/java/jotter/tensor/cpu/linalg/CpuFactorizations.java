package jotter.tensor.cpu.linalg;

import java.lang.ref.Reference;
import jotter.tensor.DType;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.matmul.Matrix;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Factorizations;

/// Factorizations in the tensor's own precision, by blocks after LAPACK's manner: what is not a
/// product is kept small, and products are those of {@link MatMul}. Matrices of a batch go to the
/// threads one by one.
public final class CpuFactorizations implements Factorizations {
  private static Rows rows(Block b) {
    return Rows.of(b.dtype() == DType.FLOAT32 ? Kind.F32 : Kind.F64);
  }

  private static void keep(Block... blocks) {
    for (Block b : blocks) Reference.reachabilityFence(b);
  }

  @Override
  public void cholesky(Block a, Block l, Block info) {
    Batch in = Batch.matrices(a);
    Batch out = Batch.matrices(l);
    Batch failed = Batch.numbers(info);
    if (Small.fits(in)) {
      Rows r = rows(l);
      if (SmallLanes.fits(r, in, out)) SmallLanes.cholesky(r, in, out, failed);
      else Small.cholesky(in, out, failed);
      keep(a, l, info);
      return;
    }
    int n = in.rows;
    double work = (double) n * n * n / 6;
    Rows r = rows(l);
    in.each(
        work, i -> Memory.set(failed.address(i), Cholesky.run(r, n, in.matrix(i), out.matrix(i))));
    keep(a, l, info);
  }

  @Override
  public void lu(Block a, Block lu, Block pivots, Block info) {
    Batch in = Batch.matrices(a);
    Batch out = Batch.matrices(lu);
    Batch places = Batch.vectors(pivots);
    Batch failed = Batch.numbers(info);
    if (Small.fits(in)) {
      Rows r = rows(lu);
      if (SmallLanes.fits(r, in, out)) SmallLanes.lu(r, in, out, places, failed);
      else Small.lu(in, out, places, failed);
      keep(a, lu, pivots, info);
      return;
    }
    int m = in.rows;
    int n = in.columns;
    double work = (double) m * n * Math.min(m, n) / 2;
    Rows r = rows(lu);
    in.each(
        work,
        i -> {
          try (Work w = new Work(r, m, n)) {
            int[] p = new int[Math.min(m, n)];
            Copies.straight(r, in.matrix(i), m, n, w.at(0, 0));
            Memory.set(failed.address(i), Lu.factor(r, m, n, w, p));
            Copies.straight(r, w.at(0, 0), m, n, out.matrix(i));
            for (int j = 0; j < p.length; j++) Memory.set(places.address(i) + 4L * j, p[j]);
          }
        });
    keep(a, lu, pivots, info);
  }

  @Override
  public void solve(Block a, Block b, Block x, Block info) {
    Batch in = Batch.matrices(a);
    Batch right = Batch.matrices(b);
    Batch out = Batch.matrices(x);
    Batch failed = Batch.numbers(info);
    if (Small.fits(in)) {
      Rows r = rows(x);
      if (SmallLanes.fits(r, in, right, out)) SmallLanes.solve(r, in, right, out, failed);
      else Small.solve(in, right, out, failed);
      keep(a, b, x, info);
      return;
    }
    int n = in.rows;
    int k = out.columns;
    double work = (double) n * n * (n / 3.0 + k);
    Rows r = rows(x);
    in.each(
        work,
        i -> {
          try (Work w = new Work(r, n, n)) {
            int[] p = new int[n];
            Copies.straight(r, in.matrix(i), n, n, w.at(0, 0));
            Memory.set(failed.address(i), Lu.factor(r, n, n, w, p));
            Matrix y = out.matrix(i);
            Copies.straight(r, right.matrix(i), n, k, y);
            for (int j = 0; j < n; j++)
              if (p[j] != j + 1)
                r.swap(Copies.at(y, j, 0).address(), Copies.at(y, p[j] - 1, 0).address(), k);
            Triangle.solve(r, n, k, w.at(0, 0), y, false, true);
            Triangle.solve(r, n, k, w.at(0, 0), y, true, false);
          }
        });
    keep(a, b, x, info);
  }

  @Override
  public void triangular(Block t, Block b, Block x, boolean upper, boolean unit) {
    Batch in = Batch.matrices(t);
    Batch right = Batch.matrices(b);
    Batch out = Batch.matrices(x);
    if (Small.fits(in)) {
      Small.triangular(in, right, out, upper, unit);
      keep(t, b, x);
      return;
    }
    int n = in.rows;
    int k = out.columns;
    double work = (double) n * n * k / 2;
    Rows r = rows(x);
    in.each(
        work,
        i -> {
          Matrix y = out.matrix(i);
          Copies.straight(r, right.matrix(i), n, k, y);
          Triangle.solve(r, n, k, in.matrix(i), y, upper, unit);
        });
    keep(t, b, x);
  }

  @Override
  public void qr(Block a, Block q, Block upper) {
    Batch in = Batch.matrices(a);
    Batch left = Batch.matrices(q);
    Batch right = Batch.matrices(upper);
    if (Small.fits(in)) {
      Small.qr(in, left, right);
      keep(a, q, upper);
      return;
    }
    int m = in.rows;
    int n = in.columns;
    double work = 2.0 * m * n * Math.min(m, n);
    Rows r = rows(q);
    in.each(
        work, i -> Qr.run(r, m, n, in.matrix(i), left.matrix(i), left.columns, right.matrix(i)));
    keep(a, q, upper);
  }

  @Override
  public void reflectors(Block a, Block out, Block tau) {
    Batch in = Batch.matrices(a);
    Batch result = Batch.matrices(out);
    Batch factors = Batch.vectors(tau);
    int m = in.rows;
    int n = in.columns;
    double work = (double) m * n * Math.min(m, n);
    Rows r = rows(out);
    in.each(work, i -> Qr.reflectors(r, m, n, in.matrix(i), result.matrix(i), factors.address(i)));
    keep(a, out, tau);
  }

  @Override
  public void product(Block a, Block tau, Block q) {
    Batch in = Batch.matrices(a);
    Batch factors = Batch.vectors(tau);
    Batch out = Batch.matrices(q);
    int m = in.rows;
    int n = out.columns;
    int count = factors.columns;
    double work = (double) m * n * count;
    Rows r = rows(q);
    in.each(
        work,
        i ->
            Qr.product(
                r, m, n, in.matrix(i), factors.address(i), factors.step(), count, out.matrix(i)));
    keep(a, tau, q);
  }

  @Override
  public void eigh(Block a, Block w, Block v, Block info) {
    Batch in = Batch.matrices(a);
    Batch values = Batch.vectors(w);
    Batch vectors = Batch.matrices(v);
    Batch failed = Batch.numbers(info);
    if (Small.fits(in)) {
      Small.eigh(in, values, vectors, failed);
      keep(a, w, v, info);
      return;
    }
    int n = in.rows;
    double work = 6.0 * n * n * n;
    Rows r = rows(v);
    in.each(
        work,
        i ->
            Memory.set(
                failed.address(i),
                Eigen.run(r, n, in.matrix(i), values.address(i), vectors.matrix(i))));
    keep(a, w, v, info);
  }

  @Override
  public void svd(Block a, Block u, Block s, Block vh, Block info) {
    Batch in = Batch.matrices(a);
    Batch left = Batch.matrices(u);
    Batch values = Batch.vectors(s);
    Batch right = Batch.matrices(vh);
    Batch failed = Batch.numbers(info);
    if (Small.fits(in)) {
      Small.svd(in, left, values, right, failed);
      keep(a, u, s, vh, info);
      return;
    }
    int m = in.rows;
    int n = in.columns;
    double work = 10.0 * m * n * Math.min(m, n);
    Rows r = rows(u);
    in.each(
        work,
        i ->
            Memory.set(
                failed.address(i),
                Singular.run(
                    r,
                    m,
                    n,
                    in.matrix(i),
                    left.matrix(i),
                    left.columns,
                    values.address(i),
                    right.matrix(i),
                    right.rows)));
    keep(a, u, s, vh, info);
  }
}
