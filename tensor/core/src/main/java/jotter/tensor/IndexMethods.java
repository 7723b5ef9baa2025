package jotter.tensor;

import jotter.tensor.op.Indexing;
import jotter.tensor.spi.Scatter;

/// Reading and writing by index tensors. For slices, masks and mixtures see {@link Index}.
public sealed interface IndexMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// yᵢⱼ = x at (index[i][j], j) for dim 0, and so on: takes elements along `dim`.
  default Tensor gather(int dim, Tensor index) {
    Tensor x = self();
    int d = Check.dim("gather", dim, x.rank());
    Tensor i = indexTensor("gather", index);
    fits("gather", d, i, x, "x");
    if (x.rank() == 0) return x.reshape(1).gather(0, i.reshape(-1)).reshape(index.shape());
    return Dispatch.one(new Indexing.Gather(d), x, i);
  }

  private static Tensor indexTensor(String op, Tensor index) {
    Check.index(op, "the index", index);
    return index.to(DType.INT64);
  }

  private static void fits(String op, int dim, Tensor index, Tensor x, String name) {
    if (index.numel() == 0) return;
    if (Math.max(index.rank(), 1) != Math.max(x.rank(), 1))
      throw Check.shapeError(
          op,
          "the index "
              + Check.shape(index.shape())
              + " must have as many dimensions as "
              + name
              + " "
              + Check.shape(x.shape()));
    for (int k = 0; k < Math.min(index.rank(), x.rank()); k++)
      if (k != dim && index.size(k) > x.size(k))
        throw Check.shapeError(
            op,
            "the index "
                + Check.shape(index.shape())
                + " is larger than "
                + name
                + " "
                + Check.shape(x.shape())
                + " at dimension "
                + k);
  }

  private Tensor scatter(Scatter kind, String op, int dim, Tensor index, Tensor src) {
    Tensor x = self();
    Check.sameDType(op, "x", x, "the source", src);
    int d = Check.dim(op, dim, x.rank());
    Tensor i = indexTensor(op, index);
    if (i.numel() == 0) return x.clone();
    fits(op, d, i, x, "x");
    fits(op, -1, i, src, "the source");
    if (x.rank() == 0)
      return Dispatch.one(
              new Indexing.ScatterInto(kind, 0), x.reshape(1), i.reshape(-1), src.reshape(-1))
          .reshape();
    if (i.rank() == 0) i = i.reshape(1);
    if (src.rank() == 0) src = src.reshape(1);
    return Dispatch.one(new Indexing.ScatterInto(kind, d), x, i, src);
  }

  /// A copy with `src` written to the places that `index` names along `dim`; the last write wins.
  default Tensor scatter(int dim, Tensor index, Tensor src) {
    return scatter(Scatter.SET, "scatter", dim, index, src);
  }

  /// A copy with `value` written to the places that `index` names along `dim`.
  default Tensor scatter(int dim, Tensor index, Number value) {
    return scatter(
        dim, index, Tensor.full(new long[0], value, self().dtype()).expand(index.shape()));
  }

  /// A copy with `src` added at the places that `index` names along `dim`.
  default Tensor scatterAdd(int dim, Tensor index, Tensor src) {
    return scatter(Scatter.ADD, "scatterAdd", dim, index, src);
  }

  /// The slices along `dim` that the one-dimensional `index` lists.
  default Tensor indexSelect(int dim, Tensor index) {
    Tensor x = self();
    int d = Check.dim("indexSelect", dim, x.rank());
    Tensor i = vector("indexSelect", index);
    if (x.rank() == 0) return x.reshape(1).indexSelect(0, i).reshape();
    return Dispatch.one(new Indexing.IndexSelect(d), x, i);
  }

  private static Tensor vector(String op, Tensor index) {
    if (index.rank() > 1)
      throw Check.shapeError(
          op,
          "the index must have one dimension, got "
              + Check.shape(index.shape())
              + "; use gather or get(...) for more");
    return indexTensor(op, index).reshape(-1);
  }

  private Tensor indexInto(Scatter kind, String op, int dim, Tensor index, Tensor src) {
    Tensor x = self();
    int d = Check.dim(op, dim, x.rank());
    Tensor i = vector(op, index);
    Check.sameDType(op, "x", x, "the source", src);
    if (x.rank() == 0) {
      Check.that(src.numel() == i.numel(), op, "index and source must have the same length");
      return Dispatch.one(new Indexing.IndexInto(kind, 0), x.reshape(1), i, src.reshape(i.numel()))
          .reshape();
    }
    if (src.rank() == 0 && x.rank() == 1) src = src.reshape(1);
    boolean ok = src.rank() == x.rank();
    for (int k = 0; ok && k < x.rank(); k++) ok = src.size(k) == (k == d ? i.numel() : x.size(k));
    if (!ok)
      throw Check.shapeError(
          op,
          "the source "
              + Check.shape(src.shape())
              + " must have the shape of x "
              + Check.shape(x.shape())
              + ", but "
              + i.numel()
              + " slices along dimension "
              + d);
    return Dispatch.one(new Indexing.IndexInto(kind, d), x, i, src);
  }

  /// A copy with alpha·src added to the slices along `dim` that `index` lists.
  default Tensor indexAdd(int dim, Tensor index, Tensor src, Number alpha) {
    Tensor s = alpha instanceof Complex || alpha.doubleValue() != 1 ? src.mul(alpha) : src;
    return indexInto(Scatter.ADD, "indexAdd", dim, index, s.to(src.dtype()));
  }

  /// A copy with the slices of `src` in place of those along `dim` that `index` lists.
  default Tensor indexCopy(int dim, Tensor index, Tensor src) {
    return indexInto(Scatter.SET, "indexCopy", dim, index, src);
  }

  /// A copy with `value` in the slices along `dim` that `index` lists.
  default Tensor indexFill(int dim, Tensor index, Number value) {
    return indexFill(dim, index, Tensor.full(new long[0], value, self().dtype()));
  }

  /// A copy with `value` (0-d) in the slices along `dim` that `index` lists.
  default Tensor indexFill(int dim, Tensor index, Tensor value) {
    Tensor x = self();
    if (value.rank() != 0)
      throw Check.shapeError(
          "indexFill", "the value must be 0-d, got " + Check.shape(value.shape()));
    int d = Check.dim("indexFill", dim, x.rank());
    Tensor i = vector("indexFill", index);
    long[] s = x.shape();
    if (s.length > 0) s[d] = i.numel();
    return indexCopy(
        dim, i, value.to(x.dtype()).expand(s.length == 0 ? new long[] {i.numel()} : s));
  }
}
