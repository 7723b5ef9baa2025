package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.tensor.Tensor;

/// Self-attention, attention to a memory, and two maps, each added to its input and normalized.
/// Vaswani et al. 2017, arXiv:1706.03762; with `normFirst` Xiong et al. 2020, arXiv:2002.04745.
///
/// Input and memory (L, N, E), with `batchFirst` (N, L, E), or without N.
public final class TransformerDecoderLayer extends BaseLayer {
  public final MultiheadAttention selfAttn;
  public final MultiheadAttention multiheadAttn;
  public final Linear linear1;
  public final Dropout dropout;
  public final Linear linear2;
  public final LayerNorm norm1;
  public final LayerNorm norm2;
  public final LayerNorm norm3;
  public final Dropout dropout1;
  public final Dropout dropout2;
  public final Dropout dropout3;
  private final jotter.nn.Layer activation;
  private final boolean normFirst;

  public TransformerDecoderLayer(long size, int heads) {
    this(size, heads, TransformerOptions.USUAL);
  }

  /// @param size E, the features
  public TransformerDecoderLayer(long size, int heads, TransformerOptions o) {
    selfAttn = new MultiheadAttention(size, heads, o.attention());
    multiheadAttn = new MultiheadAttention(size, heads, o.attention());
    linear1 = new Linear(size, o.feedForward(), o.bias());
    dropout = new Dropout(o.dropout());
    linear2 = new Linear(o.feedForward(), size, o.bias());
    long[] shape = {size};
    norm1 = new LayerNorm(shape, o.eps(), true, o.bias());
    norm2 = new LayerNorm(shape, o.eps(), true, o.bias());
    norm3 = new LayerNorm(shape, o.eps(), true, o.bias());
    dropout1 = new Dropout(o.dropout());
    dropout2 = new Dropout(o.dropout());
    dropout3 = new Dropout(o.dropout());
    activation = o.activation();
    normFirst = o.normFirst();
  }

  /// @param self what self-attention may not look at
  /// @param cross what attention to the memory may not look at
  public Tensor apply(Tensor x, Tensor memory, Masks self, Masks cross) {
    return call(() -> decode(x, memory, self, cross));
  }

  private Tensor decode(Tensor x, Tensor memory, Masks self, Masks cross) {
    if (normFirst) {
      Tensor a = x.add(attend(norm1.apply(x), self));
      Tensor b = a.add(look(norm2.apply(a), memory, cross));
      return b.add(maps(norm3.apply(b)));
    }
    Tensor a = norm1.apply(x.add(attend(x, self)));
    Tensor b = norm2.apply(a.add(look(a, memory, cross)));
    return norm3.apply(b.add(maps(b)));
  }

  private Tensor look(Tensor x, Tensor memory, Masks masks) {
    return dropout2.apply(multiheadAttn.apply(x, memory, memory, masks, false, true).output());
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException(
        "TransformerDecoderLayer: call apply(x, memory, self, cross)");
  }

  private Tensor maps(Tensor x) {
    Tensor wide = dropout.apply(activation.apply(linear1.apply(x)));
    return dropout3.apply(linear2.apply(wide));
  }

  private Tensor attend(Tensor x, Masks masks) {
    return dropout1.apply(selfAttn.apply(x, x, x, masks, false, true).output());
  }
}
