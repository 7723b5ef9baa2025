package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.op.Joining;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Layout;

/// Shapes: views of the same memory where the strides allow it, copies where they do not.
///
/// ```java
/// Tensor x = Tensor.arange(6).reshape(2, 3);
/// x.t().shape();        // 3, 2
/// x.unsqueeze(0).shape(); // 1, 2, 3
/// ```
public sealed interface MovementMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// The same elements in another shape; one size may be -1. A view if possible, else a copy.
  default Tensor reshape(long... shape) {
    long[] s = inferred("reshape", shape);
    Tensor x = self();
    if (Arrays.equals(s, x.layout().shape())) return x;
    Layout l = Views.Reshape.tryApply(x.layout(), s);
    return Dispatch.view(new Views.Reshape(s), l == null ? x.contiguous() : x);
  }

  /// The same memory in another shape; one size may be -1. Throws where a copy would be needed.
  default Tensor view(long... shape) {
    long[] s = inferred("view", shape);
    Tensor x = self();
    if (Views.Reshape.tryApply(x.layout(), s) == null)
      throw Check.shapeError(
          "view",
          "the strides "
              + Arrays.toString(x.strides())
              + " of "
              + Check.shape(x.shape())
              + " do not allow the shape "
              + Check.shape(s)
              + " without a copy; use reshape");
    return Dispatch.view(new Views.Reshape(s), x);
  }

  /// The same memory read as another type; a wider one needs a contiguous last dimension that
  /// divides.
  default Tensor view(DType type) {
    Tensor x = self();
    int a = x.dtype().bytes();
    int b = type.bytes();
    long[] s = x.shape();
    long[] st = x.strides();
    long offset = x.layout().offset();
    if (a != b) {
      int last = s.length - 1;
      if (s.length == 0 || st[last] != 1)
        throw Check.shapeError(
            "view", "reading " + x.dtype() + " as " + type + " needs a contiguous last dimension");
      if (s[last] * a % b != 0 || offset * a % b != 0)
        throw Check.shapeError(
            "view",
            "a last dimension of " + s[last] + " " + x.dtype() + " does not divide into " + type);
      s[last] = s[last] * a / b;
      for (int i = 0; i < last; i++) {
        if (st[i] * a % b != 0)
          throw Check.shapeError("view", "the strides do not divide into elements of " + type);
        st[i] = st[i] * a / b;
      }
      offset = offset * a / b;
    }
    return Tensor.wrap(x.storage(), new Layout(s, st, offset), type);
  }

  private long[] inferred(String op, long[] shape) {
    long n = self().numel();
    long known = 1;
    int unknown = -1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == -1) {
        if (unknown >= 0)
          throw Check.shapeError(op, "only one size can be -1, got " + Arrays.toString(shape));
        unknown = i;
      } else if (shape[i] < 0) {
        throw Check.shapeError(op, "sizes must not be negative, got " + Arrays.toString(shape));
      } else {
        long product = known * shape[i];
        if (shape[i] != 0 && Math.multiplyHigh(known, shape[i]) != 0) product = -1;
        known = product < 0 ? Long.MAX_VALUE : product;
      }
    }
    long[] s = shape.clone();
    if (unknown >= 0 && known != 0 && n % known == 0) s[unknown] = n / known;
    else if (unknown >= 0 || known != n)
      throw Check.shapeError(
          op,
          Check.show(self())
              + " with "
              + n
              + " elements does not fit the shape "
              + Check.shape(shape)
              + (unknown >= 0 && known == 0 ? ", whose size -1 could be anything" : "")
              + "; the sizes must multiply to "
              + n);
    return s;
  }

  /// The same elements in the shape of `other`.
  default Tensor reshapeAs(Tensor other) {
    return reshape(other.layout().shape());
  }

  /// The same memory in the shape of `other`.
  default Tensor viewAs(Tensor other) {
    return view(other.layout().shape());
  }

  /// All elements in one dimension.
  default Tensor flatten() {
    return flatten(0, -1);
  }

  /// Dimensions `start` to `end`, both included, made one.
  default Tensor flatten(int start, int end) {
    Tensor x = self();
    int a = Check.dim("flatten", start, x.rank());
    int b = Check.dim("flatten", end, x.rank());
    if (a > b) throw Check.indexError("flatten", "start " + start + " comes behind end " + end);
    if (x.rank() == 0) return reshape(1);
    if (a == b) return x;
    long[] s = x.shape();
    long n = 1;
    for (int i = a; i <= b; i++) n *= s[i];
    long[] r = new long[s.length - (b - a)];
    System.arraycopy(s, 0, r, 0, a);
    r[a] = n;
    System.arraycopy(s, b + 1, r, a + 1, s.length - b - 1);
    return reshape(r);
  }

  /// All elements in one dimension.
  default Tensor ravel() {
    return reshape(-1);
  }

  /// Dimension `dim` cut into several; one size may be -1.
  default Tensor unflatten(int dim, long... sizes) {
    Tensor x = self();
    int d = Check.dim("unflatten", dim, x.rank());
    Check.value(sizes.length > 0, "unflatten", "needs at least one size");
    long known = 1;
    int unknown = -1;
    for (int i = 0; i < sizes.length; i++) {
      if (sizes[i] == -1) {
        Check.value(unknown < 0, "unflatten", "only one size can be -1");
        unknown = i;
      } else known *= sizes[i];
    }
    long n = x.size(d);
    long[] sz = sizes.clone();
    if (unknown >= 0 && known != 0 && n % known == 0) sz[unknown] = n / known;
    else if (unknown >= 0 || known != n)
      throw Check.shapeError(
          "unflatten",
          "the sizes "
              + Arrays.toString(sizes)
              + " do not multiply to "
              + n
              + ", the size of dimension "
              + d);
    long[] s = x.shape();
    long[] r = new long[s.length - 1 + sz.length];
    System.arraycopy(s, 0, r, 0, d);
    System.arraycopy(sz, 0, r, d, sz.length);
    System.arraycopy(s, d + 1, r, d + sz.length, s.length - d - 1);
    return view(r);
  }

  /// Dimension `i` of the result is dimension `dims[i]` of this tensor.
  default Tensor permute(int... dims) {
    int n = self().rank();
    if (dims.length != n)
      throw Check.shapeError(
          "permute", "needs each of the " + n + " dimensions once, got " + Arrays.toString(dims));
    int[] order = new int[n];
    boolean[] seen = new boolean[n];
    for (int i = 0; i < n; i++) {
      order[i] = Check.dim("permute", dims[i], n);
      if (seen[order[i]])
        throw Check.indexError(
            "permute", "dimension " + order[i] + " appears twice in " + Arrays.toString(dims));
      seen[order[i]] = true;
    }
    return Dispatch.view(new Views.Permute(order), self());
  }

  /// Two dimensions exchanged.
  default Tensor transpose(int dim0, int dim1) {
    int n = self().rank();
    int a = Check.dim("transpose", dim0, n);
    int b = Check.dim("transpose", dim1, n);
    int[] order = new int[n];
    for (int i = 0; i < n; i++) order[i] = i == a ? b : i == b ? a : i;
    return Dispatch.view(new Views.Permute(order), self());
  }

  /// The transpose of a matrix; vectors and scalars stay as they are.
  default Tensor t() {
    int n = self().rank();
    if (n > 2)
      throw Check.shapeError(
          "t",
          "is for matrices, got "
              + Check.shape(self().shape())
              + "; use transpose(-2, -1) or mT()");
    return n < 2 ? self() : transpose(0, 1);
  }

  /// The last two dimensions exchanged.
  default Tensor mT() {
    if (self().rank() < 2)
      throw Check.shapeError(
          "mT", "needs a matrix or a batch of matrices, got " + Check.shape(self().shape()));
    return transpose(-2, -1);
  }

  /// The conjugate transpose of the last two dimensions.
  default Tensor mH() {
    return mT().conj();
  }

  /// Dimensions moved: `source[i]` to place `destination[i]`, the others in their order.
  default Tensor movedim(int[] source, int[] destination) {
    int n = self().rank();
    if (source.length != destination.length)
      throw Check.valueError(
          "movedim",
          "there are " + source.length + " sources but " + destination.length + " destinations");
    int[] order = new int[n];
    Arrays.fill(order, -1);
    boolean[] used = new boolean[n];
    for (int i = 0; i < source.length; i++) {
      int a = Check.dim("movedim", source[i], n);
      int b = Check.dim("movedim", destination[i], n);
      if (n == 0) continue;
      if (used[a] || order[b] >= 0)
        throw Check.indexError(
            "movedim",
            "a dimension appears twice in "
                + Arrays.toString(source)
                + " -> "
                + Arrays.toString(destination));
      used[a] = true;
      order[b] = a;
    }
    int next = 0;
    for (int i = 0; i < n; i++) {
      if (order[i] >= 0) continue;
      while (used[next]) next++;
      order[i] = next++;
    }
    return Dispatch.view(new Views.Permute(order), self());
  }

  /// Dimension `source` moved to place `destination`.
  default Tensor movedim(int source, int destination) {
    return movedim(new int[] {source}, new int[] {destination});
  }

  /// Dimensions of size 1 repeated to the given sizes, without a copy; -1 keeps a size.
  default Tensor expand(long... shape) {
    Tensor x = self();
    long[] have = x.layout().shape();
    int n = shape.length;
    int m = have.length;
    if (n < m)
      throw Check.shapeError(
          "expand",
          "the shape " + Check.shape(shape) + " has fewer dimensions than " + Check.shape(have));
    long[] s = shape.clone();
    for (int i = 0; i < n; i++) {
      int k = i - (n - m);
      if (s[i] == -1) {
        if (k < 0)
          throw Check.shapeError(
              "expand", "-1 keeps a size, but dimension " + i + " of the result is new");
        s[i] = have[k];
      } else if (s[i] < 0) {
        throw Check.shapeError(
            "expand", "sizes must not be negative, got " + Arrays.toString(shape));
      } else if (k >= 0 && have[k] != 1 && have[k] != s[i]) {
        throw Check.shapeError(
            "expand",
            "only dimensions of size 1 can be expanded: "
                + Check.shape(have)
                + " to "
                + Check.shape(shape)
                + " would need dimension "
                + k
                + " of size "
                + have[k]
                + " to become "
                + s[i]);
      }
    }
    Check.numel("expand", s, x.dtype().bytes());
    if (Arrays.equals(s, have)) return x;
    return Dispatch.view(new Views.Expand(s), x);
  }

  /// Expanded to the shape of `other`.
  default Tensor expandAs(Tensor other) {
    return expand(other.layout().shape());
  }

  /// Expanded to `shape`, as broadcasting would.
  default Tensor broadcastTo(long... shape) {
    return expand(shape);
  }

  /// Summed over the dimensions that broadcasting would have made, so that the shape becomes
  /// `shape`: the gradient of expand.
  default Tensor sumToSize(long... shape) {
    Tensor x = self();
    long[] have = x.layout().shape();
    if (Arrays.equals(have, shape)) return x;
    int lead = have.length - shape.length;
    boolean fits = lead >= 0;
    int[] d = new int[have.length];
    int k = 0;
    for (int i = 0; fits && i < have.length; i++) {
      if (i < lead) d[k++] = i;
      else if (shape[i - lead] == 1 && have[i] != 1) d[k++] = i;
      else if (shape[i - lead] != have[i]) fits = false;
    }
    if (!fits)
      throw Check.shapeError(
          "sumToSize", Check.shape(shape) + " does not expand to " + Check.shape(have));
    Tensor r = k == 0 ? x : x.sum(Arrays.copyOf(d, k), true);
    if (r.dtype() != x.dtype() && x.dtype().isDifferentiable()) r = r.to(x.dtype());
    return lead == 0 ? r : r.reshape(shape);
  }

  /// A dimension of size 1 put in at `dim`.
  default Tensor unsqueeze(int dim) {
    long[] s = self().layout().shape();
    int d = Check.dim("unsqueeze", dim, s.length + 1);
    long[] r = new long[s.length + 1];
    System.arraycopy(s, 0, r, 0, d);
    r[d] = 1;
    System.arraycopy(s, d, r, d + 1, s.length - d);
    return Dispatch.view(new Views.Reshape(r), self());
  }

  /// All dimensions of size 1 dropped, or those of `dims` that have size 1.
  default Tensor squeeze(int... dims) {
    long[] s = self().layout().shape();
    boolean[] drop = new boolean[s.length];
    if (dims.length == 0) Arrays.fill(drop, true);
    else for (int d : Check.dims("squeeze", dims, s.length)) drop[d] = true;
    long[] r = new long[s.length];
    int k = 0;
    for (int i = 0; i < s.length; i++) if (!drop[i] || s[i] != 1) r[k++] = s[i];
    if (k == s.length) return self();
    return Dispatch.view(new Views.Reshape(Arrays.copyOf(r, k)), self());
  }

  /// `length` elements along `dim` from `start` on; a negative start counts from the end.
  default Tensor narrow(int dim, long start, long length) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("narrow", "a 0-d tensor has no dimension");
    int d = Check.dim("narrow", dim, x.rank());
    long n = x.size(d);
    if (start < -n || start > n)
      throw Check.indexError(
          "narrow", "start " + start + " is out of range for dimension " + d + " of size " + n);
    long a = start < 0 ? start + n : start;
    if (length < 0)
      throw Check.valueError("narrow", "the length must not be negative, got " + length);
    if (length > n - a)
      throw Check.indexError(
          "narrow",
          "start "
              + start
              + " and length "
              + length
              + " go beyond dimension "
              + d
              + " of size "
              + n);
    return Dispatch.view(new Views.Slice(d, a, length, 1, false), x);
  }

  /// The elements `start, start + step, ...` before `end` along `dim`, by Python's rules: null is
  /// absent, negative numbers count from the end, too large ones are cut. Negative steps go
  /// backwards.
  default Tensor slice(int dim, Long start, Long end, long step) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("slice", "a 0-d tensor has no dimension");
    int d = Check.dim("slice", dim, x.rank());
    Check.value(step != 0, "slice", "the step must not be 0");
    long n = x.size(d);
    long a = bound(start, n, step, step > 0 ? 0 : n - 1);
    long b = bound(end, n, step, step > 0 ? n : -1);
    long length = step > 0 ? (b - a + step - 1) / step : (a - b - step - 1) / -step;
    length = step > 0 ? (b > a ? length : 0) : (a > b ? length : 0);
    if (length == n && step == 1) return Dispatch.view(new Views.Slice(d, 0, n, 1, false), x);
    return Dispatch.view(new Views.Slice(d, a, length, step, false), x);
  }

  private static long bound(Long v, long n, long step, long absent) {
    if (v == null) return absent;
    long i = v < 0 ? v + n : v;
    long lo = step > 0 ? 0 : -1;
    long hi = step > 0 ? n : n - 1;
    return Math.clamp(i, lo, Math.max(lo, hi));
  }

  /// The slice at `index` along `dim`, which disappears.
  default Tensor select(int dim, long index) {
    Tensor x = self();
    if (x.rank() == 0)
      throw Check.indexError("select", "a 0-d tensor has no dimension; use item() for its value");
    int d = Check.dim("select", dim, x.rank());
    long n = x.size(d);
    if (index < -n || index >= n)
      throw Check.indexError(
          "select", "index " + index + " is out of range for dimension " + d + " of size " + n);
    return Dispatch.view(new Views.Slice(d, index < 0 ? index + n : index, 1, 1, true), x);
  }

  /// The diagonal of two dimensions as the last dimension of the result; `offset` > 0 is above the
  /// main diagonal.
  default Tensor diagonal(long offset, int dim1, int dim2) {
    int n = self().rank();
    int a = Check.dim("diagonal", dim1, n);
    int b = Check.dim("diagonal", dim2, n);
    if (a == b || n < 2)
      throw Check.shapeError(
          "diagonal",
          "needs two different dimensions, got "
              + dim1
              + " and "
              + dim2
              + " of "
              + Check.shape(self().shape()));
    return Dispatch.view(new Views.Diagonal(offset, a, b), self());
  }

  /// The main diagonal of the first two dimensions.
  default Tensor diagonal() {
    return diagonal(0, 0, 1);
  }

  /// Windows of `size` elements, `step` apart, along `dim`: their elements become the last
  /// dimension.
  default Tensor unfold(int dim, long size, long step) {
    Tensor x = self();
    int d = Check.dim("unfold", dim, x.rank());
    long n = x.rank() == 0 ? 1 : x.size(d);
    if (size < 0 || size > n)
      throw Check.valueError(
          "unfold", "windows of " + size + " do not fit into dimension " + d + " of size " + n);
    if (step <= 0) throw Check.valueError("unfold", "the step must be positive, got " + step);
    return Dispatch.view(new Views.Unfold(d, size, step), x);
  }

  /// Any view of this tensor's storage, with the offset in elements of the storage.
  default Tensor asStrided(long[] shape, long[] strides, long offset) {
    Tensor x = self();
    if (shape.length != strides.length)
      throw Check.valueError(
          "asStrided", "there are " + shape.length + " sizes but " + strides.length + " strides");
    Check.numel("asStrided", shape, x.dtype().bytes());
    Layout l = new Layout(shape.clone(), strides.clone(), offset);
    long[] e = l.extent();
    long room = x.storage().bytes() / x.dtype().bytes();
    if (l.numel() > 0 && (e[0] < 0 || e[1] >= room))
      throw Check.indexError(
          "asStrided", l + " reaches outside of the storage of " + room + " elements");
    return Dispatch.view(new Views.ViewAs("asStrided", x.layout(), l), x);
  }

  /// The order of elements along `dims` reversed; a view.
  default Tensor flip(int... dims) {
    Tensor x = self();
    if (dims.length == 0) return x;
    for (int d : Check.dims("flip", dims, x.rank())) {
      long n = x.size(d);
      x = Dispatch.view(new Views.Slice(d, Math.max(n - 1, 0), n, -1, false), x);
    }
    return x;
  }

  /// The tensor itself if it is contiguous, else a contiguous copy.
  default Tensor contiguous() {
    return self().isContiguous() ? self() : Dispatch.one(new Joining.Contiguous(), self());
  }
}
