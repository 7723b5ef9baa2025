package jotter.nn.layers;

/// Options of {@link MultiheadAttention}.
///
/// @param dropout the probability with which weights are left out
/// @param bias whether the maps have biases
/// @param extraBias whether there is one more, learned, key and value
/// @param zeroAttention whether there is one more key and value of zeros
/// @param keySize the features of keys, 0 for those of queries
/// @param valueSize the features of values, 0 for those of queries
/// @param batchFirst whether sequences are (N, L, E) and not (L, N, E)
public record AttentionOptions(
    double dropout,
    boolean bias,
    boolean extraBias,
    boolean zeroAttention,
    long keySize,
    long valueSize,
    boolean batchFirst) {
  /// No dropout, biases, sequences first.
  public static final AttentionOptions USUAL =
      new AttentionOptions(0, true, false, false, 0, 0, false);

  public AttentionOptions dropout(double v) {
    return new AttentionOptions(v, bias, extraBias, zeroAttention, keySize, valueSize, batchFirst);
  }

  public AttentionOptions bias(boolean v) {
    return new AttentionOptions(
        dropout, v, extraBias, zeroAttention, keySize, valueSize, batchFirst);
  }

  public AttentionOptions batchFirst(boolean v) {
    return new AttentionOptions(dropout, bias, extraBias, zeroAttention, keySize, valueSize, v);
  }

  public AttentionOptions sizes(long key, long value) {
    return new AttentionOptions(dropout, bias, extraBias, zeroAttention, key, value, batchFirst);
  }
}
