package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// A vector for each index. Input int64 of any shape (*), output (*, size); vectors begin normal.
public final class Embedding extends BaseLayer {
  private final long count;
  private final long size;
  private final EmbeddingOptions options;

  /// (count, size)
  public final Param weight;

  public Embedding(long count, long size) {
    this(count, size, EmbeddingOptions.USUAL);
  }

  public Embedding(long count, long size, EmbeddingOptions options) {
    this.count = count;
    this.size = size;
    this.options = options;
    Long padding = options.padding("Embedding", count);
    Tensor w = Init.normal(Tensor.empty(count, size), 0, 1);
    if (padding != null) w.select(0, padding).zero_();
    weight = new Param(w);
  }

  @Override
  public Tensor forward(Tensor x) {
    if (options.maxNorm() != null)
      Grad.off(() -> F.renormRows(weight.value().detach(), x, options.maxNorm(), options.norm()));
    return F.embedding(
        x, weight.value(), options.padding("Embedding", count), options.byFrequency());
  }

  @Override
  protected String details() {
    return count
        + ", "
        + size
        + (options.padding() == null ? "" : ", padding_idx=" + options.padding());
  }
}
