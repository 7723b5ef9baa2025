package jotter.nn.layers;

import jotter.nn.Layer;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// y = a·σ(b) of the two halves a and b of a dimension. Dauphin et al. 2016, arXiv:1612.08083.
///
/// Any shape; the output has the dimensions named above changed.
public record GLU(int dim) implements Layer {
  /// As usual: -1.
  public GLU() {
    this(-1);
  }

  @Override
  public Tensor forward(Tensor x) {
    long size = x.size(dim);
    if (size % 2 != 0)
      throw Check.shapeError(
          "GLU", "dimension " + dim + " of " + Check.shape(x.shape()) + " has no two halves");
    int d = Check.dim("GLU", dim, x.rank());
    return x.narrow(d, 0, size / 2).mul(x.narrow(d, size / 2, size / 2).sigmoid());
  }

  @Override
  public String toString() {
    return "GLU(dim=" + dim + ")";
  }
}
