package jotter.tensor.functional;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Tensor;

/// Images looked at in places that are computed, and pooled in places that are random.
public abstract sealed class Sampling extends Resampling permits Sequences {
  Sampling() {}

  /// The grid of an affine map: theta (N×2×3) or (N×3×4), size (N×C×H×W) or (N×C×D×H×W). Jaderberg
  /// et al. 2015, arXiv:1506.02025.
  public static Tensor affineGrid(Tensor theta, long[] size, boolean alignCorners) {
    String op = "affineGrid";
    Check.floating(op, "theta", theta);
    int n = size.length - 2;
    if (n < 2 || n > 3 || theta.rank() != 3 || theta.size(1) != n || theta.size(2) != n + 1)
      throw Check.shapeError(
          op,
          "theta "
              + Check.shape(theta.shape())
              + " does not fit the size "
              + Arrays.toString(size));
    long places = 1;
    for (int i = 0; i < n; i++) {
      Check.value(size[i + 2] > 0, op, "sizes must be positive, got " + Arrays.toString(size));
      places *= size[i + 2];
    }
    long[] shape = Arrays.copyOfRange(size, 2, size.length);
    Tensor[] axes = new Tensor[n + 1];
    for (int i = 0; i < n; i++) {
      long s = shape[i];
      Tensor a =
          s == 1
              ? Tensor.zeros(new long[] {1}, theta.dtype())
              : Tensor.linspace(-1, 1, s, theta.dtype());
      if (!alignCorners && s > 1) a = a.mul((s - 1.0) / s);
      long[] one = new long[n];
      Arrays.fill(one, 1);
      one[i] = s;
      // x, the last dimension, comes first in a coordinate.
      axes[n - 1 - i] = a.reshape(one).expand(shape);
    }
    axes[n] = Tensor.ones(shape, theta.dtype());
    Tensor base = Tensor.stack(-1, axes).reshape(places, n + 1);
    long[] out = new long[n + 2];
    out[0] = theta.size(0);
    System.arraycopy(shape, 0, out, 1, n);
    out[n + 1] = n;
    return base.matmul(theta.mT()).reshape(out);
  }

  /// x (N×C×H×W) or (N×C×D×H×W) at the places of the grid (…×2 or 3: x, y(, z) from -1 to 1).
  ///
  /// @param mode bilinear, nearest or (for planes) bicubic
  /// @param padding what is outside: zeros, border or reflection
  public static Tensor gridSample(
      Tensor x, Tensor grid, String mode, String padding, boolean alignCorners) {
    String op = "gridSample";
    int n = x.rank() - 2;
    if (n < 2
        || n > 3
        || grid.rank() != x.rank()
        || grid.size(-1) != n
        || grid.size(0) != x.size(0))
      throw Check.shapeError(
          op,
          "x "
              + Check.shape(x.shape())
              + " and grid "
              + Check.shape(grid.shape())
              + " do not fit: the grid must be (batch × places × "
              + n
              + ")");
    Check.sameDType(op, "x", x, "the grid", grid);
    Check.value(
        Arrays.asList("zeros", "border", "reflection").contains(padding),
        op,
        "padding must be zeros, border or reflection, got " + padding);
    Tensor[] at = new Tensor[n];
    for (int i = 0; i < n; i++) {
      // Coordinate n-1-i belongs to spatial dimension i.
      Tensor g = grid.select(-1, n - 1 - i);
      long s = x.size(i + 2);
      at[i] = alignCorners ? g.add(1).mul((s - 1) / 2.0) : g.add(1).mul(s).sub(1).div(2);
      if (!mode.equals("bicubic")) at[i] = bounded(at[i], s, padding, alignCorners);
    }
    return switch (mode) {
      case "bilinear" -> linear(x, at);
      case "nearest" -> {
        Tensor[] i = new Tensor[n];
        for (int d = 0; d < n; d++) i[d] = at[d].detach().round();
        yield look(x, i);
      }
      case "bicubic" -> {
        Check.that(n == 2, op, "bicubic is for planes");
        yield cubic(x, at, padding, alignCorners);
      }
      default ->
          throw Check.valueError(op, "the mode must be bilinear, nearest or bicubic, got " + mode);
    };
  }

  private static Tensor bounded(Tensor at, long s, String padding, boolean align) {
    return switch (padding) {
      case "border" -> limited(at, s);
      case "reflection" -> {
        double lo = align ? 0 : -0.5;
        double hi = align ? s - 1 : s - 0.5;
        if (hi <= lo) yield at.mul(0);
        double span = hi - lo;
        Tensor d = at.sub(lo).abs();
        Tensor extra = d.fmod(span);
        Tensor flips = d.detach().div(span).floor();
        Tensor even = flips.remainder(2).eq(0);
        Tensor r = Tensor.where(even, extra.add(lo), extra.neg().add(span).add(lo));
        yield limited(r, s);
      }
      default -> at;
    };
  }

  /// Limited to the image; no gradient where the limit acts, nor on it.
  private static Tensor limited(Tensor at, long s) {
    return at.hardtanh(0, Math.max(s - 1, 0) + (s <= 1 ? 1e-300 : 0)).clampMax(s - 1);
  }

  /// The elements at whole coordinates, 0 outside.
  private static Tensor look(Tensor x, Tensor[] i) {
    int n = i.length;
    Tensor inside = null;
    Tensor flat = null;
    for (int d = 0; d < n; d++) {
      long s = x.size(d + 2);
      Tensor k = i[d].to(DType.INT64);
      Tensor ok = i[d].ge(0).logicalAnd(i[d].le(s - 1));
      inside = inside == null ? ok : inside.logicalAnd(ok);
      k = Tensor.where(ok, k, Tensor.zerosLike(k));
      flat = flat == null ? k : flat.mul(s).add(k);
    }
    long[] places = flat.shape();
    long count = flat.numel() / Math.max(places[0], 1);
    Tensor index = flat.reshape(places[0], 1, count).expand(places[0], x.size(1), count);
    long[] out = new long[places.length + 1];
    out[0] = places[0];
    out[1] = x.size(1);
    System.arraycopy(places, 1, out, 2, places.length - 1);
    Tensor v = x.flatten(2, -1).gather(2, index).reshape(out);
    return Tensor.where(inside.unsqueeze(1), v, Tensor.zeros(new long[0], x.dtype()));
  }

  private static Tensor linear(Tensor x, Tensor[] at) {
    int n = at.length;
    Tensor[] low = new Tensor[n];
    for (int d = 0; d < n; d++) low[d] = at[d].detach().floor();
    Tensor sum = null;
    for (int corner = 0; corner < 1 << n; corner++) {
      Tensor[] i = new Tensor[n];
      Tensor w = null;
      for (int d = 0; d < n; d++) {
        boolean high = (corner >> d & 1) == 1;
        i[d] = high ? low[d].add(1) : low[d];
        Tensor part = high ? at[d].sub(low[d]) : low[d].add(1).sub(at[d]);
        w = w == null ? part : w.mul(part);
      }
      Tensor term = look(x, i).mul(w.unsqueeze(1));
      sum = sum == null ? term : sum.add(term);
    }
    return sum;
  }

  private static Tensor[] taps(Tensor t) {
    double a = -0.75;
    Tensor[] r = new Tensor[4];
    Tensor far = t.add(1);
    r[0] = far.mul(a).sub(5 * a).mul(far).add(8 * a).mul(far).sub(4 * a);
    r[1] = t.mul(a + 2).sub(a + 3).mul(t).mul(t).add(1);
    Tensor u = t.rsub(1);
    r[2] = u.mul(a + 2).sub(a + 3).mul(u).mul(u).add(1);
    Tensor last = t.rsub(2);
    r[3] = last.mul(a).sub(5 * a).mul(last).add(8 * a).mul(last).sub(4 * a);
    return r;
  }

  private static Tensor cubic(Tensor x, Tensor[] at, String padding, boolean align) {
    Tensor lowY = at[0].detach().floor();
    Tensor lowX = at[1].detach().floor();
    Tensor[] wy = taps(at[0].sub(lowY));
    Tensor[] wx = taps(at[1].sub(lowX));
    Tensor sum = null;
    for (int i = 0; i < 4; i++)
      for (int j = 0; j < 4; j++) {
        Tensor y = bounded(lowY.add(i - 1), x.size(2), padding, align);
        Tensor z = bounded(lowX.add(j - 1), x.size(3), padding, align);
        Tensor term =
            look(x, new Tensor[] {y.round(), z.round()}).mul(wy[i].mul(wx[j]).unsqueeze(1));
        sum = sum == null ? term : sum.add(term);
      }
    return sum;
  }

  /// Largest elements of windows whose places are random. Graham 2014, arXiv:1412.6071.
  ///
  /// @param n 2 or 3 spatial dimensions
  /// @param output the sizes of the output, or null
  /// @param ratio the output's share of the input, or null; one of the two is given
  /// @param samples uniform numbers (N×C×n), or null for fresh ones
  public static Indexed fractionalMaxPool(
      int n, Tensor x, long[] kernel, long[] output, double[] ratio, Tensor samples) {
    String op = "fractionalMaxPool" + n + "d";
    Tensor b = batch(op, n, x);
    int[] k = spread(op, "the kernel size", kernel, n);
    if (output == null && ratio == null)
      throw Check.valueError(op, "give an output size or a ratio");
    long[] out = new long[n];
    for (int i = 0; i < n; i++) {
      out[i] =
          output != null
              ? output[output.length == 1 ? 0 : i]
              : (long) (b.size(i + 2) * ratio[ratio.length == 1 ? 0 : i]);
      Check.value(
          out[i] > 0 && out[i] + k[i] - 1 <= b.size(i + 2),
          op,
          "an output of "
              + out[i]
              + " with windows of "
              + k[i]
              + " does not fit into size "
              + b.size(i + 2));
    }
    Tensor u =
        samples != null
            // Of a sample without batch the first numbers are taken, as PyTorch does.
            ? x.rank() == n + 1 ? samples.narrow(0, 0, 1) : samples
            : Grad.off(() -> Tensor.rand(new long[] {b.size(0), b.size(1), n}, DType.FLOAT64));
    Tensor flat = null;
    for (int i = 0; i < n; i++) {
      // PyTorch's samples belong to the last dimension first.
      Tensor start = starts(u.select(-1, n == 2 ? 1 - i : i), b.size(i + 2), out[i], k[i]);
      Tensor place = start.unsqueeze(-1).add(Tensor.arange(k[i]));
      long[] s = new long[2 + 2 * n];
      Arrays.fill(s, 1);
      s[0] = b.size(0);
      s[1] = b.size(1);
      s[2 + i] = out[i];
      s[2 + n + i] = k[i];
      place = place.reshape(s);
      flat = flat == null ? place : flat.mul(b.size(i + 2)).add(place);
    }
    long[] shape = b.shape();
    System.arraycopy(out, 0, shape, 2, n);
    long count = 1;
    for (long o : out) count *= o;
    long window = 1;
    for (int s : k) window *= s;
    Tensor index = flat.contiguous().reshape(b.size(0), b.size(1), count, window);
    Tensor v = b.flatten(2, -1).gather(2, index.flatten(2, 3)).reshape(index.shape());
    Indexed best = v.max(3);
    Tensor where = index.gather(3, best.indices().unsqueeze(3)).squeeze(3).reshape(shape);
    Tensor values = best.values().reshape(shape);
    return x.rank() == n + 1
        ? new Indexed(values.squeeze(0), where.squeeze(0))
        : new Indexed(values, where);
  }

  private static Tensor starts(Tensor u, long in, long out, int k) {
    long last = in - k;
    if (out == 1) return Tensor.full(new long[] {u.size(0), u.size(1), 1}, last, DType.INT64);
    double alpha = (double) last / (out - 1);
    Tensor s = u.to(DType.FLOAT64).unsqueeze(-1);
    Tensor i = Tensor.arange(out).to(DType.FLOAT64);
    Tensor p = i.add(s).mul(alpha).floor().sub(s.mul(alpha).floor()).to(DType.INT64);
    Tensor end = Tensor.arange(out).eq(out - 1);
    return Tensor.where(end, Tensor.full(new long[0], last, DType.INT64), p);
  }
}
