package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// The sum, mean or maximum of the vectors of several indices. Input (N, L), or one row of indices
/// with the offsets where bags begin; output (N, size).
public final class EmbeddingBag extends BaseLayer {
  private final long count;
  private final long size;
  private final EmbeddingOptions options;
  private final String mode;
  private final boolean lastOffset;

  /// (count, size)
  public final Param weight;

  public EmbeddingBag(long count, long size) {
    this(count, size, EmbeddingOptions.USUAL, "mean", false);
  }

  public EmbeddingBag(
      long count, long size, EmbeddingOptions options, String mode, boolean lastOffset) {
    this.count = count;
    this.size = size;
    this.options = options;
    this.mode = mode;
    this.lastOffset = lastOffset;
    Long padding = options.padding("EmbeddingBag", count);
    Tensor w = Init.normal(Tensor.empty(count, size), 0, 1);
    if (padding != null) w.select(0, padding).zero_();
    weight = new Param(w);
  }

  /// Bags of a row of indices.
  ///
  /// @param offsets where bags begin, or null for indices (N, L)
  /// @param weights what each vector is multiplied with (mode `sum`), or null
  public Tensor apply(Tensor x, Tensor offsets, Tensor weights) {
    return call(() -> bags(x, offsets, weights));
  }

  private Tensor bags(Tensor x, Tensor offsets, Tensor weights) {
    if (options.maxNorm() != null)
      Grad.off(() -> F.renormRows(weight.value().detach(), x, options.maxNorm(), options.norm()));
    return F.embeddingBag(
        x,
        weight.value(),
        offsets,
        mode,
        weights,
        lastOffset,
        options.padding("EmbeddingBag", count),
        options.byFrequency());
  }

  @Override
  public Tensor forward(Tensor x) {
    return bags(x, null, null);
  }

  @Override
  protected String details() {
    return count + ", " + size + ", mode=" + mode;
  }
}
