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

  private final Graph g;
  private final Map<Value, GraphNode> origin = new HashMap<>();
  private final Map<Value, List<GraphNode>> readers;
  private final Set<GraphNode> gone = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<GraphNode, GraphNode> joined = new IdentityHashMap<>();

  private Fusion(Graph g) {
    this.g = g;
    this.readers = Passes.readers(g);
    for (GraphNode n : g.nodes()) for (Value v : n.outputs()) if (v != null) origin.put(v, n);
  }

  static Graph run(Graph g) {
    Fusion f = new Fusion(g);
    for (GraphNode n : g.nodes().reversed()) if (n.isPointwise() && !f.gone.contains(n)) f.join(n);
    List<GraphNode> nodes = new ArrayList<>();
    for (GraphNode n : g.nodes()) if (!f.gone.contains(n)) nodes.add(f.joined.getOrDefault(n, n));
    return Passes.deadCode(
        new Graph(g.inputs(), g.parameters(), g.constants(), nodes, g.outputs(), g.updates()));
  }

  private void join(GraphNode root) {
    if (!joinable(root)) return;
    for (int limit = STEPS; limit >= 20; limit /= 2) {
      Set<GraphNode> group = group(root, limit);
      if (group.size() == 1 && !readsFull(root)) return;
      GraphNode one = write(root, group);
      if (one == null) continue;
      group.remove(root);
      gone.addAll(group);
      joined.put(root, one);
      return;
    }
  }

  private boolean readsFull(GraphNode n) {
    for (Value v : n.inputs())
      if (origin.get(v) != null && origin.get(v).op() instanceof Full) return true;
    return false;
  }

  /// Special functions that have no vector form would take it from all others.
  private static boolean joinable(GraphNode n) {
    Code.Kind kind = kind(n.compute());
    return kind != null
        && Lowering.of(((Pointwise) n.op()).kernel(n.compute()).formula(), kind).isVector();
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

  private Set<GraphNode> group(GraphNode root, int limit) {
    Set<GraphNode> group = new LinkedHashSet<>();
    group.add(root);
    int weight = weight(root);
    boolean grows = true;
    while (grows) {
      grows = false;
      for (GraphNode n : List.copyOf(group))
        for (Value v : n.inputs()) {
          GraphNode p = origin.get(v);
          if (p == null || group.contains(p) || !absorbs(root, group, p)) continue;
          int w = weight(p);
          if (weight + w > limit || inputs(group, p) > INPUTS) continue;
          weight += w;
          group.add(p);
          grows = true;
        }
    }
    return group;
  }

  private boolean absorbs(GraphNode root, Set<GraphNode> group, GraphNode p) {
    if (!p.isPointwise() || gone.contains(p) || joined.containsKey(p)) return false;
    if (p.compute() != root.compute()) return false;
    DType t = p.output().dtype();
    if (t != p.compute() && t != DType.BOOL) return false;
    if (!Arrays.equals(p.output().layout().shape(), root.output().layout().shape())) return false;
    for (GraphNode r : readers.get(p.output())) if (r == null || !group.contains(r)) return false;
    return joinable(p);
  }

  private int inputs(Set<GraphNode> group, GraphNode more) {
    Set<Value> in = new HashSet<>();
    Set<Value> inside = new HashSet<>();
    for (GraphNode n : group) {
      inside.add(n.output());
      in.addAll(n.inputs());
    }
    inside.add(more.output());
    in.addAll(more.inputs());
    in.removeAll(inside);
    in.removeIf(v -> origin.get(v) != null && origin.get(v).op() instanceof Full);
    return in.size();
  }

  private static int weight(GraphNode n) {
    return Lowering.of(((Pointwise) n.op()).kernel(n.compute()).formula(), kind(n.compute()))
        .steps()
        .size();
  }

  /// The group as one node, or null if that is too much for one kernel.
  private GraphNode write(GraphNode root, Set<GraphNode> group) {
    List<Value> inputs = new ArrayList<>();
    List<Double> scalars = new ArrayList<>();
    Map<Value, Formula> done = new HashMap<>();
    List<String> names = new ArrayList<>();
    for (GraphNode n : g.nodes()) {
      if (!group.contains(n)) continue;
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
    Code code = Lowering.of(f, kind(root.compute()));
    if (code.steps().size() > STEPS || inputs.isEmpty()) return null;
    String name = names.size() <= 6 ? String.join("+", names) : names.size() + " operations";
    Program program =
        PROGRAMS.computeIfAbsent(
            List.of(f, inputs.size()), k -> Program.of(name, f, inputs.size()));
    Op op =
        new Formulaic.Of(
            program,
            scalars.stream().mapToDouble(d -> d).toArray(),
            root.compute(),
            root.output().dtype());
    return new GraphNode(op, inputs, root.outputs(), root.compute(), root.scope());
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
