package jotter.text.models;

import jotter.tensor.Check;

/// The sizes of a {@link Gpt}.
///
/// @param vocabulary how many tokens there are
/// @param context how many tokens it sees at most
/// @param size the features of a token inside
/// @param heads the heads of attention; a divisor of the size
/// @param blocks how many blocks there are
/// @param dropout the probability with which features are left out in training
public record GptOptions(
    long vocabulary, int context, long size, int heads, int blocks, double dropout) {
  /// Throws unless the sizes go together; options are set one after the other.
  void check() {
    Check.value(
        vocabulary > 0 && context > 0 && size > 0 && heads > 0 && blocks > 0 && size % heads == 0,
        "GptOptions",
        "sizes must be positive and the size a multiple of the heads, got size "
            + size
            + " and "
            + heads
            + " heads");
  }

  /// 384 features, 6 heads, 6 blocks, no dropout.
  public static GptOptions of(long vocabulary, int context) {
    return new GptOptions(vocabulary, context, 384, 6, 6, 0);
  }

  public GptOptions size(long v) {
    return new GptOptions(vocabulary, context, v, heads, blocks, dropout);
  }

  public GptOptions heads(int v) {
    return new GptOptions(vocabulary, context, size, v, blocks, dropout);
  }

  public GptOptions blocks(int v) {
    return new GptOptions(vocabulary, context, size, heads, v, dropout);
  }

  public GptOptions dropout(double v) {
    return new GptOptions(vocabulary, context, size, heads, blocks, v);
  }
}
