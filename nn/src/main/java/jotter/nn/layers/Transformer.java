package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.init.Init;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// An encoder that reads a sequence and a decoder that writes another. Vaswani et al. 2017,
/// arXiv:1706.03762.
public final class Transformer extends BaseLayer {
  public final TransformerEncoder encoder;
  public final TransformerDecoder decoder;
  private final boolean batchFirst;

  /// @param size E, the features
  /// @param encoders how many layers the encoder has
  /// @param decoders how many layers the decoder has
  public Transformer(long size, int heads, int encoders, int decoders, TransformerOptions o) {
    long[] shape = {size};
    encoder =
        new TransformerEncoder(
            new TransformerEncoderLayer(size, heads, o),
            encoders,
            new LayerNorm(shape, o.eps(), true, o.bias()));
    decoder =
        new TransformerDecoder(
            new TransformerDecoderLayer(size, heads, o),
            decoders,
            new LayerNorm(shape, o.eps(), true, o.bias()));
    batchFirst = o.batchFirst();
    parameters()
        .forEach(
            p -> {
              if (p.value().rank() > 1) Init.xavierUniform(p.value(), 1);
            });
  }

  /// @param source what is read
  /// @param target what is written so far
  /// @param read what the encoder may not look at
  /// @param self what the decoder's self-attention may not look at
  /// @param cross what the decoder may not look at in the encoder's output
  public Tensor apply(Tensor source, Tensor target, Masks read, Masks self, Masks cross) {
    int batch = batchFirst ? 0 : 1;
    if (source.rank() == 3 && source.size(batch) != target.size(batch))
      throw Check.shapeError(
          "Transformer",
          "source and target must have the same batch size, got "
              + Check.shape(source.shape())
              + " and "
              + Check.shape(target.shape()));
    return call(() -> decoder.apply(target, encoder.apply(source, read), self, cross));
  }

  /// The mask that hides what comes later: -∞ above the diagonal (L, L).
  public static Tensor causalMask(long length, DType type) {
    return Tensor.full(new long[] {length, length}, Double.NEGATIVE_INFINITY, type).triu(1);
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException("Transformer: call apply(source, target, ...)");
  }
}
