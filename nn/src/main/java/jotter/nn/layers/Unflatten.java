package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Tensor;

/// One dimension made several; -1 stands for what is left over.
public record Unflatten(int dim, long[] sizes) implements Layer {

  @Override
  public Tensor forward(Tensor x) {
    return x.unflatten(dim, sizes);
  }

  @Override
  public String toString() {
    return "Unflatten(dim=" + dim + ", unflattened_size=" + Sizes.tuple(sizes) + ")";
  }
}
