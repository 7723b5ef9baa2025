package jotter.nn.layers;

/// Options of embeddings.
///
/// @param padding the index whose vector begins as zeros and gets no gradient; null for none
/// @param maxNorm vectors longer than this are shortened when they are used; null for no limit
/// @param norm the order of that norm
/// @param byFrequency whether gradients are divided by how often an index occurs
public record EmbeddingOptions(Long padding, Double maxNorm, double norm, boolean byFrequency) {
  /// No padding, no limit.
  public static final EmbeddingOptions USUAL = new EmbeddingOptions(null, null, 2, false);

  public EmbeddingOptions padding(Long v) {
    return new EmbeddingOptions(v, maxNorm, norm, byFrequency);
  }

  public EmbeddingOptions maxNorm(Double v) {
    return new EmbeddingOptions(padding, v, norm, byFrequency);
  }

  public EmbeddingOptions norm(double v) {
    return new EmbeddingOptions(padding, maxNorm, v, byFrequency);
  }

  public EmbeddingOptions byFrequency(boolean v) {
    return new EmbeddingOptions(padding, maxNorm, norm, v);
  }

  /// The padding index counted from the front, checked.
  Long padding(String layer, long count) {
    if (padding == null) return null;
    if (padding < -count || padding >= count)
      throw jotter.tensor.Check.valueError(
          layer, "the padding index " + padding + " is not among " + count + " vectors");
    return padding < 0 ? padding + count : padding;
  }
}
