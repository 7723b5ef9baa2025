package jotter.nn.layers;

import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Fills a tensor up at its ends, dimension by dimension from the last, by picking the elements
/// that stand there.
final class Padding {
  private Padding() {}

  /// @param amounts before and after the last dimension, before and after the one before it, ...
  ///   negative amounts cut
  /// @param mode constant, reflect, replicate or circular
  static Tensor pad(Tensor x, long[] amounts, String mode, double value) {
    for (int i = 0; i + 1 < amounts.length; i += 2) {
      int dim = x.rank() - 1 - i / 2;
      if (dim < 0)
        throw Check.shapeError(
            "pad",
            "padding for " + amounts.length / 2 + " dimensions of " + Check.shape(x.shape()));
      x = along(x, dim, amounts[i], amounts[i + 1], mode, value);
    }
    return x;
  }

  private static Tensor along(
      Tensor x, int dim, long before, long after, String mode, double value) {
    if (before == 0 && after == 0) return x;
    long n = x.size(dim);
    if (n + before + after < 0)
      throw Check.shapeError(
          "pad",
          "cutting "
              + -before
              + " and "
              + -after
              + " leaves nothing of dimension "
              + dim
              + " of "
              + Check.shape(x.shape()));
    if (mode.equals("constant") || mode.equals("zeros")) {
      long cut = Math.max(0, -before);
      Tensor y = x.narrow(dim, cut, n - cut - Math.max(0, -after));
      Tensor a = before > 0 ? block(x, dim, before, value) : null;
      Tensor b = after > 0 ? block(x, dim, after, value) : null;
      if (a == null && b == null) return y;
      return a == null
          ? Tensor.cat(dim, y, b)
          : b == null ? Tensor.cat(dim, a, y) : Tensor.cat(dim, a, y, b);
    }
    check(x, dim, before, after, mode, n);
    long[] from = new long[Math.toIntExact(n + before + after)];
    for (int i = 0; i < from.length; i++) {
      long k = i - before;
      from[i] =
          switch (mode) {
            case "reflect" -> k < 0 ? -k : k >= n ? 2 * n - 2 - k : k;
            case "replicate" -> Math.clamp(k, 0, n - 1);
            case "circular" -> Math.floorMod(k, n);
            default ->
                throw Check.valueError(
                    "pad",
                    "no mode '" + mode + "'; there are constant, reflect, replicate, circular");
          };
    }
    return x.indexSelect(dim, Tensor.of(from).to(x.device()));
  }

  private static void check(Tensor x, int dim, long before, long after, String mode, long n) {
    long most = mode.equals("reflect") ? n - 1 : mode.equals("circular") ? n : Long.MAX_VALUE;
    if (n == 0 || before > most || after > most)
      throw Check.shapeError(
          "pad",
          mode
              + " cannot add "
              + before
              + " and "
              + after
              + " to dimension "
              + dim
              + " of "
              + Check.shape(x.shape())
              + "; at most "
              + most);
  }

  private static Tensor block(Tensor x, int dim, long size, double value) {
    long[] s = x.shape();
    s[dim] = size;
    return Tensor.full(s, value, x.dtype(), x.device());
  }
}
