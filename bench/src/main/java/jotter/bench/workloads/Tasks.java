package jotter.bench.workloads;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import jotter.bench.Data;
import jotter.bench.Variants;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.tensor.Grad;
import jotter.tensor.ReductionMethods.Indexed;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Compile;
import jotter.tensor.graph.Compiled;

/// The two forms that most workloads have: forward alone, and forward and backward.
final class Tasks {
  private static final String CHANNELS_LAST = "channels_last";

  private Tasks() {}

  /// Nobody reads it; volatile, so the compiler cannot know that.
  private static volatile Object sink;

  /// A computation with gradients.
  ///
  /// @param forward computes the output
  /// @param leaves whose gradients are wanted
  /// @param gradient the gradient of the output; null if the output is a scalar loss
  record Graph(Supplier<Tensor> forward, List<Tensor> leaves, Tensor gradient) {
    /// With the gradient that both sides agree on, in the shape of the output.
    static Graph of(Supplier<Tensor> forward, Tensor... leaves) {
      long[] shape = Grad.off(forward).shape();
      return new Graph(forward, List.of(leaves), Data.normal("g", shape));
    }
  }

  /// Computes without gradients.
  ///
  /// @param make makes the inputs and returns the computation: of a tensor, several, or values with
  ///   indices
  static Workload forward(String id, Supplier<Supplier<?>> make) {
    return forward(id, make, null);
  }

  /// @param other makes the same computation of inputs in another layout; or null
  private static Workload forward(
      String id, Supplier<Supplier<?>> make, Supplier<Supplier<?>> other) {
    return new Workload(
        id,
        settings -> {
          Supplier<?> computation = make.get();
          Timed usual = forward(computation);
          if (!settings.tuned()) {
            return usual;
          }
          var ways = new Variants(usual, tolerance(id)).or("compile", () -> compiled(computation));
          if (other != null) {
            ways.or(CHANNELS_LAST, () -> forward(other.get()));
          }
          return ways.fastest();
        });
  }

  static Timed forward(Supplier<?> computation) {
    double check = Grad.off(() -> Data.checksumOf(computation.get()));
    return new Timed(check, inScope(computation)).withoutGradients();
  }

  /// The same compiled: what it holds are its inputs. Null if it cannot be compiled.
  private static Timed compiled(Supplier<?> computation) {
    Compiled c = Compile.all(none -> tensors(computation.get()));
    Timed t = forward(c::all);
    return c.graphs().isEmpty() ? null : t;
  }

  private static Tensor[] tensors(Object result) {
    return switch (result) {
      case Tensor t -> new Tensor[] {t};
      case Tensor[] ts -> ts;
      case List<?> list -> list.stream().map(Tensor.class::cast).toArray(Tensor[]::new);
      case Indexed(Tensor values, Tensor indices) -> new Tensor[] {values, indices};
      default -> throw new IllegalArgumentException("no tensors in " + result);
    };
  }

  /// By how much the checks of two ways may differ.
  static double tolerance(String id) {
    return id.contains("bf16") || id.startsWith("nn.dropout.") ? 1e-2 : 1e-3;
  }

  /// Computes and goes back to the gradients of all leaves.
  static Workload forwardBackward(String id, Supplier<Graph> make) {
    return forwardBackward(id, make, null);
  }

  private static Workload forwardBackward(String id, Supplier<Graph> make, Supplier<Graph> other) {
    return new Workload(
        id,
        settings -> {
          Graph graph = make.get();
          Timed usual = forwardBackward(graph);
          if (!settings.tuned()) {
            return usual;
          }
          var ways = new Variants(usual, tolerance(id)).or("compile", () -> compiled(graph));
          if (other != null) {
            ways.or(CHANNELS_LAST, () -> forwardBackward(other.get()));
          }
          return ways.fastest();
        });
  }

  private static Timed compiled(Graph graph) {
    Compiled c = Compile.all(none -> new Tensor[] {graph.forward().get()});
    Supplier<Tensor> forward = () -> c.all()[0];
    Timed t = forwardBackward(new Graph(forward, graph.leaves(), graph.gradient()));
    return c.graphs().isEmpty() ? null : t;
  }

  private static Timed forwardBackward(Graph graph) {
    graph.leaves().forEach(Tensor::requiresGrad_);
    Tensor output = run(graph);
    Stream<Tensor> gradients = graph.leaves().stream().map(Tensor::grad);
    Tensor[] all = Stream.concat(Stream.of(output), gradients).toArray(Tensor[]::new);
    return new Timed(Data.checksum(all), inScope(() -> run(graph)));
  }

  /// An iteration as a loop is written whose results are not needed any more after each round: what
  /// was made is let go at its end, as everything is in the reference, which counts who refers to
  /// what.
  private static Callable<?> inScope(Supplier<?> computation) {
    return () -> {
      Scope.run((Runnable) () -> sink = computation.get());
      return null;
    };
  }

  private static Tensor run(Graph graph) {
    graph.leaves().forEach(leaf -> leaf.setGrad(null));
    Tensor output = graph.forward().get();
    if (graph.gradient() == null) {
      output.backward();
    } else {
      output.backward(graph.gradient());
    }
    return output;
  }

  /// `id.fwd` and `id.fb` of the same computation.
  static List<Workload> both(String id, Supplier<Graph> make) {
    return List.of(
        forward(id + ".fwd", () -> make.get().forward()), forwardBackward(id + ".fb", make));
  }

  /// The same for images (N×C×H×W), which may also come with their channels innermost: tuned, that
  /// is another way.
  ///
  /// @param make is given how to lay the inputs
  static List<Workload> ofImages(String id, Function<UnaryOperator<Tensor>, Graph> make) {
    Supplier<Graph> usual = () -> make.apply(UnaryOperator.identity());
    Supplier<Graph> other =
        () -> {
          Graph g = make.apply(Tasks::channelsLast);
          return new Graph(g.forward(), g.leaves(), channelsLast(g.gradient()));
        };
    return List.of(
        forward(id + ".fwd", () -> usual.get().forward(), () -> other.get().forward()),
        forwardBackward(id + ".fb", usual, other));
  }

  private static Tensor channelsLast(Tensor x) {
    return x.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
  }

  /// One list of several.
  @SafeVarargs
  static List<Workload> join(List<Workload>... parts) {
    return Arrays.stream(parts).flatMap(List::stream).toList();
  }
}
