package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.tensor.Tensor;

/// Self-attention and two maps, each added to its input and normalized. Vaswani et al. 2017,
/// arXiv:1706.03762; with `normFirst` Xiong et al. 2020, arXiv:2002.04745.
///
/// Input (L, N, E), with `batchFirst` (N, L, E), or without N.
public final class TransformerEncoderLayer extends BaseLayer {
  public final MultiheadAttention selfAttn;
  public final Linear linear1;
  public final Dropout dropout;
  public final Linear linear2;
  public final LayerNorm norm1;
  public final LayerNorm norm2;
  public final Dropout dropout1;
  public final Dropout dropout2;
  private final jotter.nn.Layer activation;
  private final boolean normFirst;

  public TransformerEncoderLayer(long size, int heads) {
    this(size, heads, TransformerOptions.USUAL);
  }

  /// @param size E, the features
  public TransformerEncoderLayer(long size, int heads, TransformerOptions o) {
    selfAttn = new MultiheadAttention(size, heads, o.attention());
    linear1 = new Linear(size, o.feedForward(), o.bias());
    dropout = new Dropout(o.dropout());
    linear2 = new Linear(o.feedForward(), size, o.bias());
    long[] shape = {size};
    norm1 = new LayerNorm(shape, o.eps(), true, o.bias());
    norm2 = new LayerNorm(shape, o.eps(), true, o.bias());
    dropout1 = new Dropout(o.dropout());
    dropout2 = new Dropout(o.dropout());
    activation = o.activation();
    normFirst = o.normFirst();
  }

  /// @param masks what attention may not look at
  public Tensor apply(Tensor x, Masks masks) {
    return call(() -> encode(x, masks));
  }

  private Tensor encode(Tensor x, Masks masks) {
    if (normFirst) {
      Tensor a = x.add(attend(norm1.apply(x), masks));
      return a.add(maps(norm2.apply(a)));
    }
    Tensor a = norm1.apply(x.add(attend(x, masks)));
    return norm2.apply(a.add(maps(a)));
  }

  @Override
  public Tensor forward(Tensor x) {
    return encode(x, Masks.NONE);
  }

  private Tensor maps(Tensor x) {
    Tensor wide = dropout.apply(activation.apply(linear1.apply(x)));
    return dropout2.apply(linear2.apply(wide));
  }

  private Tensor attend(Tensor x, Masks masks) {
    return dropout1.apply(selfAttn.apply(x, x, x, masks, false, true).output());
  }
}
