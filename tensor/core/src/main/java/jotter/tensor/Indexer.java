package jotter.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.tensor.op.Views;

/// Reads and writes through an {@link Index}: first a view for numbers, ranges and new dimensions,
/// then one gather (or scatter) for all index tensors together.
final class Indexer {
  /// The view, and for each of its dimensions the index tensor, or null.
  private record Resolved(Tensor view, Tensor[] indices) {
    boolean advanced() {
      for (Tensor t : indices) if (t != null) return true;
      return false;
    }
  }

  private Indexer() {}

  static Tensor get(Tensor x, Index index) {
    Resolved r = resolve(x, index);
    return r.advanced() ? take(r.view, r.indices) : r.view == x ? alias(x) : r.view;
  }

  private static Tensor alias(Tensor x) {
    return Dispatch.view(new Views.Expand(x.shape()), x);
  }

  static void set(Tensor x, Index index, Tensor value) {
    Resolved r = resolve(x, index);
    Tensor v = value.to(x.dtype());
    if (!r.advanced()) {
      r.view.copy_(fit(v, r.view.shape()));
      return;
    }
    r.view.copy_(put(r.view, r.indices, v, false));
  }

  /// A value with its leading dimensions of size 1 dropped where it has too many, as NumPy does.
  private static Tensor fit(Tensor v, long[] shape) {
    while (v.rank() > shape.length && v.size(0) == 1) v = v.squeeze(0);
    return v.expand(shape);
  }

  private static Resolved resolve(Tensor x, Index index) {
    int used = 0;
    int ellipses = 0;
    for (Index.Item i : index.items()) {
      switch (i) {
        case Index.At a -> used++;
        case Index.Range r -> used++;
        case Index.Ellipsis e -> ellipses++;
        case Index.Of o -> used += o.tensor().dtype() == DType.BOOL ? o.tensor().rank() : 1;
        case Index.NewAxis n -> {}
        case Index.Truth t -> {}
      }
    }
    if (ellipses > 1) throw Check.indexError("index", "only one ... is allowed");
    if (used > x.rank())
      throw Check.indexError(
          "index",
          used
              + " dimensions are indexed, but the tensor "
              + Check.shape(x.shape())
              + " has "
              + x.rank());
    Tensor v = x;
    List<Tensor> indices = new ArrayList<>();
    int d = 0;
    for (Index.Item i : index.items()) {
      switch (i) {
        case Index.At a -> v = v.select(d, a.index());
        case Index.Range r -> {
          v = v.slice(d, r.start(), r.stop(), r.step() == null ? 1 : r.step());
          indices.add(null);
          d++;
        }
        case Index.Ellipsis e -> {
          for (int k = x.rank() - used; k > 0; k--) {
            indices.add(null);
            d++;
          }
        }
        case Index.NewAxis n -> {
          v = v.unsqueeze(d);
          indices.add(null);
          d++;
        }
        case Index.Truth t -> {
          v = v.unsqueeze(d);
          indices.add(truth(t.value()));
          d++;
        }
        case Index.Of o -> {
          if (o.tensor().dtype() == DType.BOOL && o.tensor().rank() == 0) {
            v = v.unsqueeze(d);
            indices.add(truth(o.tensor().itemBoolean()));
            d++;
          } else d += tensor(v, d, o.tensor(), indices);
        }
      }
    }
    while (indices.size() < v.rank()) indices.add(null);
    return new Resolved(v, indices.toArray(Tensor[]::new));
  }

  /// The first slice of a new dimension of size 1, or none.
  private static Tensor truth(boolean value) {
    return value ? Tensor.of(0L) : Tensor.of(new long[0]);
  }

  /// Adds the index tensors that `t` is for dimension `d`; returns how many dimensions it takes.
  private static int tensor(Tensor v, int d, Tensor t, List<Tensor> indices) {
    if (t.dtype() == DType.BOOL) {
      for (int k = 0; k < t.rank(); k++)
        if (t.size(k) != v.size(d + k))
          throw Check.indexError(
              "index",
              "the mask "
                  + Check.shape(t.shape())
                  + " does not fit the dimensions from "
                  + d
                  + " on of "
                  + Check.shape(v.shape()));
      Tensor places = t.nonzero();
      for (int k = 0; k < t.rank(); k++) indices.add(places.select(1, k));
      return t.rank();
    }
    if (!t.dtype().isInteger() && t.numel() > 0)
      throw Check.indexError("index", "index tensors must be integers or bool, got " + t.dtype());
    indices.add(t.to(DType.INT64));
    return 1;
  }

  /// One index tensor for each dimension of `x`; masks become the places where they hold.
  static Tensor[] expanded(Tensor x, Tensor[] indices) {
    List<Tensor> r = new ArrayList<>();
    for (Tensor t : indices) {
      if (t == null) r.add(null);
      else tensor(x, r.size(), t, r);
    }
    while (r.size() < x.rank()) r.add(null);
    return r.toArray(Tensor[]::new);
  }

  /// The permutation that brings the indexed dimensions to the front.
  private static int[] order(Tensor[] indices) {
    int n = indices.length;
    int[] order = new int[n];
    int k = 0;
    for (int i = 0; i < n; i++) if (indices[i] != null) order[k++] = i;
    for (int i = 0; i < n; i++) if (indices[i] == null) order[k++] = i;
    return order;
  }

  private record Plan(int[] order, int count, long[] common, Tensor linear, int place) {}

  private static Plan plan(Tensor x, Tensor[] indices) {
    long[] common = {};
    int count = 0;
    int first = -1;
    int last = -1;
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] == null) continue;
      common = Check.broadcast("index", common, indices[i].shape());
      count++;
      if (first < 0) first = i;
      last = i;
    }
    Tensor linear = Tensor.zeros(common, DType.INT64, x.device());
    for (int i = 0; i < indices.length; i++) {
      if (indices[i] == null) continue;
      long n = x.size(i);
      Tensor t = indices[i];
      if (t.numel() > 0 && Recorder.active() != null) {
        // A graph holds for indices that are not known yet.
        t = t.lt(0).where(t.add(n), t);
      } else if (t.numel() > 0) {
        long lo = t.min().itemLong();
        long hi = t.max().itemLong();
        if (lo < -n || hi >= n)
          throw Check.indexError(
              "index",
              "index "
                  + (lo < -n ? lo : hi)
                  + " is out of range for dimension "
                  + i
                  + " of size "
                  + n
                  + " of "
                  + Check.shape(x.shape()));
        if (lo < 0) t = t.lt(0).where(t.add(n), t);
      }
      linear = linear.mul(n).add(t);
    }
    boolean together = last - first + 1 == count;
    return new Plan(order(indices), count, common, linear.reshape(-1), together ? first : 0);
  }

  private static long product(long[] a, int from, int to) {
    long n = 1;
    for (int i = from; i < to; i++) n *= a[i];
    return n;
  }

  /// `x[indices]`, null standing for whole dimensions.
  static Tensor take(Tensor x, Tensor[] indices) {
    Plan p = plan(x, indices);
    Tensor front = x.permute(p.order);
    long[] s = front.shape();
    long[] rest = Arrays.copyOfRange(s, p.count, s.length);
    long[] flat = join(new long[] {product(s, 0, p.count)}, rest);
    Tensor r = front.reshape(flat).indexSelect(0, p.linear).reshape(join(p.common, rest));
    return moved(r, p, false);
  }

  /// A copy of `x` with `value` at `indices`, or added there.
  static Tensor put(Tensor x, Tensor[] indices, Tensor value, boolean accumulate) {
    Plan p = plan(x, indices);
    Tensor front = x.permute(p.order);
    long[] s = front.shape();
    long[] rest = Arrays.copyOfRange(s, p.count, s.length);
    long[] flat = join(new long[] {product(s, 0, p.count)}, rest);
    // The value comes in the order in which reading would give it.
    long[] read = join(p.common, rest);
    Tensor shaped = fit(value, moved(read, p));
    Tensor v = moved(shaped, p, true).reshape(join(new long[] {p.linear.numel()}, rest));
    Tensor base = front.reshape(flat);
    Tensor r = accumulate ? base.indexAdd(0, p.linear, v, 1) : base.indexCopy(0, p.linear, v);
    int[] back = new int[p.order.length];
    for (int i = 0; i < back.length; i++) back[p.order[i]] = i;
    return r.reshape(s).permute(back);
  }

  private static long[] join(long[] a, long[] b) {
    long[] r = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, r, a.length, b.length);
    return r;
  }

  /// The dimensions of the index tensors moved from the front to their place, or back.
  private static Tensor moved(Tensor t, Plan p, boolean back) {
    int k = p.common.length;
    if (p.place == 0 || k == 0) return t;
    int[] front = new int[k];
    int[] there = new int[k];
    for (int i = 0; i < k; i++) {
      front[i] = i;
      there[i] = p.place + i;
    }
    return back ? t.movedim(there, front) : t.movedim(front, there);
  }

  private static long[] moved(long[] shape, Plan p) {
    int k = p.common.length;
    if (p.place == 0 || k == 0) return shape;
    long[] r = new long[shape.length];
    System.arraycopy(shape, k, r, 0, p.place);
    System.arraycopy(shape, 0, r, p.place, k);
    System.arraycopy(shape, k + p.place, r, p.place + k, shape.length - k - p.place);
    return r;
  }
}
