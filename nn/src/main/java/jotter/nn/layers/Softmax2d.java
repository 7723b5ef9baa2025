package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Softmax over the channels at each place of (N, C, H, W) or (C, H, W).
public record Softmax2d() implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    Check.rank("Softmax2d", "the input", x, 3, 4);
    return x.softmax(-3);
  }

  @Override
  public String toString() {
    return "Softmax2d()";
  }
}
