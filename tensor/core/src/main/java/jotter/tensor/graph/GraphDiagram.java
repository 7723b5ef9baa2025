package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.display.Diagram;

/// A graph as boxes and arrows. Parameters that only one operation reads are a line in its box.
final class GraphDiagram {
  private GraphDiagram() {}

  static Diagram of(Graph g) {
    var d = new Diagram.Builder();
    Map<Value, Integer> box = new HashMap<>();
    Map<Value, String> leaf = new HashMap<>();
    for (Graph.Input i : g.inputs())
      box.put(
          i.value(), d.box(Diagram.Kind.INPUT, i.name(), Check.shape(i.value().layout().shape())));
    Map<Value, List<GraphNode>> readers = Passes.readers(g);
    for (Graph.Parameter p : g.parameters()) {
      if (single(readers, p.value())) leaf.put(p.value(), p.name());
      else
        box.put(
            p.value(),
            d.box(Diagram.Kind.PARAMETER, p.name(), Check.shape(p.value().layout().shape())));
    }
    for (Graph.Constant c : g.constants()) leaf.put(c.value(), c.name());
    for (GraphNode n : g.nodes()) {
      List<String> lines = new ArrayList<>();
      lines.add(n.name());
      if (n.scope() != null) lines.add(n.scope());
      long parameters = 0;
      for (Value v : n.inputs()) {
        if (!leaf.containsKey(v)) continue;
        lines.add(leaf.get(v) + " " + Check.shape(v.layout().shape()));
        parameters += v.numel();
      }
      int me =
          d.box(new Diagram.Box(Diagram.Kind.OPERATION, lines, n.scope(), parameters, Double.NaN));
      for (Value v : n.inputs()) {
        Integer from = box.get(v);
        if (from != null) d.arrow(from, me, Check.shape(v.layout().shape()));
      }
      for (Value v : n.outputs()) if (v != null) box.put(v, me);
    }
    for (int i = 0; i < g.outputs().size(); i++) {
      Value v = g.outputs().get(i);
      String shape = Check.shape(v.layout().shape());
      int end =
          d.box(Diagram.Kind.OUTPUT, g.outputs().size() == 1 ? "output" : "output " + i, shape);
      if (box.containsKey(v)) d.arrow(box.get(v), end, shape);
    }
    return d.build();
  }

  private static boolean single(Map<Value, List<GraphNode>> readers, Value v) {
    List<GraphNode> r = readers.getOrDefault(v, List.of());
    return r.size() == 1 && r.getFirst() != null;
  }
}
