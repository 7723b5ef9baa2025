package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.tensor.Check;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.display.Diagram;

/// A computation as data: what goes in, which operations follow from what, what comes out.
///
/// Every value is computed once and never changed: a change in place has become a new value, and
/// what it did to a tensor that lives on (running statistics) is an {@link Update}. Nodes stand in
/// an order in which they can be computed.
///
/// ```java
/// Graph g = Trace.of(x -> x.mul(2).exp().sum(), Tensor.randn(3));
/// g.run(Tensor.randn(3));
/// System.out.println(g);
/// ```
///
/// @param inputs what {@link #run} is given
/// @param parameters tensors that live outside of the graph, such as weights
/// @param constants tensors that are part of the graph
/// @param nodes the operations
/// @param outputs what {@link #run} returns
/// @param updates what is written into inputs and parameters at the end
public record Graph(
    List<Input> inputs,
    List<Parameter> parameters,
    List<Constant> constants,
    List<GraphNode> nodes,
    List<Value> outputs,
    List<Update> updates) {

  /// An argument of the function that was captured.
  public record Input(String name, Value value) {}

  /// A tensor that the function found outside: its name in the state dict, or `captured.0`, ....
  public record Parameter(String name, Value value, Tensor tensor) {}

  /// A tensor that was made by the function without looking at anything.
  public record Constant(String name, Value value, Tensor tensor) {
    public Constant {
      // It lives as long as the graph, whatever scope it was made in.
      Scope.keep(tensor);
    }
  }

  /// At the end, `value` is stored in the tensor behind `target`.
  public record Update(Value target, Value value) {}

  public Graph {
    inputs = List.copyOf(inputs);
    parameters = List.copyOf(parameters);
    constants = List.copyOf(constants);
    nodes = List.copyOf(nodes);
    outputs = List.copyOf(outputs);
    updates = List.copyOf(updates);
    validate(inputs, parameters, constants, nodes, outputs, updates);
  }

  /// Throws unless every value has one origin, before whatever uses it.
  private static void validate(
      List<Input> inputs,
      List<Parameter> parameters,
      List<Constant> constants,
      List<GraphNode> nodes,
      List<Value> outputs,
      List<Update> updates) {
    Set<Value> known = new HashSet<>();
    for (Input i : inputs) define(known, i.value(), "input " + i.name());
    for (Parameter p : parameters) define(known, p.value(), "parameter " + p.name());
    for (Constant c : constants) define(known, c.value(), "constant " + c.name());
    Set<Value> leaves = Set.copyOf(known);
    for (GraphNode n : nodes) {
      for (Value v : n.inputs())
        if (v != null && !known.contains(v)) throw broken(n.name() + " uses " + v + " too early");
      for (Value v : n.outputs()) if (v != null) define(known, v, n.name());
    }
    for (Value v : outputs) if (!known.contains(v)) throw broken("output " + v + " has no origin");
    for (Update u : updates) {
      if (!leaves.contains(u.target())) throw broken("an update's target must be a leaf");
      if (!known.contains(u.value())) throw broken("update " + u.value() + " has no origin");
    }
  }

  private static void define(Set<Value> known, Value v, String origin) {
    if (!known.add(v)) throw broken(v + " of " + origin + " has two origins");
  }

  private static IllegalStateException broken(String what) {
    return new IllegalStateException("graph: " + what);
  }

  /// Computes the outputs, without gradients. Inputs must have the shapes and types that they had
  /// when the graph was captured.
  public Tensor[] run(Tensor... x) {
    return Plan.of(this).run(x, Map.of());
  }

  /// As {@link #run(Tensor...)} with other tensors in place of parameters, by name.
  public Tensor[] run(Map<String, Tensor> parameters, Tensor... x) {
    return Plan.of(this).run(x, parameters);
  }

  /// The graph made ready to be run often: what {@link #run(Tensor...)} does, but the preparation
  /// is done once.
  public Plan plan() {
    return Plan.of(this);
  }

  /// The parameter of this name. Throws if there is none.
  public Parameter parameter(String name) {
    for (Parameter p : parameters) if (p.name().equals(name)) return p;
    throw Check.valueError(
        "graph",
        "no parameter '"
            + name
            + "'; there are "
            + parameters.stream().map(Parameter::name).toList());
  }

  /// Names for all values that are different from one another: leaves by their own, others by
  /// operation and number.
  public Map<Value, String> names() {
    Map<Value, String> r = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>();
    inputs.forEach(i -> r.put(i.value(), unique(i.name(), taken)));
    parameters.forEach(p -> r.put(p.value(), unique(p.name(), taken)));
    constants.forEach(c -> r.put(c.value(), unique(c.name(), taken)));
    Map<String, Integer> counts = new HashMap<>();
    for (GraphNode n : nodes)
      for (Value v : n.outputs()) {
        if (v == null) continue;
        int k = counts.merge(n.name(), 1, Integer::sum);
        r.put(v, unique(n.name() + "_" + k, taken));
      }
    return r;
  }

  private static String unique(String name, Set<String> taken) {
    String r = name;
    for (int k = 2; !taken.add(r); k++) r = name + "_" + k;
    return r;
  }

  /// The graph as a picture: operations, shapes on the arrows, parts of a model folded.
  public Diagram diagram() {
    return GraphDiagram.of(this);
  }

  /// How many nodes compute the operation `name`.
  public int count(String name) {
    return (int) nodes.stream().filter(n -> n.name().equals(name)).count();
  }

  /// One line for each value: name, operation, inputs, attributes, type and shape, layer.
  @Override
  public String toString() {
    Map<Value, String> names = names();
    var s = new StringBuilder("graph(");
    String sep = "";
    for (Input i : inputs) {
      s.append(sep).append(names.get(i.value())).append(": ").append(i.value());
      sep = ", ";
    }
    s.append(")\n");
    for (Parameter p : parameters)
      s.append("  parameter ")
          .append(names.get(p.value()))
          .append(": ")
          .append(p.value())
          .append('\n');
    for (Constant c : constants)
      s.append("  constant ")
          .append(names.get(c.value()))
          .append(": ")
          .append(c.value())
          .append('\n');
    for (GraphNode n : nodes) {
      List<String> to = new ArrayList<>();
      for (Value v : n.outputs()) to.add(v == null ? "_" : names.get(v) + ": " + v);
      List<String> from = new ArrayList<>();
      for (Value v : n.inputs()) from.add(v == null ? "null" : names.get(v));
      s.append("  ").append(String.join(", ", to)).append(" = ").append(n.name());
      s.append('(').append(String.join(", ", from)).append(')');
      List<String> attributes = new ArrayList<>();
      n.attributes().forEach((k, v) -> attributes.add(k + "=" + GraphNode.text(v)));
      if (!attributes.isEmpty()) s.append(" [").append(String.join(", ", attributes)).append(']');
      if (n.scope() != null) s.append("  # ").append(n.scope());
      s.append('\n');
    }
    for (Update u : updates)
      s.append("  update ")
          .append(names.get(u.target()))
          .append(" <- ")
          .append(names.get(u.value()))
          .append('\n');
    return s.append("  return ")
        .append(String.join(", ", outputs.stream().map(names::get).toList()))
        .toString();
  }
}
