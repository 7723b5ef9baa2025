package jotter.tensor;

import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.op.Indexing;

/// Sorting and what follows from it. NaN is larger than every number.
public sealed interface SortMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// Sorted along `dim`, with the places before; equal elements keep their order.
  default Indexed sort(int dim, boolean descending) {
    Tensor x = self();
    Check.notComplex("sort", x);
    int d = Check.dim("sort", dim, x.rank());
    return sorted(x, d, descending, x.rank() == 0 ? 1 : x.size(d));
  }

  private static Indexed sorted(Tensor x, int dim, boolean descending, long count) {
    Tensor[] r = Dispatch.apply(new Indexing.Sort(dim, descending, count), x);
    return new Indexed(r[0], r[1]);
  }

  /// Sorted ascending along the last dimension.
  default Indexed sort() {
    return sort(-1, false);
  }

  /// The places that sort this tensor along `dim`.
  default Tensor argsort(int dim, boolean descending) {
    return self().detach().sort(dim, descending).indices();
  }

  /// The `k` largest (or smallest) elements along `dim`, in order, and where they are.
  default Indexed topk(long k, int dim, boolean largest) {
    Tensor x = self();
    Check.notComplex("topk", x);
    int d = Check.dim("topk", dim, x.rank());
    long n = x.rank() == 0 ? 1 : x.size(d);
    if (k < 0 || k > n)
      throw Check.indexError("topk", "k = " + k + " of dimension " + d + " with " + n);
    return sorted(x, d, largest, x.rank() == 0 ? 1 : k);
  }

  /// The `k` largest elements along the last dimension, in order, and where they are.
  default Indexed topk(long k) {
    return topk(k, -1, true);
  }
}
