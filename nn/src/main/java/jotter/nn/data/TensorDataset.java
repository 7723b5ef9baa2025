package jotter.nn.data;

import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Inputs and targets as two tensors: sample i is row i of both.
///
/// @param x inputs (N, ...)
/// @param y targets (N, ...)
public record TensorDataset(Tensor x, Tensor y) implements Dataset<Labeled> {
  /// Checks that there is a target for each input.
  public TensorDataset {
    if (x.rank() == 0 || y.rank() == 0 || x.size(0) != y.size(0))
      throw Check.shapeError(
          "dataset",
          "inputs and targets must have the same first size, got "
              + Check.shape(x.shape())
              + " and "
              + Check.shape(y.shape()));
  }

  @Override
  public Labeled get(long index) {
    return new Labeled(x.select(0, index), y.select(0, index));
  }

  @Override
  public long size() {
    return x.size(0);
  }

  @Override
  public Labeled gather(long[] indices) {
    Tensor i = Tensor.of(indices);
    return Grad.off(() -> new Labeled(x.indexSelect(0, i), y.indexSelect(0, i)));
  }
}
