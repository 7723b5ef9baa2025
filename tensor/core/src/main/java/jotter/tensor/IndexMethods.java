package jotter.tensor;

import jotter.tensor.op.Indexing;
import jotter.tensor.op.Places;
import jotter.tensor.spi.Scatter;

/// Reading and writing by index tensors. For slices, masks and mixtures see {@link Index}.
public sealed interface IndexMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// What the index picks; a view where only numbers, ranges and new dimensions are used.
  ///
  /// ```java
  /// x.get("1:3, ..., -1");
  /// x.get("?, 0", mask);
  /// ```
  default Tensor get(String index, Object... arguments) {
    return Indexer.get(self(), IndexParser.parse(index, self().layout().shape(), arguments));
  }

  /// What the index picks: see {@link Index#at}.
  default Tensor get(Index index) {
    return Indexer.get(self(), index);
  }

  /// The slice at these numbers of the first dimensions.
  default Tensor get(long... index) {
    Tensor x = self();
    if (index.length > x.rank())
      throw Check.indexError(
          "get",
          index.length
              + " numbers for the "
              + x.rank()
              + " dimensions of "
              + Check.shape(x.shape()));
    for (long i : index) x = x.select(0, i);
    return x;
  }

  /// The elements where the mask holds, or the slices that an integer tensor lists.
  default Tensor get(Tensor index) {
    return Indexer.get(self(), Index.at(index));
  }

  /// Writes `value`, expanded and converted, to what the index picks. Returns this tensor.
  default Tensor set(String index, Object value, Object... arguments) {
    Indexer.set(
        self(),
        IndexParser.parse(index, self().layout().shape(), arguments),
        Functions.valueFor(self(), value));
    return self();
  }

  /// Writes `value`, expanded and converted, to what the index picks. Returns this tensor.
  default Tensor set(Index index, Object value) {
    Indexer.set(self(), index, Functions.valueFor(self(), value));
    return self();
  }

  /// A copy with `values` at the places that the index tensors (null: whole dimensions) name
  /// together, or added there.
  default Tensor indexPut(Tensor[] indices, Tensor values, boolean accumulate) {
    Tensor x = self();
    Check.sameDType("indexPut", "x", x, "the values", values);
    if (indices.length > x.rank())
      throw Check.indexError(
          "indexPut",
          indices.length
              + " index tensors for the "
              + x.rank()
              + " dimensions of "
              + Check.shape(x.shape()));
    return Indexer.put(x, Indexer.expanded(x, indices), values, accumulate);
  }

  /// The places of the elements that are not 0, one row each.
  default Tensor nonzero() {
    return Dispatch.one(new Places(), self().detach());
  }

  /// The places of the elements that are not 0, a vector for each dimension.
  default Tensor[] nonzeroTuple() {
    return self().atleast1d().nonzero().unbind(1);
  }

  /// The places of the elements that are not 0, one row each.
  default Tensor argwhere() {
    return nonzero();
  }

  /// Exactly `size` rows: the first places of elements that are not 0, then `fill`.
  default Tensor nonzeroStatic(long size, long fill) {
    Check.value(size >= 0, "nonzeroStatic", "the size must not be negative, got " + size);
    Tensor r = nonzero();
    long n = r.size(0);
    if (n >= size) return r.narrow(0, 0, size).clone();
    return Tensor.cat(0, r, Tensor.full(new long[] {size - n, r.size(1)}, fill, DType.INT64));
  }

  /// The elements where the mask holds, as a vector; the two broadcast.
  default Tensor maskedSelect(Tensor mask) {
    if (mask.dtype() != DType.BOOL)
      throw Check.dtypeError("maskedSelect", "the mask must be bool, got " + mask.dtype());
    long[] s = Check.broadcast("maskedSelect", self().shape(), mask.shape());
    Tensor places = mask.expand(s).reshape(-1).nonzero().reshape(-1);
    return self().expand(s).reshape(-1).indexSelect(0, places);
  }

  /// A copy with the elements of `source`, in order, where the mask holds.
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    Tensor x = self();
    Check.sameDType("maskedScatter", "x", x, "the source", source);
    if (mask.dtype() != DType.BOOL)
      throw Check.dtypeError("maskedScatter", "the mask must be bool, got " + mask.dtype());
    long[] s = Check.broadcast("maskedScatter", x.shape(), mask.shape());
    Tensor places = mask.expand(s).reshape(-1).nonzero().reshape(-1);
    if (source.numel() < places.numel())
      throw Check.shapeError(
          "maskedScatter",
          "the source has "
              + source.numel()
              + " elements, but the mask holds at "
              + places.numel());
    return x.expand(s)
        .reshape(-1)
        .indexCopy(0, places, source.reshape(-1).narrow(0, 0, places.numel()))
        .reshape(s);
  }

  /// The elements at these places of the flattened tensor, in the shape of `index`.
  default Tensor take(Tensor index) {
    if (index.dtype() != DType.INT64)
      throw Check.dtypeError("take", "the index must be int64, got " + index.dtype());
    return self().reshape(-1).indexSelect(0, index.reshape(-1)).reshape(index.shape());
  }

  /// A copy with `source` at these places of the flattened tensor, or added there.
  default Tensor put(Tensor index, Tensor source, boolean accumulate) {
    Tensor x = self();
    Check.sameDType("put", "x", x, "the source", source);
    Check.that(
        index.numel() == source.numel(),
        "put",
        "the source has " + source.numel() + " elements for " + index.numel() + " places");
    Tensor i = index.reshape(-1);
    Tensor flat = x.reshape(-1);
    return (accumulate
            ? flat.indexAdd(0, i, source.reshape(-1), 1)
            : flat.indexCopy(0, i, source.reshape(-1)))
        .reshape(x.shape());
  }

  /// As {@link #gather}, the two broadcast except along `dim`; null flattens both.
  default Tensor takeAlongDim(Tensor index, Integer dim) {
    Tensor x = self();
    if (dim == null) return x.reshape(-1).gather(0, index.reshape(-1));
    int d = Check.dim("takeAlongDim", dim, x.rank());
    if (x.rank() != index.rank())
      throw Check.shapeError(
          "takeAlongDim",
          "index "
              + Check.shape(index.shape())
              + " and x "
              + Check.shape(x.shape())
              + " must have the same number of dimensions");
    long[] a = x.shape();
    long[] b = index.shape();
    a[d] = 1;
    b[d] = 1;
    long[] s = Check.broadcast("takeAlongDim", a, b);
    long[] xs = s.clone();
    long[] is = s.clone();
    xs[d] = x.size(d);
    is[d] = index.size(d);
    return x.expand(xs).gather(d, index.expand(is));
  }

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
    if (x.rank() == 0) return i.numel() == 0 ? x.clone() : value.to(x.dtype()).clone();
    // A mask rather than a copy: an index that appears twice counts once in the value's gradient.
    Tensor hit =
        Tensor.zeros(new long[] {x.size(d)}, DType.BOOL)
            .indexCopy(0, i, Tensor.ones(new long[] {i.numel()}, DType.BOOL));
    long[] s = new long[x.rank()];
    java.util.Arrays.fill(s, 1);
    s[d] = x.size(d);
    return Tensor.where(hit.reshape(s), value.to(x.dtype()), x);
  }

  /// A copy in which every place that `index` names along `dim` combines what is written to it:
  /// `"sum"`, `"prod"`, `"mean"`, `"amax"` or `"amin"`; with `includeSelf` also what was there.
  default Tensor scatterReduce(
      int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return ScatterReduce.scatter(self(), dim, index, src, reduce, includeSelf);
  }

  /// A copy with `src` added to (`"add"`) or multiplied into (`"multiply"`) the places that `index`
  /// names along `dim`.
  default Tensor scatterReduceWith(int dim, Tensor index, Tensor src, String reduce) {
    return switch (reduce) {
      case "add" -> scatterAdd(dim, index, src);
      case "multiply" -> scatterReduce(dim, index, src, "prod", true);
      default ->
          throw Check.valueError(
              "scatter", "reduce must be \"add\" or \"multiply\", got \"" + reduce + "\"");
    };
  }

  /// As {@link #scatterReduce} for slices along `dim` that the one-dimensional `index` lists.
  default Tensor indexReduce(
      int dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    Tensor x = self();
    int d = Check.dim("indexReduce", dim, x.rank());
    Tensor i = vector("indexReduce", index);
    if (x.rank() == 0) return x.scatterReduce(0, i.reshape(), src.reshape(), reduce, includeSelf);
    long[] one = new long[x.rank()];
    java.util.Arrays.fill(one, 1);
    one[d] = i.numel();
    return x.scatterReduce(d, i.reshape(one).expand(src.shape()), src, reduce, includeSelf);
  }

  /// `value` put around: `pad` has the numbers of elements before and behind the last dimension,
  /// then those of the one before it, and so on; negative numbers cut off.
  default Tensor constantPad(long[] pad, Number value) {
    return Padding.constant(self(), pad, value);
  }
}
