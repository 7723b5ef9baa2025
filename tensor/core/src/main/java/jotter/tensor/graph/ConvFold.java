package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.op.Arithmetic;
import jotter.tensor.op.Conv;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Op;

/// {@link Passes#foldConvBn}.
final class ConvFold {
  private final Graph g;
  private final Map<Value, Tensor> known = new HashMap<>();
  private final Map<Value, List<GraphNode>> readers;
  private final List<Graph.Constant> constants;
  private final Set<GraphNode> gone = new HashSet<>();
  private final Map<GraphNode, GraphNode> changed = new HashMap<>();

  ConvFold(Graph g) {
    this.g = g;
    this.readers = Passes.readers(g);
    this.constants = new ArrayList<>(g.constants());
    g.constants().forEach(c -> known.put(c.value(), c.tensor()));
  }

  Graph run() {
    for (GraphNode n : g.nodes())
      if (n.op() instanceof Conv.Forward && known.containsKey(n.inputs().get(1))) fold(n);
    List<GraphNode> nodes = new ArrayList<>();
    // The folded convolution stands where the last operation stood: what it needs is there.
    for (GraphNode n : g.nodes()) if (!gone.contains(n)) nodes.add(changed.getOrDefault(n, n));
    return Passes.deadCode(
        new Graph(g.inputs(), g.parameters(), constants, nodes, g.outputs(), g.updates()));
  }

  private void fold(GraphNode conv) {
    Value bias = conv.inputs().get(2);
    if (bias != null && !known.containsKey(bias)) return;
    Tensor w = known.get(conv.inputs().get(1));
    if (!w.dtype().isFloatingPoint()) return;
    long channels = conv.output().layout().shape()[1];
    Tensor scale = Tensor.ones(new long[] {channels}, DType.FLOAT64);
    Tensor shift =
        bias == null
            ? Tensor.zeros(new long[] {channels}, DType.FLOAT64)
            : known.get(bias).raw().to(DType.FLOAT64);
    GraphNode last = conv;
    List<GraphNode> folded = new ArrayList<>();
    while (true) {
      List<GraphNode> next = readers.getOrDefault(last.output(), List.of());
      if (next.size() != 1 || next.getFirst() == null) break;
      GraphNode n = next.getFirst();
      Tensor[] both = Grad.off(stepped(n, last.output(), scale, shift));
      if (both == null) break;
      scale = both[0];
      shift = both[1];
      folded.add(last);
      last = n;
    }
    if (last == conv) return;
    Tensor s = scale;
    Tensor h = shift;
    long[] rows = new long[w.rank()];
    Arrays.fill(rows, 1);
    rows[0] = channels;
    Tensor weight =
        Grad.off(() -> w.raw().to(DType.FLOAT64).mul(s.reshape(rows)).to(w.dtype()).contiguous());
    Tensor sum = Grad.off(() -> h.to(w.dtype()));
    Value y = last.output();
    gone.addAll(folded);
    changed.put(
        last,
        new GraphNode(
            conv.op(),
            List.of(
                conv.inputs().get(0),
                constant(name(conv.inputs().get(1)), weight),
                constant(biasName(conv), sum)),
            List.of(y),
            null,
            conv.scope()));
  }

  private Value constant(String name, Tensor t) {
    Value v = new Value(t.layout(), t.dtype());
    constants.add(new Graph.Constant(name, v, t));
    return v;
  }

  private String name(Value v) {
    for (Graph.Constant c : g.constants()) if (c.value() == v) return c.name();
    return "weight";
  }

  private String biasName(GraphNode conv) {
    Value bias = conv.inputs().get(2);
    return bias != null ? name(bias) : conv.scope() == null ? "bias" : conv.scope() + ".bias";
  }

  /// Scale and shift after `n` was applied to a·scale + shift; null if `n` is not of that kind.
  private java.util.function.Supplier<Tensor[]> stepped(
      GraphNode n, Value v, Tensor scale, Tensor shift) {
    if (n.outputs().size() != 1
        || n.output().dtype() != v.dtype()
        || !Arrays.equals(n.output().layout().shape(), v.layout().shape())) return () -> null;
    Op op = n.op();
    if (op instanceof Arithmetic.Addcmul a) return stepped(a, n, v, scale, shift);
    int at;
    Tensor c;
    if (op instanceof Formulaic.Bound b) {
      op = b.op();
      at = 1 - b.index();
      c = Tensor.full(new long[0], b.scalars()[b.scalars().length - 1], DType.FLOAT64);
    } else {
      if (n.inputs().size() != 2) return () -> null;
      at = n.inputs().get(0) == v ? 0 : 1;
      c = perChannel(n.inputs().get(1 - at), v);
      if (c == null) return () -> null;
    }
    Tensor k = c;
    return switch (op) {
      case Arithmetic.Add a -> () -> new Tensor[] {scale, shift.add(k)};
      case Arithmetic.Mul a -> () -> new Tensor[] {scale.mul(k), shift.mul(k)};
      case Arithmetic.Sub a when at == 0 -> () -> new Tensor[] {scale, shift.sub(k)};
      case Arithmetic.Sub a -> () -> new Tensor[] {scale.neg(), k.sub(shift)};
      case Arithmetic.Div a when at == 0 -> () -> new Tensor[] {scale.div(k), shift.div(k)};
      default -> () -> null; // not linear in the convolution's result
    };
  }

  /// The same for more + value·factor·v, which is how a normalization in evaluation ends.
  private java.util.function.Supplier<Tensor[]> stepped(
      Arithmetic.Addcmul op, GraphNode n, Value v, Tensor scale, Tensor shift) {
    int at = n.inputs().lastIndexOf(v);
    if (at == 0 || n.inputs().indexOf(v) != at) return () -> null;
    Tensor more = perChannel(n.inputs().get(0), v);
    Tensor factor = perChannel(n.inputs().get(3 - at), v);
    if (more == null || factor == null) return () -> null;
    return () -> {
      Tensor k = factor.mul(op.value());
      return new Tensor[] {scale.mul(k), shift.mul(k).add(more)};
    };
  }

  /// A constant that differs between channels only, as numbers for each channel.
  private Tensor perChannel(Value v, Value of) {
    Tensor t = v == null ? null : known.get(v);
    if (t == null || !t.dtype().isFloatingPoint()) return null;
    int rank = of.layout().rank();
    long[] s = t.shape();
    if (s.length > rank) return null;
    for (int i = 0; i < s.length; i++) {
      int d = rank - s.length + i;
      if (s[i] != 1 && (d != 1 || s[i] != of.layout().shape()[1])) return null;
    }
    return t.raw().reshape(-1).to(DType.FLOAT64);
  }
}
