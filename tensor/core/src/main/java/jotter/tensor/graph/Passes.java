package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Family;
import jotter.tensor.op.Full;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Pointwise;
import jotter.tensor.spi.Layout;

/// Graphs made into others that compute the same. None changes its argument, and all but {@link
/// #foldConvBn} leave every bit of the result as it is.
///
/// ```java
/// Graph g = Passes.inference(Trace.of(t -> t.mul(2).relu(), x));
/// ```
public final class Passes {
  /// What is folded may be this much larger than what it is folded from, in elements.
  private static final long GROWTH = 1 << 12;

  private Passes() {}

  /// What inference wants: parameters as they are now, everything that follows from them computed,
  /// convolutions with their normalization inside, nothing twice, nothing in vain.
  public static Graph inference(Graph g) {
    return deadCode(common(foldConvBn(fold(freeze(g)))));
  }

  /// Parameters become constants with the values that they have now; those that the graph itself
  /// updates stay.
  public static Graph freeze(Graph g) {
    Set<Value> updated = new HashSet<>();
    g.updates().forEach(u -> updated.add(u.target()));
    List<Graph.Parameter> parameters = new ArrayList<>();
    List<Graph.Constant> constants = new ArrayList<>(g.constants());
    for (Graph.Parameter p : g.parameters()) {
      if (updated.contains(p.value())) parameters.add(p);
      else constants.add(new Graph.Constant(p.name(), p.value(), p.tensor().raw()));
    }
    return new Graph(g.inputs(), parameters, constants, g.nodes(), g.outputs(), g.updates());
  }

  /// Nodes of which nothing comes go, and leaves that nobody reads. Inputs stay, and so do draws of
  /// random numbers: those that follow would be others.
  public static Graph deadCode(Graph g) {
    Set<Value> used = new HashSet<>(g.outputs());
    g.updates().forEach(u -> used.addAll(List.of(u.value(), u.target())));
    List<GraphNode> kept = new ArrayList<>();
    for (GraphNode n : g.nodes().reversed()) {
      boolean lives = n.op() instanceof Draw;
      for (Value v : n.outputs()) lives |= v != null && used.contains(v);
      if (!lives) continue;
      kept.add(n);
      for (Value v : n.inputs()) if (v != null) used.add(v);
    }
    return new Graph(
        g.inputs(),
        g.parameters().stream().filter(p -> used.contains(p.value())).toList(),
        g.constants().stream().filter(c -> used.contains(c.value())).toList(),
        kept.reversed(),
        g.outputs(),
        g.updates());
  }

  /// What follows from constants alone is computed now, unless it is much larger than they are.
  public static Graph fold(Graph g) {
    Map<Value, Tensor> known = new HashMap<>();
    Map<Value, String> names = new HashMap<>();
    g.constants().forEach(c -> known.put(c.value(), c.tensor()));
    g.constants().forEach(c -> names.put(c.value(), c.name()));
    List<Graph.Constant> constants = new ArrayList<>(g.constants());
    List<GraphNode> nodes = new ArrayList<>();
    for (GraphNode n : g.nodes()) {
      Tensor[] y = folds(n, known) ? compute(n, known) : null;
      // A kernel knows a number that is the same everywhere without reading it.
      boolean uniform = n.op() instanceof Full;
      if (y != null && uniform) known.put(n.output(), y[0]);
      if (y == null || uniform) {
        nodes.add(n);
        continue;
      }
      String of = n.inputs().isEmpty() ? null : names.get(n.inputs().getFirst());
      String name = of == null ? n.name() : of + "." + n.name();
      for (int i = 0; i < y.length; i++) {
        Value v = i < n.outputs().size() ? n.outputs().get(i) : null;
        if (v == null || y[i] == null) continue;
        known.put(v, y[i]);
        names.put(v, name);
        constants.add(new Graph.Constant(name, v, y[i]));
      }
    }
    return deadCode(
        new Graph(g.inputs(), g.parameters(), constants, nodes, g.outputs(), g.updates()));
  }

  private static boolean folds(GraphNode n, Map<Value, Tensor> known) {
    if (n.op() instanceof Draw || n.op() instanceof Custom) return false;
    long from = GROWTH;
    for (Value v : n.inputs()) {
      if (v == null) continue;
      if (!known.containsKey(v)) return false;
      from += v.numel();
    }
    if (n.op() instanceof Movement) return true;
    for (Value v : n.outputs()) if (v != null && v.numel() > from) return false;
    return true;
  }

  private static Tensor[] compute(GraphNode n, Map<Value, Tensor> known) {
    Tensor[] x =
        n.inputs().stream().map(v -> v == null ? null : known.get(v)).toArray(Tensor[]::new);
    return Grad.off(
        () ->
            switch (n.op()) {
              case Pointwise p -> {
                Value y = n.output();
                Layout l = y.layout().isDense() ? y.layout() : Layout.contiguous(y.shape());
                Tensor[] r = {Dispatch.computed(p, n.compute(), y.dtype(), l, null, x)};
                yield r;
              }
              case Movement m -> {
                Tensor[] r = {Plan.view(m, x[0])};
                yield r;
              }
              case Family f -> Dispatch.apply(f, x);
            });
  }

  /// Of nodes that compute the same from the same, the first one stays.
  public static Graph common(Graph g) {
    Map<List<Object>, GraphNode> seen = new HashMap<>();
    Map<Value, Value> same = new HashMap<>();
    List<GraphNode> nodes = new ArrayList<>();
    for (GraphNode old : g.nodes()) {
      GraphNode n = rewired(old, same);
      List<Object> key = key(n);
      GraphNode first = key == null ? null : seen.putIfAbsent(key, n);
      if (first == null) {
        nodes.add(n);
        continue;
      }
      for (int i = 0; i < n.outputs().size(); i++)
        if (n.outputs().get(i) != null) same.put(n.outputs().get(i), first.outputs().get(i));
    }
    return deadCode(rewired(g, nodes, same));
  }

  /// What a node computes, as a value; null if that is not for us to say.
  private static List<Object> key(GraphNode n) {
    if (n.op() instanceof Draw || n.op() instanceof Custom) return null;
    List<Object> key = new ArrayList<>();
    key.add(n.inputs());
    key.add(n.compute());
    for (Value v : n.outputs()) key.add(v == null ? null : v.dtype());
    if (n.op() instanceof Pointwise p) {
      key.add(p.kernel(n.compute()).formula());
      for (double d : p.scalars()) key.add(d);
    } else {
      key.add(n.op().getClass());
      n.attributes().forEach((k, v) -> key.add(GraphNode.text(v)));
    }
    if (n.op() instanceof Full f) key.add(Arrays.toString(f.shape()));
    return key;
  }

  static GraphNode rewired(GraphNode n, Map<Value, Value> to) {
    if (to.isEmpty()) return n;
    boolean same = true;
    for (Value v : n.inputs()) same &= !to.containsKey(v);
    if (same) return n;
    List<Value> in = new ArrayList<>();
    for (Value v : n.inputs()) in.add(to.getOrDefault(v, v));
    return new GraphNode(n.op(), in, n.outputs(), n.compute(), n.scope());
  }

  static Graph rewired(Graph g, List<GraphNode> nodes, Map<Value, Value> to) {
    return new Graph(
        g.inputs(),
        g.parameters(),
        g.constants(),
        nodes.stream().map(n -> rewired(n, to)).toList(),
        g.outputs().stream().map(v -> to.getOrDefault(v, v)).toList(),
        g.updates().stream()
            .map(u -> new Graph.Update(u.target(), to.getOrDefault(u.value(), u.value())))
            .toList());
  }

  /// Sums, differences, products and quotients of a convolution's result with numbers for each
  /// channel go into its weight and bias, as a batch normalization in evaluation does: one pass
  /// over the result less for each. Weights must be constants, so {@link #freeze} and {@link #fold}
  /// come before. The result differs by rounding.
  public static Graph foldConvBn(Graph g) {
    return new ConvFold(g).run();
  }

  /// Who reads each value, outputs and updates as null.
  static Map<Value, List<GraphNode>> readers(Graph g) {
    Map<Value, List<GraphNode>> r = new LinkedHashMap<>();
    for (GraphNode n : g.nodes())
      for (Value v : n.inputs()) if (v != null) r.computeIfAbsent(v, k -> new ArrayList<>()).add(n);
    for (Value v : g.outputs()) r.computeIfAbsent(v, k -> new ArrayList<>()).add(null);
    for (Graph.Update u : g.updates())
      r.computeIfAbsent(u.value(), k -> new ArrayList<>()).add(null);
    return r;
  }
}
