package jotter.nn;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Graph;
import jotter.tensor.graph.Trace;

/// Layers as graphs.
final class Tracing {
  private Tracing() {}

  static Graph of(Layer layer, Function<Tensor[], Tensor[]> call, Tensor... x) {
    // A lazy layer finds its shapes first.
    for (Param p : layer.parameters())
      if (!p.isReady()) {
        Mode.eval(() -> Grad.off(() -> call.apply(x)));
        break;
      }
    return Trace.all(tensors(layer), call, x);
  }

  /// Parameters and states, kept or not, by name.
  static Map<String, Tensor> tensors(Layer layer) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    Tree.visit(
        "",
        layer,
        new Tree.Visitor() {
          @Override
          public void param(String name, Param p) {
            if (p.isReady()) r.put(name, p.value());
          }

          @Override
          public void state(String name, State s) {
            if (s.isReady()) r.put(name, s.value());
          }
        });
    return r;
  }
}
