package jotter.nn.layers;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.tensor.Tensor;

/// Several decoder layers on one another.
public final class TransformerDecoder extends BaseLayer {
  private final List<TransformerDecoderLayer> layers = new ArrayList<>();

  /// The normalization at the end, or null.
  public final LayerNorm norm;

  /// Copies of a layer; they all begin with the same weights, as in PyTorch.
  public TransformerDecoder(TransformerDecoderLayer layer, int count, LayerNorm norm) {
    for (int i = 0; i < count; i++) layers.add((TransformerDecoderLayer) layer.copy());
    this.norm = norm;
  }

  /// The layers.
  public List<TransformerDecoderLayer> stack() {
    return layers;
  }

  /// Applies all layers.
  public Tensor apply(Tensor x, Tensor memory, Masks self, Masks cross) {
    return call(
        () -> {
          Tensor y = x;
          for (TransformerDecoderLayer l : layers) y = l.apply(y, memory, self, cross);
          return norm == null ? y : norm.apply(y);
        });
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException(
        "TransformerDecoder: call apply(x, memory, self, cross)");
  }
}
