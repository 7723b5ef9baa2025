package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.op.Conv;
import jotter.tensor.op.Matrix;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Pool;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.Kept;
import jotter.tensor.spi.Layout;

/// Gives constant weights to the engine to keep: linear layers and convolutions, together with the
/// pointwise operation that alone reads their result. The last step before a frozen graph runs.
///
/// Images between such convolutions lie with the channels innermost, and so do pointwise results
/// that are made of them; every operation takes them so, and what leaves the graph lies as before.
final class Keeping {
  private final Graph g;
  private final Map<Value, Tensor> known = new HashMap<>();
  private final Map<Value, List<GraphNode>> readers;
  private final Map<Value, Value> same = new HashMap<>();
  private final Set<GraphNode> taken = new HashSet<>();
  private final Set<Value> there = new HashSet<>();
  private final List<GraphNode> nodes = new ArrayList<>();

  /// The engine that has the weights, once it keeps some.
  private Backend engine;

  private Keeping(Graph g) {
    this.g = g;
    this.readers = Passes.readers(g);
    g.constants().forEach(c -> known.put(c.value(), c.tensor()));
    g.inputs().forEach(i -> there.add(i.value()));
    g.parameters().forEach(p -> there.add(p.value()));
    there.addAll(known.keySet());
  }

  static Graph run(Graph g) {
    return new Keeping(g).run();
  }

  private Graph run() {
    for (GraphNode n : g.nodes()) {
      if (!taken.contains(n) && !keeps(n)) nodes.add(pooled(turned(Passes.rewired(n, same))));
      for (Value v : n.outputs()) if (v != null) there.add(v);
    }
    return Passes.deadCode(Passes.rewired(g, nodes, same));
  }

  /// The pointwise operation that alone reads `n`, if it can be done with the result at once.
  private GraphNode follower(GraphNode n) {
    List<GraphNode> next = readers.getOrDefault(n.output(), List.of());
    Value y = n.output();
    if (next.isEmpty() || next.getFirst() == null) return null;
    GraphNode f = next.getFirst();
    for (GraphNode r : next) if (r != f) return null;
    if (!(f.op() instanceof Pointwise) || f.compute() != DType.FLOAT32 || taken.contains(f))
      return null;
    if (f.output().dtype() != DType.FLOAT32) return null;
    for (Value v : f.inputs()) {
      boolean fits =
          v.dtype() == DType.FLOAT32
              && Arrays.equals(v.layout().shape(), y.layout().shape())
              && (v == y || there.contains(v));
      if (!fits) return null;
    }
    return Arrays.equals(f.output().layout().shape(), y.layout().shape()) ? f : null;
  }

  private boolean keeps(GraphNode n) {
    boolean linear = n.op() instanceof Matrix.Linear;
    if (!linear && !(n.op() instanceof Conv.Forward)) return false;
    Value x = n.inputs().get(0);
    Tensor w = known.get(n.inputs().get(1));
    Value b = n.inputs().get(2);
    Tensor bias = b == null ? null : known.get(b);
    if (w == null || b != null && bias == null || known.containsKey(x)) return false;
    if (x.dtype() != DType.FLOAT32 || n.output().dtype() != DType.FLOAT32) return false;
    GraphNode f = follower(n);
    Kept.Then then = null;
    if (f != null) {
      Pointwise p = (Pointwise) f.op();
      then = new Kept.Then(p.kernel(f.compute()), p.scalars());
    }
    engine = Engines.of(w.device());
    Kept kept =
        n.op() instanceof Conv.Forward c
            ? engine.keepConv(x.shape(), w, bias, c.spec(), then)
            : engine.keepLinear(x.shape()[0], w, bias, then);
    if (kept == null) return false;
    GraphNode last = f == null ? n : f;
    Value y = linear ? last.output() : inner(last.output());
    List<Value> in = new ArrayList<>(List.of(x));
    boolean[] result = new boolean[f == null ? 0 : f.inputs().size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = f.inputs().get(i) == n.output();
      if (!result[i]) in.add(f.inputs().get(i));
    }
    String name = f == null ? n.name() : n.name() + "+" + f.name();
    Layout l = linear ? Layout.contiguous(y.shape()) : inner(y.layout());
    Map<String, Object> attributes = n.attributes();
    attributes.put("weight", w.shape());
    KeptOp op = new KeptOp(name, kept, result, l, y == last.output(), attributes);
    nodes.add(Passes.rewired(new GraphNode(op, in, List.of(y), null, n.scope()), same));
    if (f != null) taken.add(f);
    there.add(last.output());
    return true;
  }

  /// `v` with the channels innermost, unless it leaves the graph.
  private Value inner(Value v) {
    if (readers.getOrDefault(v, List.of()).contains(null)) return v;
    Value y = new Value(inner(v.layout()), v.dtype());
    same.put(v, y);
    return y;
  }

  private static Layout inner(Layout l) {
    return new Layout(l.shape(), Layout.channelsLast(l.shape()), 0);
  }

  /// A pooling whose images lie with the channels innermost makes such ones.
  private GraphNode pooled(GraphNode n) {
    if (!(n.op() instanceof Pool.Max p) || p.beside() != Pool.Beside.NOTHING) return n;
    Value x = n.inputs().getFirst();
    if (!same.containsValue(x) || x.dtype() != DType.FLOAT32) return n;
    Kept kept = engine.keepMaxPool(x.shape(), n.output().shape(), p.spec());
    if (kept == null) return n;
    Value y = inner(n.output());
    boolean leaves = y == n.output();
    KeptOp op =
        new KeptOp(n.name(), kept, new boolean[0], inner(y.layout()), leaves, n.attributes());
    return new GraphNode(op, n.inputs(), List.of(y), null, n.scope());
  }

  /// A pointwise node whose images lie with the channels innermost makes such a one.
  private GraphNode turned(GraphNode n) {
    if (!n.isPointwise()) return n;
    Value y = n.output();
    boolean any = false;
    for (Value v : n.inputs()) {
      if (!Arrays.equals(v.layout().shape(), y.layout().shape())) continue;
      if (!same.containsValue(v)) return n;
      any = true;
    }
    if (!any) return n;
    return new GraphNode(n.op(), n.inputs(), List.of(inner(y)), n.compute(), n.scope());
  }
}
