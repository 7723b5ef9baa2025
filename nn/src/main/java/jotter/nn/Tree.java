package jotter.nn;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import jotter.tensor.Tensor;

/// Walks over a layer and everything inside it.
final class Tree {
  private Tree() {}

  /// Every layer once, by path.
  static Map<String, Layer> layers(Layer root) {
    Map<String, Layer> r = new LinkedHashMap<>();
    layers("", root, r, Collections.newSetFromMap(new IdentityHashMap<>()));
    return r;
  }

  private static void layers(String path, Layer l, Map<String, Layer> out, Set<Layer> seen) {
    if (!seen.add(l)) return;
    out.put(path, l);
    Fields.of(l).children().forEach((n, c) -> layers(Fields.join(path, n), c, out, seen));
  }

  /// Every parameter, in the order of the fields, a layer's own before those of its parts.
  static Map<String, Param> params(Layer root, boolean once) {
    Map<String, Param> r = new LinkedHashMap<>();
    Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    layers(root)
        .forEach(
            (path, l) ->
                Fields.of(l)
                    .params()
                    .forEach(
                        (n, p) -> {
                          if (seen.add(p) || !once) r.put(Fields.join(path, n), p);
                        }));
    return r;
  }

  static Map<String, State> states(Layer root) {
    Map<String, State> r = new LinkedHashMap<>();
    layers(root)
        .forEach(
            (path, l) -> Fields.of(l).states().forEach((n, s) -> r.put(Fields.join(path, n), s)));
    return r;
  }

  /// Replaces the tensor of every parameter and state.
  static void each(Layer root, UnaryOperator<Tensor> f) {
    for (Param p : params(root, true).values()) {
      if (!p.isReady()) continue;
      Tensor before = p.value();
      Tensor after = f.apply(before.detach());
      if (after.storage() != before.storage()) p.set(after);
    }
    Set<State> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (State s : states(root).values()) if (s.isReady() && seen.add(s)) s.set(f.apply(s.value()));
  }

  /// Called by the state dict: own parameters and states first, then the parts, shared ones under
  /// every name.
  static void visit(String path, Layer l, Visitor v) {
    Fields f = Fields.of(l);
    f.params().forEach((n, p) -> v.param(Fields.join(path, n), p));
    f.states().forEach((n, s) -> v.state(Fields.join(path, n), s));
    f.children().forEach((n, c) -> visit(Fields.join(path, n), c, v));
  }

  /// Is told of parameters and states.
  interface Visitor {
    void param(String name, Param p);

    void state(String name, State s);
  }
}
