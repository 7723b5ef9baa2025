package jotter.kernel.magic;

import jotter.tensor.Tensor;
import jotter.tensor.display.GradGraph;

/// `%graph EXPR`: what `backward` would walk through from a tensor, with shapes on the arrows.
///
/// Anything that is not a tensor is shown as it shows itself.
public final class GraphMagic implements Magic {
  @Override
  public String name() {
    return "graph";
  }

  @Override
  public String summary() {
    return "Draws the backward graph of a tensor.";
  }

  @Override
  public String usage() {
    return "%graph EXPR";
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    if (call.argument().isBlank()) {
      throw new IllegalArgumentException("of which tensor?");
    }
    Object value = call.session().eval(call.argument().replaceFirst(";\\s*$", ""));
    return value instanceof Tensor tensor ? GradGraph.of(tensor) : value;
  }
}
