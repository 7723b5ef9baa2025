package jotter.nn.layers;

/// Options of recurrent layers.
///
/// @param layers how many layers stand on one another
/// @param bias whether there are biases
/// @param batchFirst whether sequences are (N, L, ...) and not (L, N, ...)
/// @param dropout the probability with which outputs of all layers but the last are left out
/// @param bidirectional whether sequences are also read backwards
/// @param relu for {@link RNN}: relu in the place of tanh
/// @param projection for {@link LSTM}: the size that outputs are mapped to, 0 for none
public record RnnOptions(
    int layers,
    boolean bias,
    boolean batchFirst,
    double dropout,
    boolean bidirectional,
    boolean relu,
    long projection) {
  /// One layer, with biases, over (L, N, ...).
  public static final RnnOptions USUAL = new RnnOptions(1, true, false, 0, false, false, 0);

  public RnnOptions layers(int v) {
    return new RnnOptions(v, bias, batchFirst, dropout, bidirectional, relu, projection);
  }

  public RnnOptions bias(boolean v) {
    return new RnnOptions(layers, v, batchFirst, dropout, bidirectional, relu, projection);
  }

  public RnnOptions batchFirst(boolean v) {
    return new RnnOptions(layers, bias, v, dropout, bidirectional, relu, projection);
  }

  public RnnOptions dropout(double v) {
    return new RnnOptions(layers, bias, batchFirst, v, bidirectional, relu, projection);
  }

  public RnnOptions bidirectional(boolean v) {
    return new RnnOptions(layers, bias, batchFirst, dropout, v, relu, projection);
  }

  public RnnOptions relu(boolean v) {
    return new RnnOptions(layers, bias, batchFirst, dropout, bidirectional, v, projection);
  }

  public RnnOptions projection(long v) {
    return new RnnOptions(layers, bias, batchFirst, dropout, bidirectional, relu, v);
  }
}
