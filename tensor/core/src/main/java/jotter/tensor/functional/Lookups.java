package jotter.tensor.functional;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Recorder;
import jotter.tensor.Tensor;

/// Tables of vectors.
public abstract sealed class Lookups extends Regularizations permits Attention {
  Lookups() {}

  /// The rows of the weight (count×size) that the indices name; a row `paddingIndex` (null: none)
  /// gets no gradient.
  public static Tensor embedding(Tensor indices, Tensor weight, Long paddingIndex) {
    Check.rank("embedding", "the weight", weight, 2);
    Check.index("embedding", "the indices", indices);
    long n = weight.size(0);
    if (paddingIndex != null)
      Check.value(
          paddingIndex >= -n && paddingIndex < n,
          "embedding",
          "the padding index " + paddingIndex + " is not within the " + n + " rows");
    Recorder.guard(() -> inRange(indices, n));
    long[] s = java.util.Arrays.copyOf(indices.shape(), indices.rank() + 1);
    s[s.length - 1] = weight.size(1);
    Tensor flat = indices.reshape(-1);
    Tensor y = weight.indexSelect(0, flat);
    if (paddingIndex != null) {
      long pad = paddingIndex < 0 ? paddingIndex + n : paddingIndex;
      Tensor keep = flat.ne(pad).unsqueeze(-1);
      y = Tensor.where(keep, y, y.detach());
    }
    return y.reshape(s);
  }

  private static boolean inRange(Tensor indices, long n) {
    for (long i : indices.toLongArray())
      if (i < 0 || i >= n)
        throw Check.indexError(
            "embedding", "index " + i + " is out of range for a table of " + n + " rows");
    return true;
  }

  /// Rows scaled down in place so that their p-norm is at most `maxNorm`; only rows that are used.
  public static void renormRows(Tensor weight, Tensor indices, double maxNorm, double p) {
    Grad.off(
        () -> {
          Tensor i = indices.reshape(-1);
          Tensor rows = weight.indexSelect(0, i);
          Tensor norm = Distances.norm(rows, p, new int[] {1}, true);
          Tensor scale =
              Tensor.where(norm.gt(maxNorm), norm.add(1e-7).rdiv(maxNorm), Tensor.onesLike(norm));
          weight.indexCopy_(0, i, rows.mul(scale));
        });
  }

  /// Ones at the indices in a new last dimension of `classes` (-1: one more than the largest),
  /// int64.
  public static Tensor oneHot(Tensor indices, long classes) {
    if (indices.dtype() != DType.INT64)
      throw Check.dtypeError("oneHot", "the indices must be int64, got " + indices.dtype());
    if (indices.numel() == 0) {
      Check.value(classes > 0, "oneHot", "cannot infer the number of classes from no indices");
    } else {
      Check.value(indices.min().itemLong() >= 0, "oneHot", "class numbers must not be negative");
      long most = indices.max().itemLong();
      Check.value(
          classes == -1 || most < classes,
          "oneHot",
          "class " + most + " is not below the number of classes, " + classes);
      if (classes == -1) classes = most + 1;
    }
    return indices.unsqueeze(-1).eq(Tensor.arange(classes)).to(DType.INT64);
  }
}
