package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Functions that put several tensors together or pair their elements. Call these through {@link
/// Tensor}.
public abstract sealed class Joins extends RandomCreation permits Functions {
  Joins() {}

  private static Tensor[] all(Tensor[] ts, java.util.function.UnaryOperator<Tensor> f) {
    return Arrays.stream(ts).map(f).toArray(Tensor[]::new);
  }

  /// Joined along the second dimension; vectors one behind the other.
  public static Tensor hstack(Tensor... ts) {
    Tensor[] a = all(ts, Tensor::atleast1d);
    return Tensor.cat(a.length > 0 && a[0].rank() == 1 ? 0 : 1, a);
  }

  /// Joined along the first of at least two dimensions.
  public static Tensor vstack(Tensor... ts) {
    return Tensor.cat(0, all(ts, Tensor::atleast2d));
  }

  /// Joined along the third dimension.
  public static Tensor dstack(Tensor... ts) {
    return Tensor.cat(2, all(ts, Tensor::atleast3d));
  }

  /// Vectors as columns of a matrix, matrices side by side.
  public static Tensor columnStack(Tensor... ts) {
    return hstack(all(ts, t -> t.rank() <= 1 ? t.reshape(-1, 1) : t));
  }

  /// The matrices along the diagonal of a large one, zeros elsewhere.
  public static Tensor blockDiag(Tensor... ts) {
    if (ts.length == 0) return Tensor.zeros(1, 0);
    DType type = null;
    for (Tensor t : ts) {
      if (t.rank() > 2)
        throw Check.shapeError("blockDiag", "needs matrices, got " + Check.shape(t.shape()));
      type = type == null ? t.dtype() : Promotion.promote(type, t.dtype());
    }
    Tensor[] m = all(ts, Tensor::atleast2d);
    long columns = 0;
    for (Tensor t : m) columns += t.size(1);
    Tensor[] rows = new Tensor[m.length];
    long at = 0;
    for (int i = 0; i < m.length; i++) {
      long h = m[i].size(0);
      long w = m[i].size(1);
      Tensor left = Tensor.zeros(new long[] {h, at}, type);
      Tensor right = Tensor.zeros(new long[] {h, columns - at - w}, type);
      rows[i] = Tensor.cat(1, left, m[i].to(type), right);
      at += w;
    }
    return Tensor.cat(0, rows);
  }

  /// The coordinates of a grid: for each vector a tensor that varies along its own dimension. With
  /// `"xy"` the first two dimensions are exchanged, as in plotting.
  public static Tensor[] meshgrid(String indexing, Tensor... ts) {
    if (ts.length == 0) throw Check.valueError("meshgrid", "needs at least one vector");
    boolean xy =
        switch (indexing) {
          case "ij" -> false;
          case "xy" -> ts.length >= 2;
          default ->
              throw Check.valueError(
                  "meshgrid", "the indexing must be \"ij\" or \"xy\", got \"" + indexing + "\"");
        };
    Tensor[] v = ts.clone();
    if (xy) {
      v[0] = ts[1];
      v[1] = ts[0];
    }
    long[] s = new long[v.length];
    for (int i = 0; i < v.length; i++) {
      if (v[i].rank() > 1)
        throw Check.shapeError("meshgrid", "needs vectors, got " + Check.shape(v[i].shape()));
      Check.sameDType("meshgrid", "one vector", v[0], "another", v[i]);
      s[i] = v[i].numel();
    }
    Tensor[] r = new Tensor[v.length];
    for (int i = 0; i < v.length; i++) {
      long[] one = new long[s.length];
      Arrays.fill(one, 1);
      one[i] = s[i];
      r[i] = v[i].reshape(one).expand(s);
    }
    if (xy) {
      Tensor t = r[0];
      r[0] = r[1];
      r[1] = t;
    }
    return r;
  }

  /// All combinations of one element of each vector, one row each.
  public static Tensor cartesianProd(Tensor... ts) {
    for (Tensor t : ts) Check.rank("cartesianProd", "each input", t, 1);
    if (ts.length == 1) return ts[0];
    return Tensor.stack(1, all(meshgrid("ij", ts), t -> t.reshape(-1)));
  }

  /// All choices of `r` elements of a vector, one row each, in order.
  public static Tensor combinations(Tensor x, int r, boolean withReplacement) {
    Check.rank("combinations", "x", x, 1);
    Check.value(r >= 0, "combinations", "the number must not be negative, got " + r);
    if (r == 0) return Tensor.empty(new long[] {0}, x.dtype());
    List<long[]> rows = new ArrayList<>();
    choose(new long[r], 0, 0, x.numel(), withReplacement, rows);
    long[] flat = new long[rows.size() * r];
    for (int i = 0; i < rows.size(); i++) System.arraycopy(rows.get(i), 0, flat, i * r, r);
    return x.indexSelect(0, Tensor.of(flat)).reshape(rows.size(), r);
  }

  private static void choose(
      long[] row, int k, long from, long n, boolean again, List<long[]> rows) {
    if (k == row.length) {
      rows.add(row.clone());
      return;
    }
    for (long i = from; i < n; i++) {
      row[k] = i;
      choose(row, k + 1, again ? i : i + 1, n, again, rows);
    }
  }

  private static Tensor triangleIndices(
      long rows, long columns, long offset, boolean lower, DType type) {
    Check.value(rows >= 0 && columns >= 0, "trilIndices", "sizes must not be negative");
    Tensor i = Tensor.arange(rows).unsqueeze(1).add(offset);
    Tensor j = Tensor.arange(columns);
    return (lower ? j.le(i) : j.ge(i)).nonzero().t().contiguous().to(type);
  }

  /// Rows and columns of the lower triangle of a matrix.
  public static Tensor trilIndices(long rows, long columns, long offset, DType type) {
    return triangleIndices(rows, columns, offset, true, type);
  }

  /// Rows and columns of the upper triangle of a matrix.
  public static Tensor triuIndices(long rows, long columns, long offset, DType type) {
    return triangleIndices(rows, columns, offset, false, type);
  }

  /// The coordinates, in a tensor of the given shape, of places in the flattened one.
  public static Tensor[] unravelIndex(Tensor indices, long... shape) {
    if (!indices.dtype().isInteger())
      throw Check.dtypeError("unravelIndex", "indices must be integers, got " + indices.dtype());
    long n = Check.numel("unravelIndex", shape, 1);
    if (indices.numel() > 0) {
      long hi = indices.max().itemLong();
      if (hi >= n || indices.min().itemLong() < -n)
        throw Check.indexError(
            "unravelIndex", "index " + hi + " is out of range for " + Check.shape(shape));
    }
    Tensor[] r = new Tensor[shape.length];
    Tensor rest = indices.to(DType.INT64);
    for (int d = shape.length - 1; d >= 0; d--) {
      r[d] = rest.remainder(shape[d]);
      rest = rest.div(shape[d], "floor");
    }
    return r;
  }
}
