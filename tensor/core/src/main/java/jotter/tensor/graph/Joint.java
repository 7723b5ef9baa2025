package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Full;
import jotter.tensor.op.Movement;

/// Divides the graph of a function and of its gradients in two: what is computed at once and what
/// backward computes. Between them values are kept, and as few as pays: element-wise results whose
/// operands are there anyway are computed again, inside the kernels that want them.
final class Joint {
  /// The function: its outputs, then the kept values.
  final Graph forward;

  /// The gradients. Its inputs are leaves of the function, kept values, and the gradients of the
  /// outputs, in this order.
  final Graph backward;

  /// The leaves that backward reads, as positions among inputs and parameters of the function.
  final int[] leaves;

  /// The number of kept values.
  final int kept;

  private final Graph whole;
  private final Map<Value, GraphNode> origin = new HashMap<>();
  private final Set<Value> leafValues = new HashSet<>();

  /// @param whole inputs: the function's, then the gradients of outputs; outputs: the function's,
  ///   then the gradients of inputs
  /// @param inputs how many inputs are the function's
  /// @param outputs how many outputs are the function's
  Joint(Graph whole, int inputs, int outputs) {
    this.whole = whole;
    List<Value> tangents =
        whole.inputs().subList(inputs, whole.inputs().size()).stream()
            .map(Graph.Input::value)
            .toList();
    for (GraphNode n : whole.nodes()) for (Value v : n.outputs()) if (v != null) origin.put(v, n);
    List<Value> leafList = new ArrayList<>();
    for (int i = 0; i < inputs; i++) leafList.add(whole.inputs().get(i).value());
    whole.parameters().forEach(p -> leafList.add(p.value()));
    leafValues.addAll(leafList);
    whole.constants().forEach(c -> leafValues.add(c.value()));
    List<Value> results = whole.outputs().subList(0, outputs);
    List<Value> gradients = whole.outputs().subList(outputs, whole.outputs().size());

    Set<Value> early = new HashSet<>(results);
    whole.updates().forEach(u -> early.add(u.value()));
    for (GraphNode n : whole.nodes().reversed()) {
      boolean lives = n.op() instanceof Draw;
      for (Value v : n.outputs()) lives |= early.contains(v);
      if (lives) for (Value v : n.inputs()) if (v != null) early.add(v);
      if (lives) for (Value v : n.outputs()) if (v != null) early.add(v);
    }

    Set<Value> save = decide(results, gradients, early);
    List<Value> saved = new ArrayList<>(save);
    kept = saved.size();
    List<Value> out = new ArrayList<>(results);
    out.addAll(saved);
    forward =
        Passes.deadCode(
            new Graph(
                whole.inputs().subList(0, inputs),
                whole.parameters(),
                whole.constants(),
                whole.nodes().stream()
                    .filter(n -> n.outputs().stream().anyMatch(early::contains))
                    .toList(),
                out,
                whole.updates()));

    // Backward: everything behind the kept values, computed again where it is not kept.
    Set<Value> used = new HashSet<>(gradients);
    List<GraphNode> nodes = new ArrayList<>();
    for (GraphNode n : whole.nodes().reversed()) {
      boolean lives = false;
      for (Value v : n.outputs()) lives |= v != null && used.contains(v) && !save.contains(v);
      if (!lives) continue;
      nodes.add(n);
      for (Value v : n.inputs()) if (v != null) used.add(v);
    }
    List<Graph.Input> in = new ArrayList<>();
    List<Integer> at = new ArrayList<>();
    for (int i = 0; i < leafList.size(); i++)
      if (used.contains(leafList.get(i))) {
        at.add(i);
        in.add(new Graph.Input("leaf" + i, leafList.get(i)));
      }
    for (int i = 0; i < saved.size(); i++) in.add(new Graph.Input("kept" + i, saved.get(i)));
    for (int i = 0; i < tangents.size(); i++)
      in.add(new Graph.Input("gradient" + i, tangents.get(i)));
    leaves = at.stream().mapToInt(i -> i).toArray();
    backward =
        new Graph(
            in,
            List.of(),
            whole.constants().stream().filter(c -> used.contains(c.value())).toList(),
            nodes.reversed(),
            gradients,
            List.of());
  }

  /// Which values of the function backward gets.
  private Set<Value> decide(List<Value> results, List<Value> gradients, Set<Value> early) {
    // What backward reads of the function, in the function's order.
    Set<Value> needed = new HashSet<>(gradients);
    Set<Value> wanted = new HashSet<>();
    for (GraphNode n : whole.nodes().reversed()) {
      boolean lives = false;
      for (Value v : n.outputs()) lives |= v != null && needed.contains(v) && !early.contains(v);
      if (lives) for (Value v : n.inputs()) if (v != null) needed.add(v);
    }
    for (Value v : needed) if (early.contains(v) && !leafValues.contains(v)) wanted.add(v);

    Set<Value> save = new LinkedHashSet<>();
    List<Value> cheap = new ArrayList<>();
    for (GraphNode n : whole.nodes())
      for (Value v : n.outputs()) {
        if (v == null || !wanted.contains(v)) continue;
        if (again(n)) cheap.add(v);
        else save.add(v);
      }
    for (Value v : cheap) {
      Set<Value> base = new HashSet<>();
      boolean possible = frontier(v, save, new HashSet<>(), base, new int[1]);
      long bytes = base.stream().mapToLong(Value::bytes).sum();
      if (!possible || bytes > (results.contains(v) ? 0 : v.bytes())) save.add(v);
      else save.addAll(base);
    }
    return save;
  }

  /// Whether a node is worth nothing to be computed again.
  private static boolean again(GraphNode n) {
    return n.isPointwise() || n.op() instanceof Movement || n.op() instanceof Full;
  }

  /// Collects in `base` what would have to be kept in order to compute `v` again.
  private boolean frontier(Value v, Set<Value> save, Set<Value> seen, Set<Value> base, int[] size) {
    if (save.contains(v) || leafValues.contains(v) || !seen.add(v)) return true;
    GraphNode n = origin.get(v);
    if (!again(n)) {
      base.add(v);
      return true;
    }
    if (++size[0] > 200) return false;
    for (Value x : n.inputs()) if (!frontier(x, save, seen, base, size)) return false;
    return true;
  }
}
