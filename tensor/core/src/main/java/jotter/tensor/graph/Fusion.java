package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.DType;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code;
import jotter.tensor.formula.code.Lowering;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Full;
import jotter.tensor.op.Op;
import jotter.tensor.op.Pointwise;

/// Joins pointwise operations into one formula wherever a result is read by its like alone: a chain
/// or a diamond of them becomes one kernel, and what was between them is never stored.
///
/// Only such results are joined as the kernel has in a register exactly as they would be in memory
/// (the type in which it computes, or truth values), so the bits stay the same.
final class Fusion {
  /// Steps after which a kernel has no vector form, with some room.
  private static final int STEPS = 150;

  private static final int INPUTS = 8;

  /// Programs are kept, since kernels are kept with them: the same chain elsewhere is warm.
  private static final Map<List<Object>, Program> PROGRAMS =
      Collections.synchronizedMap(
          new LinkedHashMap<>(64, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<List<Object>, Program> e) {
              return size() > 2000;
            }
          });

  /// Steps that may be taken twice, in two kernels, rather than stored in between.
  private static final int AGAIN = 120;

  private final Graph g;
  private final Map<Value, GraphNode> origin = new HashMap<>();
  private final Map<Value, List<GraphNode>> readers;
  private final Map<GraphNode, Integer> order = new IdentityHashMap<>();

  /// What the nodes that are written so far read.
  private final Set<Value> live = new HashSet<>();

  private Fusion(Graph g) {
    this.g = g;
    this.readers = Passes.readers(g);
    for (GraphNode n : g.nodes()) {
      order.put(n, order.size());
      for (Value v : n.outputs()) if (v != null) origin.put(v, n);
    }
    live.addAll(g.outputs());
    g.updates().forEach(u -> live.add(u.value()));
  }

  static Graph run(Graph g) {
    Fusion f = new Fusion(g);
    List<GraphNode> nodes = new ArrayList<>();
    // Backwards: when a node's turn comes, all who read it are written.
    for (GraphNode n : g.nodes().reversed()) {
      boolean lives = n.op() instanceof Draw;
      for (Value v : n.outputs()) lives |= v != null && f.live.contains(v);
      if (!lives) continue;
      GraphNode written = n.isPointwise() ? f.join(n) : n;
      for (Value v : written.inputs()) if (v != null) f.live.add(v);
      nodes.add(written);
    }
    return Passes.deadCode(
        new Graph(
            g.inputs(), g.parameters(), g.constants(), nodes.reversed(), g.outputs(), g.updates()));
  }

  private GraphNode join(GraphNode root) {
    if (kind(root.compute()) == null || !joinable(root, root.compute())) return root;
    for (int limit = 2 * STEPS; limit >= 20; limit /= 2) {
      Group group = new Group(root, limit);
      if (group.nodes.size() == 1 && !readsFull(root)) return root;
      GraphNode one = write(root, group);
      if (one != null) return one;
    }
    return root;
  }

  private boolean readsFull(GraphNode n) {
    for (Value v : n.inputs())
      if (origin.get(v) != null && origin.get(v).op() instanceof Full) return true;
    return false;
  }

  /// Special functions that have no vector form would take it from all others.
  private static boolean joinable(GraphNode n, DType compute) {
    return code(n, compute).isVector();
  }

  private static Code code(GraphNode n, DType compute) {
    return Lowering.of(((Pointwise) n.op()).kernel(n.compute()).formula(), kind(compute));
  }

  private static Code.Kind kind(DType t) {
    return switch (t) {
      case FLOAT32 -> Code.Kind.F32;
      case FLOAT64 -> Code.Kind.F64;
      case INT32 -> Code.Kind.I32;
      case INT64 -> Code.Kind.I64;
      default -> null; // complex numbers are computed as pairs
    };
  }

  /// Whether a node makes truth values of truth values, which comes out the same in every type.
  private static boolean isLogic(GraphNode n) {
    if (n.output().dtype() != DType.BOOL) return false;
    for (Value v : n.inputs()) if (v.dtype() != DType.BOOL) return false;
    return Formulas.isLogic(((Pointwise) n.op()).program().formula());
  }

  /// What becomes one kernel.
  private final class Group {
    final GraphNode root;
    final Set<GraphNode> nodes = new LinkedHashSet<>();
    DType compute;
    private int weight;
    private int again;

    Group(GraphNode root, int limit) {
      this.root = root;
      nodes.add(root);
      compute = isLogic(root) ? null : root.compute();
      weight = weight(root);
      boolean grows = true;
      while (grows) {
        grows = false;
        for (GraphNode n : List.copyOf(nodes))
          for (Value v : n.inputs()) {
            GraphNode p = origin.get(v);
            if (p != null && !nodes.contains(p) && takes(p, limit)) grows = true;
          }
      }
      if (compute == null) compute = root.compute();
    }

    private boolean takes(GraphNode p, int limit) {
      if (!p.isPointwise() || kind(p.compute()) == null) return false;
      boolean logic = isLogic(p);
      DType type = compute != null ? compute : logic ? null : p.compute();
      if (!logic && p.compute() != type) return false;
      DType t = p.output().dtype();
      if (t != p.compute() && t != DType.BOOL) return false;
      if (!Arrays.equals(p.output().layout().shape(), root.output().layout().shape())) return false;
      if (!joinable(p, type == null ? p.compute() : type)) return false;
      int w = weight(p);
      boolean twice = shared(p);
      if (twice && (again + w > AGAIN || !cheap(p))) return false;
      if (weight + w > limit || inputs(p) > INPUTS) return false;
      weight += w;
      if (twice) again += w;
      compute = type;
      nodes.add(p);
      return true;
    }

    /// Whether somebody else computes or wants `p` as well.
    private boolean shared(GraphNode p) {
      for (GraphNode r : readers.get(p.output())) if (r == null || !nodes.contains(r)) return true;
      return false;
    }

    /// Whether `p` is stored by nobody if all who read it compute it themselves.
    private boolean cheap(GraphNode p) {
      if (live.contains(p.output()) || p.inputs().size() > 2) return false;
      for (GraphNode r : readers.get(p.output())) {
        if (nodes.contains(r)) continue;
        if (r == null || !r.isPointwise() || r.compute() != p.compute()) return false;
        if (!Arrays.equals(r.output().layout().shape(), p.output().layout().shape())) return false;
      }
      return true;
    }

    private int inputs(GraphNode more) {
      Set<Value> in = new HashSet<>(more.inputs());
      Set<Value> inside = new HashSet<>();
      inside.add(more.output());
      for (GraphNode n : nodes) {
        inside.add(n.output());
        in.addAll(n.inputs());
      }
      in.removeAll(inside);
      in.removeIf(v -> origin.get(v) != null && origin.get(v).op() instanceof Full);
      return in.size();
    }
  }

  private static int weight(GraphNode n) {
    return code(n, n.compute()).steps().size();
  }

  /// The group as one node, or null if that is too much for one kernel.
  private GraphNode write(GraphNode root, Group group) {
    List<Value> inputs = new ArrayList<>();
    List<Double> scalars = new ArrayList<>();
    Map<Value, Formula> done = new HashMap<>();
    List<String> names = new ArrayList<>();
    List<GraphNode> nodes = new ArrayList<>(group.nodes);
    nodes.sort((a, b) -> Integer.compare(order.get(a), order.get(b)));
    for (GraphNode n : nodes) {
      Pointwise p = (Pointwise) n.op();
      int offset = scalars.size();
      for (double d : p.scalars()) scalars.add(d);
      Formula f =
          Formulas.substitute(
              p.kernel(n.compute()).formula(),
              i -> operand(n, i, inputs, done),
              i -> Formula.param(offset + i));
      names.add(n.name());
      if (n == root) {
        done.put(n.output(), f);
        break;
      }
      boolean truth = n.output().dtype() == DType.BOOL;
      done.put(n.output(), truth ? (f.isTruth() ? f : f.ne(0)).select(1, 0) : f);
    }
    Formula f = Formulas.truths(done.get(root.output()));
    Code code = Lowering.of(f, kind(group.compute));
    if (code.steps().size() > STEPS || inputs.isEmpty()) return null;
    String name = names.size() <= 6 ? String.join("+", names) : names.size() + " operations";
    Program program =
        PROGRAMS.computeIfAbsent(
            List.of(f, inputs.size()), k -> Program.of(name, f, inputs.size()));
    Op op =
        new Formulaic.Of(
            program,
            scalars.stream().mapToDouble(d -> d).toArray(),
            group.compute,
            root.output().dtype());
    return new GraphNode(op, inputs, root.outputs(), group.compute, root.scope());
  }

  private Formula operand(GraphNode n, int i, List<Value> inputs, Map<Value, Formula> done) {
    Value v = n.inputs().get(i);
    Formula known = done.get(v);
    if (known != null) return known;
    GraphNode from = origin.get(v);
    if (from != null && from.op() instanceof Full full) {
      Formula k = Formula.of(stored(full.value(), full.type()));
      done.put(v, k);
      return k;
    }
    int at = inputs.indexOf(v);
    if (at < 0) {
      at = inputs.size();
      inputs.add(v);
    }
    return Formula.in(at);
  }

  private static double stored(double v, DType t) {
    return t == DType.FLOAT32 ? (float) v : t == DType.BOOL ? (v != 0 ? 1 : 0) : v;
  }
}
