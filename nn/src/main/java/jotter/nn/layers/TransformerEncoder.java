package jotter.nn.layers;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.layers.MultiheadAttention.Masks;
import jotter.tensor.Tensor;

/// Several encoder layers on one another.
public final class TransformerEncoder extends BaseLayer {
  private final List<TransformerEncoderLayer> layers = new ArrayList<>();

  /// The normalization at the end, or null.
  public final LayerNorm norm;

  /// Copies of a layer; they all begin with the same weights, as in PyTorch.
  public TransformerEncoder(TransformerEncoderLayer layer, int count, LayerNorm norm) {
    for (int i = 0; i < count; i++) layers.add((TransformerEncoderLayer) layer.copy());
    this.norm = norm;
  }

  /// The layers.
  public List<TransformerEncoderLayer> stack() {
    return layers;
  }

  /// Applies all layers.
  public Tensor apply(Tensor x, Masks masks) {
    return call(
        () -> {
          Tensor y = x;
          for (TransformerEncoderLayer l : layers) y = l.apply(y, masks);
          return norm == null ? y : norm.apply(y);
        });
  }

  @Override
  public Tensor forward(Tensor x) {
    return apply(x, Masks.NONE);
  }
}
