package jotter.tensor.graph;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Captures what a function of tensors computes as a {@link Graph}.
///
/// The function is run once with the example; the graph holds for all data of the example's shapes
/// and types. Changes in place become new values. What the function did to tensors outside (running
/// statistics) is undone, and stands in the graph as an update; random numbers are drawn anew at
/// each run. A function that looks at the values of a tensor (`item()`, an `if` over data) cannot
/// be captured: it throws, naming the line.
///
/// ```java
/// Graph g = Trace.of(x -> x.mul(x).sum(), Tensor.ones(3));
/// ```
public final class Trace {
  private Trace() {}

  /// The graph of a function of one tensor.
  public static Graph of(UnaryOperator<Tensor> f, Tensor x) {
    return all(a -> new Tensor[] {f.apply(a[0])}, x);
  }

  /// The graph of a function of two tensors.
  public static Graph of(BinaryOperator<Tensor> f, Tensor x, Tensor y) {
    return all(a -> new Tensor[] {f.apply(a[0], a[1])}, x, y);
  }

  /// The graph of a function of any number of tensors.
  public static Graph all(Function<Tensor[], Tensor[]> f, Tensor... x) {
    return all(Map.of(), f, x);
  }

  /// The graph of a function that uses tensors from outside, with their names.
  public static Graph all(
      Map<String, Tensor> outside, Function<Tensor[], Tensor[]> f, Tensor... x) {
    Tracer t = new Tracer();
    outside.forEach(t::name);
    Tensor[] in = new Tensor[x.length];
    for (int i = 0; i < x.length; i++) {
      in[i] = x[i].detach();
      String name = x[i].name();
      t.input(name != null ? name : x.length == 1 ? "x" : "x" + i, in[i]);
    }
    Graph g = t.capture(() -> Grad.off(() -> t.finish(f.apply(in))));
    return Passes.deadCode(g);
  }
}
