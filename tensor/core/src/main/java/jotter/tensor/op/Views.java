package jotter.tensor.op;

import java.util.Arrays;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// The movements: other layouts over the same memory.
public final class Views {
  private Views() {}

  /// The same elements in row-major order under another shape.
  public record Reshape(long... shape) implements Movement {
    /// The layout, or null if the strides do not allow it without a copy.
    public static Layout tryApply(Layout in, long[] shape) {
      if (in.isContiguous()) return new Layout(shape, Layout.rowMajor(shape), in.offset());
      long[] strides = new long[shape.length];
      long[] s = in.shape();
      long[] st = in.strides();
      // Walk both shapes from the back; runs of input dimensions that are contiguous among
      // themselves can be cut anew.
      int v = shape.length - 1;
      long chunkStride = 1;
      long inChunk = 1;
      long outChunk = 1;
      boolean started = false;
      for (int d = s.length - 1; d >= 0; d--) {
        if (!started) {
          chunkStride = st[d];
          started = true;
        }
        inChunk *= s[d];
        boolean end = d == 0 || s[d - 1] != 1 && st[d - 1] != inChunk * chunkStride;
        if (end) {
          while (v >= 0 && (outChunk < inChunk || shape[v] == 1)) {
            strides[v] = outChunk * chunkStride;
            outChunk *= shape[v];
            v--;
          }
          if (outChunk != inChunk) return null;
          if (d > 0) {
            chunkStride = st[d - 1];
            inChunk = 1;
            outChunk = 1;
          }
        }
      }
      if (v != -1) return null;
      return new Layout(shape, strides, in.offset());
    }

    @Override
    public Layout apply(Layout in) {
      return tryApply(in, shape);
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      return g.reshape(s.inputShape(0));
    }
  }

  /// Dimension `i` of the result is dimension `order[i]` of the input.
  public record Permute(int... order) implements Movement {
    @Override
    public Layout apply(Layout in) {
      int n = order.length;
      long[] shape = new long[n];
      long[] strides = new long[n];
      for (int i = 0; i < n; i++) {
        shape[i] = in.shape()[order[i]];
        strides[i] = in.strides()[order[i]];
      }
      return new Layout(shape, strides, in.offset());
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      int[] inverse = new int[order.length];
      for (int i = 0; i < order.length; i++) inverse[order[i]] = i;
      return Dispatch.view(new Permute(inverse), g);
    }
  }

  /// Dimensions of size 1 repeated without copying, and new ones in front.
  public record Expand(long... shape) implements Movement {
    @Override
    public Layout apply(Layout in) {
      int n = shape.length;
      int m = in.rank();
      long[] strides = new long[n];
      for (int i = 0; i < m; i++) {
        int o = n - m + i;
        strides[o] = in.shape()[i] == 1 && shape[o] != 1 ? 0 : in.strides()[i];
      }
      return new Layout(shape, strides, in.offset());
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      return g.sumToSize(s.inputShape(0));
    }
  }

  /// Elements `start, start + step, ...` along one dimension, `length` of them; the step may be
  /// negative. With `drop` the dimension (then of length 1) disappears.
  public record Slice(int dim, long start, long length, long step, boolean drop)
      implements Movement {
    @Override
    public Layout apply(Layout in) {
      long[] shape = in.shape().clone();
      long[] strides = in.strides().clone();
      // An empty slice starts nowhere: its offset must stay inside the storage.
      long offset = in.offset() + (length == 0 ? 0 : start * strides[dim]);
      shape[dim] = length;
      strides[dim] *= step;
      if (!drop) return new Layout(shape, strides, offset);
      return new Layout(without(shape, dim), without(strides, dim), offset);
    }

    @Override
    public String name() {
      return drop ? "select" : "slice";
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      return Dispatch.one(new Embed(this, s.inputShape(0)), g);
    }
  }

  private static long[] without(long[] a, int i) {
    long[] r = new long[a.length - 1];
    System.arraycopy(a, 0, r, 0, i);
    System.arraycopy(a, i + 1, r, i, r.length - i);
    return r;
  }

  /// The diagonal of two dimensions, moved to the end.
  public record Diagonal(long diagonal, int dim1, int dim2) implements Movement {
    @Override
    public Layout apply(Layout in) {
      long[] s = in.shape();
      long[] st = in.strides();
      long n =
          diagonal >= 0
              ? Math.min(s[dim1], s[dim2] - diagonal)
              : Math.min(s[dim1] + diagonal, s[dim2]);
      n = Math.max(n, 0);
      long offset = in.offset();
      if (n > 0) offset += diagonal >= 0 ? diagonal * st[dim2] : -diagonal * st[dim1];
      int hi = Math.max(dim1, dim2);
      int lo = Math.min(dim1, dim2);
      long[] shape = Arrays.copyOf(without(without(s, hi), lo), s.length - 1);
      long[] strides = Arrays.copyOf(without(without(st, hi), lo), s.length - 1);
      shape[s.length - 2] = n;
      strides[s.length - 2] = st[dim1] + st[dim2];
      return new Layout(shape, strides, offset);
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      return Dispatch.one(new Embed(this, s.inputShape(0)), g);
    }
  }

  /// Windows of `size` elements, `step` apart, along one dimension; the windows' elements are the
  /// last dimension.
  public record Unfold(int dim, long size, long step) implements Movement {
    @Override
    public Layout apply(Layout in) {
      int n = in.rank();
      if (n == 0) return new Layout(new long[] {size}, new long[] {1}, in.offset());
      long[] shape = Arrays.copyOf(in.shape(), n + 1);
      long[] strides = Arrays.copyOf(in.strides(), n + 1);
      shape[n] = size;
      strides[n] = strides[dim];
      shape[dim] = (shape[dim] - size) / step + 1;
      strides[dim] *= step;
      return new Layout(shape, strides, in.offset());
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      return Dispatch.one(new Embed(this, s.inputShape(0)), g);
    }
  }

  /// Any layout of the same storage. It knows the layout of the input, which its gradient needs:
  /// several elements of the result may be one of the input, and the input itself may be a view.
  public record ViewAs(String name, Layout from, Layout to) implements Movement {
    /// The movement from the layout of a base to that of its view.
    public static ViewAs of(Layout from, Layout to) {
      return new ViewAs("view", from, to);
    }

    @Override
    public Layout apply(Layout in) {
      return to;
    }

    @Override
    public Tensor vjp(Tensor g, Saved s) {
      long[] a = from.extent();
      long[] b = to.extent();
      long lo = Math.min(a[0], b[0]);
      long hi = Math.max(a[1], b[1]);
      Tensor flat = Tensor.zeros(new long[] {Math.max(hi - lo + 1, 0)}, g.dtype(), g.device());
      flat = flat.indexAdd(0, places(to, lo).to(g.device()), g.reshape(-1), 1);
      Tensor places = places(from, lo).to(g.device());
      // An element of the input that is seen twice shares its gradient.
      Tensor counts =
          Tensor.zeros(new long[] {flat.numel()}, g.dtype().toReal(), g.device())
              .indexAdd(0, places, Tensor.ones(places.shape(), g.dtype().toReal()), 1)
              .clampMin(1);
      return flat.div(counts).indexSelect(0, places).reshape(from.shape());
    }
  }

  /// The storage place of each element of `l` in row-major order, counted from `origin`.
  static Tensor places(Layout l, long origin) {
    Tensor p = Tensor.full(new long[0], l.offset() - origin, DType.INT64);
    for (int i = 0; i < l.rank(); i++)
      p = p.unsqueeze(-1).add(Tensor.arange(l.shape()[i]).mul(l.strides()[i]));
    return p.reshape(-1);
  }

  /// Zeros of a given shape with the input put where `view` looks: what undoes a view in a
  /// gradient.
  public record Embed(Movement view, long[] shape) implements Family {
    @Override
    public String name() {
      return view.name() + "Backward";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.zeros(shape, x[0].dtype(), x[0].device());
      if (view instanceof Unfold u) {
        // Windows overlap; the k-th elements of all windows do not.
        if (shape.length == 0) return new Tensor[] {out.add_(x[0].sum())};
        long windows = x[0].size(u.dim);
        for (long k = 0; k < u.size; k++)
          Dispatch.view(new Slice(u.dim, k, windows, u.step, false), out).add_(x[0].select(-1, k));
      } else {
        Dispatch.view(view, out).copy_(x[0]);
      }
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {Dispatch.view(view, g[0])};
    }
  }

  /// A copy of the first input in which the second one is where `view` looks.
  public record ScatterView(Movement view) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = x[0].contiguous();
      if (out == x[0]) out = out.clone();
      Dispatch.view(view, out).copy_(x[1]);
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[2];
      if (s.needs(0))
        r[0] = Dispatch.one(this, g[0], Tensor.zeros(s.inputShape(1), g[0].dtype(), g[0].device()));
      if (s.needs(1)) r[1] = Dispatch.view(view, g[0]);
      return r;
    }
  }

  /// A copy of the first input in which `to` sees the second one.
  public record AsStridedScatter(Layout to) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Layout in = x[0].layout();
      Tensor out =
          Tensor.emptyStrided(in.shape(), in.strides(), x[0].dtype(), x[0].device()).copy_(x[0]);
      part(out).copy_(x[1]);
      return new Tensor[] {out};
    }

    private Tensor part(Tensor t) {
      return t.asStrided(to.shape(), to.strides(), to.offset());
    }

    @Override
    public boolean savesInput(int i) {
      return i == 0;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Layout in = s.input(0).layout();
      Tensor whole = g[0];
      if (!whole.layout().equals(new Layout(in.shape(), in.strides(), 0)))
        whole =
            Tensor.emptyStrided(in.shape(), in.strides(), g[0].dtype(), g[0].device()).copy_(g[0]);
      Tensor[] r = new Tensor[2];
      if (s.needs(0))
        r[0] = Dispatch.one(this, whole, Tensor.zeros(to.shape(), whole.dtype(), whole.device()));
      if (s.needs(1)) r[1] = part(whole).clone();
      return r;
    }
  }

  /// What became of a base when `change` was done to a view of it in place.
  public record CopySlices(Layout base, Layout view, GradNode change) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      throw new IllegalStateException("copySlices is recorded, not called");
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      // The gradient in the base's own layout, so that the view's layout can be used on it.
      Tensor whole = g[0];
      if (!whole.layout().equals(new Layout(base.shape(), base.strides(), 0)))
        whole =
            Tensor.emptyStrided(base.shape(), base.strides(), g[0].dtype(), g[0].device())
                .copy_(g[0]);
      long[] vs = view.shape();
      long[] vst = view.strides();
      long offset = view.offset() - base.offset();
      Tensor part = whole.asStrided(vs, vst, offset).clone();
      Tensor[] back = change.backward(part);
      Tensor first = back[0] == null ? Tensor.zerosLike(part) : back[0];
      back[0] = Dispatch.one(new AsStridedScatter(new Layout(vs, vst, offset)), whole, first);
      return back;
    }
  }
}
