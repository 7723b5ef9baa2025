package jotter.tensor.graph;

import java.util.Map;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.Layout;

/// What a {@link Kept} computes, as an operation. Inputs: x, then the operands of what is done with
/// the result, without the result itself.
final class KeptOp implements Family {
  private final String name;
  private final Kept kept;
  private final boolean[] result;
  private final Layout layout;
  private final boolean leaves;
  private final Map<String, Object> attributes;

  /// @param result which operands are the result
  /// @param layout how the engine writes the result
  /// @param leaves whether the result must lie in order, as it leaves the graph
  KeptOp(
      String name,
      Kept kept,
      boolean[] result,
      Layout layout,
      boolean leaves,
      Map<String, Object> attributes) {
    this.name = name;
    this.kept = kept;
    this.result = result;
    this.layout = layout;
    this.leaves = leaves;
    this.attributes = attributes;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, Object> attributes() {
    return attributes;
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor out = Tensor.emptyStrided(layout.shape(), layout.strides(), x[0].dtype(), x[0].device());
    Tensor[] operands = new Tensor[result.length];
    for (int i = 0, at = 1; i < result.length; i++) operands[i] = result[i] ? out : x[at++];
    kept.run(x[0], out, operands);
    return new Tensor[] {leaves ? out.contiguous() : out};
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    throw new UnsupportedOperationException(name + ": its weights are frozen, no gradients flow");
  }
}
