package jotter.nn.layers;

/// Options of transformer layers.
///
/// @param feedForward the width of the layers between attentions
/// @param dropout the probability with which elements are left out
/// @param activation the nonlinearity between the two maps
/// @param eps what is added to variances
/// @param batchFirst whether sequences are (N, L, E) and not (L, N, E)
/// @param normFirst whether normalization comes before attention and maps, not behind
/// @param bias whether maps and normalizations have biases
public record TransformerOptions(
    long feedForward,
    double dropout,
    jotter.nn.Layer activation,
    double eps,
    boolean batchFirst,
    boolean normFirst,
    boolean bias) {
  /// PyTorch's: 2048 wide, dropout 0.1, relu, sequences first, normalization behind.
  public static final TransformerOptions USUAL =
      new TransformerOptions(2048, 0.1, new ReLU(), 1e-5, false, false, true);

  public TransformerOptions feedForward(long v) {
    return new TransformerOptions(v, dropout, activation, eps, batchFirst, normFirst, bias);
  }

  public TransformerOptions dropout(double v) {
    return new TransformerOptions(feedForward, v, activation, eps, batchFirst, normFirst, bias);
  }

  public TransformerOptions activation(jotter.nn.Layer v) {
    return new TransformerOptions(feedForward, dropout, v, eps, batchFirst, normFirst, bias);
  }

  public TransformerOptions eps(double v) {
    return new TransformerOptions(feedForward, dropout, activation, v, batchFirst, normFirst, bias);
  }

  public TransformerOptions batchFirst(boolean v) {
    return new TransformerOptions(feedForward, dropout, activation, eps, v, normFirst, bias);
  }

  public TransformerOptions normFirst(boolean v) {
    return new TransformerOptions(feedForward, dropout, activation, eps, batchFirst, v, bias);
  }

  public TransformerOptions bias(boolean v) {
    return new TransformerOptions(feedForward, dropout, activation, eps, batchFirst, normFirst, v);
  }

  AttentionOptions attention() {
    return AttentionOptions.USUAL.dropout(dropout).bias(bias).batchFirst(batchFirst);
  }
}
