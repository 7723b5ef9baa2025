package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Layout;

/// Cutting, repeating, turning and placing; built of views and joins.
public sealed interface ArrangeMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// Pieces of `size` along `dim`; the last one may be smaller.
  default Tensor[] split(long size, int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("split", "a 0-d tensor cannot be split");
    int d = Check.dim("split", dim, x.rank());
    long n = x.size(d);
    if (size < 0 || size == 0 && n != 0)
      throw Check.valueError("split", "the size must be positive, got " + size);
    if (n == 0) return new Tensor[] {x.narrow(d, 0, 0)};
    Tensor[] r = new Tensor[(int) ((n + size - 1) / size)];
    for (int i = 0; i < r.length; i++) r[i] = x.narrow(d, i * size, Math.min(size, n - i * size));
    return r;
  }

  /// Pieces of the given sizes along `dim`; they must add up.
  default Tensor[] split(long[] sizes, int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("split", "a 0-d tensor cannot be split");
    int d = Check.dim("split", dim, x.rank());
    long sum = 0;
    for (long s : sizes) {
      if (s < 0)
        throw Check.valueError(
            "split", "sizes must not be negative, got " + Arrays.toString(sizes));
      sum += s;
    }
    if (sum != x.size(d))
      throw Check.shapeError(
          "split",
          "the sizes "
              + Arrays.toString(sizes)
              + " add up to "
              + sum
              + ", but dimension "
              + d
              + " has "
              + x.size(d));
    Tensor[] r = new Tensor[sizes.length];
    long at = 0;
    for (int i = 0; i < r.length; i++) {
      r[i] = x.narrow(d, at, sizes[i]);
      at += sizes[i];
    }
    return r;
  }

  /// At most `chunks` pieces of equal size along `dim`; the last one may be smaller.
  default Tensor[] chunk(int chunks, int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("chunk", "a 0-d tensor cannot be split");
    if (chunks <= 0)
      throw Check.valueError("chunk", "the number of chunks must be positive, got " + chunks);
    long n = x.size(Check.dim("chunk", dim, x.rank()));
    if (n == 0) {
      Tensor[] r = new Tensor[chunks];
      Arrays.setAll(r, i -> x.narrow(dim, 0, 0));
      return r;
    }
    return split((n + chunks - 1) / chunks, dim);
  }

  /// Exactly `sections` pieces along `dim`; the first ones are larger by one if needed.
  default Tensor[] tensorSplit(int sections, int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("tensorSplit", "a 0-d tensor cannot be split");
    if (sections <= 0)
      throw Check.valueError(
          "tensorSplit", "the number of sections must be positive, got " + sections);
    long n = x.size(Check.dim("tensorSplit", dim, x.rank()));
    long[] sizes = new long[sections];
    for (int i = 0; i < sections; i++) sizes[i] = n / sections + (i < n % sections ? 1 : 0);
    return split(sizes, dim);
  }

  /// Pieces along `dim` that end before the given indices.
  default Tensor[] tensorSplit(long[] indices, int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("tensorSplit", "a 0-d tensor cannot be split");
    Tensor[] r = new Tensor[indices.length + 1];
    Long from = null;
    for (int i = 0; i < r.length; i++) {
      Long to = i < indices.length ? indices[i] : null;
      r[i] = x.slice(dim, from, to, 1);
      from = to;
    }
    return r;
  }

  private Tensor[] along(String op, int rank, int dim, Object how) {
    Tensor x = self();
    if (x.rank() < rank)
      throw Check.shapeError(
          op, "needs at least " + rank + " dimensions, got " + Check.shape(x.shape()));
    if (how instanceof Integer n) {
      if (n <= 0 || x.size(dim) % n != 0)
        throw Check.valueError(
            op, "dimension " + dim + " of size " + x.size(dim) + " does not divide into " + n);
      return x.tensorSplit(n, dim);
    }
    return x.tensorSplit((long[]) how, dim);
  }

  /// Equal pieces along the second dimension (of a vector: the only one).
  default Tensor[] hsplit(int sections) {
    return along("hsplit", 1, self().rank() == 1 ? 0 : 1, sections);
  }

  /// Pieces along the second dimension that end before the given indices.
  default Tensor[] hsplit(long... indices) {
    return along("hsplit", 1, self().rank() == 1 ? 0 : 1, indices);
  }

  /// Equal pieces along the first of at least two dimensions.
  default Tensor[] vsplit(int sections) {
    return along("vsplit", 2, 0, sections);
  }

  /// Pieces along the first of at least two dimensions that end before the given indices.
  default Tensor[] vsplit(long... indices) {
    return along("vsplit", 2, 0, indices);
  }

  /// Equal pieces along the third dimension.
  default Tensor[] dsplit(int sections) {
    return along("dsplit", 3, 2, sections);
  }

  /// Pieces along the third dimension that end before the given indices.
  default Tensor[] dsplit(long... indices) {
    return along("dsplit", 3, 2, indices);
  }

  /// The slices along `dim`, which they lose.
  default Tensor[] unbind(int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("unbind", "a 0-d tensor has no slices");
    int d = Check.dim("unbind", dim, x.rank());
    Tensor[] r = new Tensor[Math.toIntExact(x.size(d))];
    for (int i = 0; i < r.length; i++) r[i] = x.select(d, i);
    return r;
  }

  /// The tensor repeated: `times[i]` copies along dimension i, new dimensions in front.
  default Tensor repeat(long... times) {
    Tensor x = self();
    int n = times.length;
    if (n < x.rank())
      throw Check.shapeError(
          "repeat",
          "needs a number for each of the "
              + x.rank()
              + " dimensions, got "
              + Arrays.toString(times));
    for (long t : times)
      if (t < 0)
        throw Check.valueError(
            "repeat", "numbers must not be negative, got " + Arrays.toString(times));
    long[] lead = new long[n];
    Arrays.fill(lead, 1);
    System.arraycopy(x.shape(), 0, lead, n - x.rank(), x.rank());
    x = x.reshape(lead);
    // (t, s) beside one another for each dimension; expand the t, then join them.
    long[] apart = new long[2 * n];
    long[] wide = new long[2 * n];
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      apart[2 * i] = 1;
      apart[2 * i + 1] = lead[i];
      wide[2 * i] = times[i];
      wide[2 * i + 1] = lead[i];
      out[i] = times[i] * lead[i];
    }
    Check.numel("repeat", out, x.dtype().bytes());
    Tensor r = x.reshape(apart).expand(wide).reshape(out);
    return r.storage() == x.storage() ? r.clone() : r;
  }

  /// As {@link #repeat}, but missing numbers are 1.
  default Tensor tile(long... times) {
    int n = Math.max(times.length, self().rank());
    long[] t = new long[n];
    Arrays.fill(t, 1);
    System.arraycopy(times, 0, t, n - times.length, times.length);
    return self().repeat(t);
  }

  /// Every element along `dim` repeated in place; null flattens first.
  default Tensor repeatInterleave(long times, Integer dim) {
    if (times < 0)
      throw Check.valueError("repeatInterleave", "the number must not be negative, got " + times);
    Tensor x = dim == null ? self().reshape(-1) : self();
    if (x.rank() == 0) x = x.reshape(1);
    int d = Check.dim("repeatInterleave", dim == null ? 0 : dim, x.rank());
    return x.indexSelect(
        d, Tensor.arange(x.size(d)).unsqueeze(1).expand(x.size(d), times).reshape(-1));
  }

  /// Element i along `dim` repeated `times[i]` times; null flattens first.
  default Tensor repeatInterleave(Tensor times, Integer dim) {
    Check.index("repeatInterleave", "the numbers", times);
    if (times.numel() == 1) return repeatInterleave(times.reshape().itemLong(), dim);
    Tensor x = dim == null ? self().reshape(-1) : self();
    int d = Check.dim("repeatInterleave", dim == null ? 0 : dim, x.rank());
    long[] n = times.toLongArray();
    if (times.rank() != 1 || n.length != x.size(d))
      throw Check.shapeError(
          "repeatInterleave",
          "needs a number for each of the "
              + x.size(d)
              + " elements along dimension "
              + d
              + ", got "
              + Check.shape(times.shape()));
    long[] index = new long[Math.toIntExact(Arrays.stream(n).sum())];
    int at = 0;
    for (int i = 0; i < n.length; i++) {
      Check.value(n[i] >= 0, "repeatInterleave", "numbers must not be negative, got " + n[i]);
      for (long k = 0; k < n[i]; k++) index[at++] = i;
    }
    return x.indexSelect(d, Tensor.of(index));
  }

  /// Elements moved by `shifts[i]` places along `dims[i]`; what leaves at the end enters in front.
  /// Without dimensions the tensor is flattened for it.
  default Tensor roll(long[] shifts, int... dims) {
    Tensor x = self();
    Check.value(shifts.length > 0, "roll", "needs at least one shift");
    if (x.rank() == 0 && dims.length > 0)
      throw Check.indexError("roll", "a 0-d tensor has no dimensions");
    if (dims.length == 0 && shifts.length == 1)
      return x.reshape(-1).roll(shifts, 0).reshape(x.shape());
    if (dims.length != shifts.length)
      throw Check.valueError(
          "roll", "there are " + shifts.length + " shifts for " + dims.length + " dimensions");
    for (int i = 0; i < dims.length; i++) {
      int d = Check.dim("roll", dims[i], x.rank());
      if (x.rank() == 0) continue;
      long n = x.size(d);
      if (n == 0) continue;
      long s = Math.floorMod(shifts[i], n);
      if (s != 0) x = Tensor.cat(d, x.narrow(d, n - s, s), x.narrow(d, 0, n - s));
    }
    return x == self() ? x.clone() : x;
  }

  /// Turned by `k`·90° in the plane of two dimensions, from the first to the second.
  default Tensor rot90(int k, int dim0, int dim1) {
    Tensor x = self();
    if (x.rank() < 2)
      throw Check.shapeError(
          "rot90", "needs at least two dimensions, got " + Check.shape(x.shape()));
    int a = Check.dim("rot90", dim0, x.rank());
    int b = Check.dim("rot90", dim1, x.rank());
    if (a == b) throw Check.valueError("rot90", "needs two different dimensions, got " + dim0);
    return switch (Math.floorMod(k, 4)) {
      case 1 -> x.flip(b).transpose(a, b);
      case 2 -> x.flip(a, b);
      case 3 -> x.flip(a).transpose(a, b);
      default -> x.clone();
    };
  }

  /// Flipped left to right: along the second dimension.
  default Tensor fliplr() {
    if (self().rank() < 2) throw Check.shapeError("fliplr", "needs at least two dimensions");
    return self().flip(1);
  }

  /// Flipped upside down: along the first dimension.
  default Tensor flipud() {
    if (self().rank() < 1) throw Check.shapeError("flipud", "needs at least one dimension");
    return self().flip(0);
  }

  private Tensor triangle(String op, long diagonal, boolean lower) {
    Tensor x = self();
    if (x.rank() < 2)
      throw Check.shapeError(
          op, "needs a matrix or a batch of them, got " + Check.shape(x.shape()));
    return Triangle.of(x, diagonal, lower);
  }

  /// The lower triangle, up to the `diagonal`-th diagonal, with zeros above.
  default Tensor tril(long diagonal) {
    return triangle("tril", diagonal, true);
  }

  /// The lower triangle with zeros above.
  default Tensor tril() {
    return tril(0);
  }

  /// The upper triangle, from the `diagonal`-th diagonal on, with zeros below.
  default Tensor triu(long diagonal) {
    return triangle("triu", diagonal, false);
  }

  /// The upper triangle with zeros below.
  default Tensor triu() {
    return triu(0);
  }

  /// Of a vector the matrix with it on its diagonal, of a matrix its diagonal.
  default Tensor diag(long diagonal) {
    return switch (self().rank()) {
      case 1 -> diagEmbed(diagonal, 0, 1);
      case 2 -> self().diagonal(diagonal, 0, 1).clone();
      default ->
          throw Check.shapeError(
              "diag", "needs a vector or a matrix, got " + Check.shape(self().shape()));
    };
  }

  /// Of a vector the diagonal matrix, of a matrix its diagonal.
  default Tensor diag() {
    return diag(0);
  }

  /// The last dimension put on the diagonal of two new dimensions of zeros.
  default Tensor diagEmbed(long offset, int dim1, int dim2) {
    Tensor x = self();
    if (x.rank() == 0)
      throw Check.shapeError("diagEmbed", "needs at least one dimension, got a scalar");
    int n = x.rank() + 1;
    int a = Check.dim("diagEmbed", dim1, n);
    int b = Check.dim("diagEmbed", dim2, n);
    if (a == b) throw Check.valueError("diagEmbed", "needs two different dimensions, got " + dim1);
    long size = x.size(-1) + Math.abs(offset);
    long[] s = Arrays.copyOf(x.shape(), n);
    s[n - 2] = size;
    s[n - 1] = size;
    int lo = Math.min(a, b);
    int hi = Math.max(a, b);
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < n - 2; i++) order.add(i);
    order.add(lo, a == lo ? n - 2 : n - 1);
    order.add(hi, a == lo ? n - 1 : n - 2);
    Tensor zeros = Tensor.zeros(s, x.dtype(), x.device());
    return zeros
        .diagonalScatter(x, offset, n - 2, n - 1)
        .permute(order.stream().mapToInt(v -> v).toArray());
  }

  /// The diagonal matrix of all elements.
  default Tensor diagflat(long offset) {
    return self().reshape(-1).diag(offset);
  }

  private Tensor scatterInto(Movement view, String op, Tensor src) {
    Tensor x = self();
    long[] s = view.apply(x.layout()).shape();
    if (!Arrays.equals(s, src.layout().shape()))
      throw Check.shapeError(
          op,
          "the source must have the shape "
              + Check.shape(s)
              + " of what it replaces, got "
              + Check.shape(src.shape()));
    return Dispatch.one(new Views.ScatterView(view), x, src.to(x.dtype()));
  }

  /// A copy with `src` in the slice at `index` along `dim`.
  default Tensor selectScatter(Tensor src, int dim, long index) {
    int d = Check.dim("selectScatter", dim, self().rank());
    long n = self().size(d);
    if (index < -n || index >= n)
      throw Check.indexError("selectScatter", "index " + index + " is out of range for size " + n);
    return scatterInto(
        new Views.Slice(d, index < 0 ? index + n : index, 1, 1, true), "selectScatter", src);
  }

  /// A copy with `src` in the slice from `start` before `end` along `dim`.
  default Tensor sliceScatter(Tensor src, int dim, Long start, Long end, long step) {
    int d = Check.dim("sliceScatter", dim, self().rank());
    Check.value(step > 0, "sliceScatter", "the step must be positive, got " + step);
    long n = self().size(d);
    long a = start == null ? 0 : Math.clamp(start < 0 ? start + n : start, 0, n);
    long b = end == null ? n : Math.clamp(end < 0 ? end + n : end, 0, n);
    long length = b > a ? (b - a + step - 1) / step : 0;
    return scatterInto(new Views.Slice(d, a, length, step, false), "sliceScatter", src);
  }

  /// A copy with `src` on a diagonal.
  default Tensor diagonalScatter(Tensor src, long offset, int dim1, int dim2) {
    int a = Check.dim("diagonalScatter", dim1, self().rank());
    int b = Check.dim("diagonalScatter", dim2, self().rank());
    return scatterInto(new Views.Diagonal(offset, a, b), "diagonalScatter", src);
  }

  /// A copy with `src` where the given layout of the storage looks.
  default Tensor asStridedScatter(Tensor src, long[] shape, long[] strides, long offset) {
    Tensor x = self();
    x.asStrided(shape, strides, offset);
    if (!Arrays.equals(shape, src.layout().shape()))
      throw Check.shapeError(
          "asStridedScatter",
          "the source must have the shape "
              + Check.shape(shape)
              + ", got "
              + Check.shape(src.shape()));
    return Dispatch.one(new Views.AsStridedScatter(new Layout(shape, strides, offset)), x, src);
  }

  /// The sum of the diagonal of a matrix.
  default Tensor trace() {
    Check.rank("trace", "x", self(), 2);
    return self().diagonal(0, 0, 1).sum();
  }

  /// At least one dimension.
  default Tensor atleast1d() {
    return self().rank() == 0 ? self().reshape(1) : self();
  }

  /// At least two dimensions, new ones in front.
  default Tensor atleast2d() {
    return self().rank() >= 2 ? self() : self().atleast1d().unsqueeze(0);
  }

  /// At least three dimensions; a matrix gets its third one behind.
  default Tensor atleast3d() {
    return self().rank() >= 3 ? self() : self().atleast2d().unsqueeze(-1);
  }

  /// The real and imaginary parts of complex numbers as a last dimension of size 2.
  default Tensor viewAsReal() {
    Tensor x = self();
    if (!x.dtype().isComplex())
      throw Check.dtypeError("viewAsReal", "needs a complex tensor, got " + x.dtype());
    return Tensor.stack(-1, x.real(), x.imag());
  }

  /// The complex numbers whose parts are the last dimension, which must have size 2.
  default Tensor viewAsComplex() {
    Tensor x = self();
    Check.floating("viewAsComplex", "x", x);
    if (x.rank() == 0 || x.size(-1) != 2)
      throw Check.shapeError(
          "viewAsComplex", "the last dimension must have size 2, got " + Check.shape(x.shape()));
    return Tensor.complex(x.select(-1, 0), x.select(-1, 1));
  }
}
