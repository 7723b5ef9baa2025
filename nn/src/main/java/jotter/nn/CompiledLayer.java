package jotter.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Compile;
import jotter.tensor.graph.Compiled;

/// A layer that runs compiled: {@link Layer#compile}. Parameters, states, parts and mode are those
/// of the layer itself, under the same names.
public final class CompiledLayer implements Layer {
  private final Layer layer;
  private final Compiled compiled;
  private transient volatile Parts parts;

  /// What the layer is made of, looked up once.
  private record Parts(List<Layer> layers, List<Param> params, List<State> states) {}

  CompiledLayer(Layer layer, boolean frozen) {
    this.layer = layer;
    Compiled c =
        Compile.guarded(
            layer.getClass().getSimpleName(),
            a -> new Tensor[] {layer.apply(a[0])},
            () -> Tracing.tensors(layer),
            this::now);
    this.compiled = frozen ? c.frozen() : c;
  }

  /// What decides on the computation besides the input: each layer's mode, and which tensors the
  /// parameters are.
  private List<Object> now() {
    Parts p = parts();
    List<Object> r = new ArrayList<>(p.layers.size() + 2 * p.params.size() + p.states.size());
    for (Layer l : p.layers) r.add(l.isTraining());
    for (Param q : p.params) {
      r.add(q.isReady() ? new Same(q.value()) : null);
      r.add(q.requiresGrad());
    }
    for (State s : p.states) r.add(s.isReady() ? new Same(s.value()) : null);
    return r;
  }

  private Parts parts() {
    Parts p = parts;
    if (p == null) {
      List<State> states = new ArrayList<>(layer.namedStates().values());
      parts = p = new Parts(layer.layers(), layer.parameters(), states);
    }
    return p;
  }

  /// One tensor and no other.
  private record Same(Tensor t) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Same s && s.t == t;
    }

    @Override
    public int hashCode() {
      return System.identityHashCode(t);
    }
  }

  @Override
  public Tensor forward(Tensor x) {
    return compiled.apply(x);
  }

  @Override
  public Tensor apply(Tensor x) {
    Parts p = parts();
    // A lazy layer makes its parameters first; they are no part of what it computes.
    for (Param q : p.params) if (!q.isReady()) return layer.apply(x);
    for (Layer l : p.layers) {
      Traits t = Traits.peek(l);
      // Hooks are called for every batch, which a graph does not do.
      if (t != null && !(t.before.isEmpty() && t.after.isEmpty())) return layer.apply(x);
    }
    return compiled.apply(x);
  }

  /// What was compiled.
  public Compiled compiled() {
    return compiled;
  }

  /// The layer itself.
  public Layer layer() {
    return layer;
  }

  @Override
  public boolean isTraining() {
    return layer.isTraining();
  }

  @Override
  public Layer train(boolean on) {
    layer.train(on);
    return this;
  }

  @Override
  public Map<String, Layer> children() {
    return layer.children();
  }

  @Override
  public Map<String, Layer> namedLayers() {
    return layer.namedLayers();
  }

  @Override
  public Map<String, Param> namedParameters() {
    return layer.namedParameters();
  }

  @Override
  public Map<String, State> namedStates() {
    return layer.namedStates();
  }

  @Override
  public Map<String, Tensor> stateDict() {
    return layer.stateDict();
  }

  @Override
  public StateDict.Difference loadStateDict(Map<String, Tensor> state, boolean strict) {
    return layer.loadStateDict(state, strict);
  }

  @Override
  public String describe() {
    return "Compiled" + "(\n" + layer.describe() + "\n)";
  }
}
