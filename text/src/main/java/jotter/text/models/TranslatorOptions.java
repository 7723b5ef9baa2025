package jotter.text.models;

import jotter.tensor.Check;

/// The sizes of a {@link Translator}.
///
/// @param vocabulary how many tokens the two languages have in common
/// @param length how many tokens a sentence has at most
/// @param size the features of a token inside
/// @param heads the heads of attention; a divisor of the size
/// @param encoders the blocks that read
/// @param decoders the blocks that write
/// @param feedForward the width of the maps between attentions
/// @param dropout the probability with which features are left out in training
/// @param padding the token that fills sentences up
public record TranslatorOptions(
    long vocabulary,
    int length,
    long size,
    int heads,
    int encoders,
    int decoders,
    long feedForward,
    double dropout,
    int padding) {
  /// Throws unless the sizes go together; options are set one after the other.
  void check() {
    Check.value(
        vocabulary > 0 && length > 0 && heads > 0 && size > 0 && size % heads == 0,
        "TranslatorOptions",
        "sizes must be positive and the size a multiple of the heads, got size "
            + size
            + " and "
            + heads
            + " heads");
  }

  /// 256 features, 8 heads, 3 blocks on each side, 512 wide between them, dropout 0.1, padding 0.
  public static TranslatorOptions of(long vocabulary, int length) {
    return new TranslatorOptions(vocabulary, length, 256, 8, 3, 3, 512, 0.1, 0);
  }

  public TranslatorOptions size(long v) {
    return new TranslatorOptions(
        vocabulary, length, v, heads, encoders, decoders, feedForward, dropout, padding);
  }

  public TranslatorOptions heads(int v) {
    return new TranslatorOptions(
        vocabulary, length, size, v, encoders, decoders, feedForward, dropout, padding);
  }

  public TranslatorOptions blocks(int encoder, int decoder) {
    return new TranslatorOptions(
        vocabulary, length, size, heads, encoder, decoder, feedForward, dropout, padding);
  }

  public TranslatorOptions feedForward(long v) {
    return new TranslatorOptions(
        vocabulary, length, size, heads, encoders, decoders, v, dropout, padding);
  }

  public TranslatorOptions dropout(double v) {
    return new TranslatorOptions(
        vocabulary, length, size, heads, encoders, decoders, feedForward, v, padding);
  }
}
