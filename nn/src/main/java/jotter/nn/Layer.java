package jotter.nn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import jotter.nn.display.ModelGraph;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Tensor;
import jotter.tensor.display.Diagram;
import jotter.tensor.display.Facts;
import jotter.tensor.display.HasFacts;
import jotter.tensor.display.HasGraph;
import jotter.tensor.graph.Graph;

/// A part of a network: a function of a tensor, with the parameters that its fields declare.
///
/// ```java
/// class Net extends BaseLayer {
///   final Linear hidden = new Linear(784, 128);
///   final Linear out = new Linear(128, 10);
///
///   public Tensor forward(Tensor x) {
///     return out.apply(hidden.apply(x.flatten(1, -1)).relu());
///   }
/// }
///
/// record Residual(Layer inner) implements Layer {
///   public Tensor forward(Tensor x) { return inner.apply(x).add(x); }
/// }
///
/// Layer square = x -> x.mul(x);
/// ```
///
/// The fields are the registration: {@link Param}, {@link State}, layers, and lists, maps and
/// arrays of them, private ones and those of superclasses included. A class has to be readable by
/// reflection: in a named module, `opens` its package to `jotter.nn`. What a lambda captures is not
/// seen; a layer with parameters is a class or a record.
///
/// Layers that take more than one tensor (attention, recurrent ones) have typed methods of their
/// own beside `apply`.
@FunctionalInterface
public interface Layer extends HasGraph, HasFacts {
  /// What the layer computes. Call it through {@link #apply(Tensor)}.
  Tensor forward(Tensor x);

  /// Computes the layer: hooks before, `forward`, hooks after. Errors inside get the layer's path
  /// in front of their message.
  default Tensor apply(Tensor x) {
    return Calls.run(this, x);
  }

  /// Changes the input of a layer, or looks at it: null leaves it.
  @FunctionalInterface
  interface PreHook {
    Tensor before(Layer layer, Tensor input);
  }

  /// Changes the output of a layer, or looks at it: null leaves it.
  @FunctionalInterface
  interface Hook {
    Tensor after(Layer layer, Tensor input, Tensor output);
  }

  /// Calls `hook` before each application; the result removes it when run.
  default Runnable onBefore(PreHook hook) {
    Traits t = Traits.of(this);
    t.before.add(hook);
    return () -> t.before.remove(hook);
  }

  /// Calls `hook` after each application; the result removes it when run.
  default Runnable onAfter(Hook hook) {
    Traits t = Traits.of(this);
    t.after.add(hook);
    return () -> t.after.remove(hook);
  }

  /// Sees the gradients of a layer on the way back, and changes that of its input: null leaves it.
  @FunctionalInterface
  interface BackwardHook {
    /// @param input the gradient of the layer's input; null if that needs none
    /// @param output the gradient of its output
    Tensor backward(Layer layer, Tensor input, Tensor output);
  }

  /// Calls `hook` on the way back through each application from now on; the result removes it when
  /// run.
  default Runnable onBackward(BackwardHook hook) {
    Traits t = Traits.of(this);
    t.backward.add(hook);
    return () -> t.backward.remove(hook);
  }

  // ---- pictures ----

  /// The layers and operations that `input` goes through, as a diagram.
  @Override
  default Diagram graph(Tensor input) {
    return ModelGraph.of(this, input);
  }

  /// The layers and operations that an input of this shape goes through, as a diagram.
  @Override
  default Diagram graph(long... shape) {
    return ModelGraph.of(this, shape);
  }

  /// How many parameters it has, in a line; its parts and its own parameters inside.
  @Override
  default Facts facts() {
    return LayerFacts.of(this);
  }

  // ---- graphs ----

  /// The operations that `x` goes through, as a graph that can be run, rewritten, drawn and
  /// exported: parameters by their names in the state dict, the layer's path at each operation, in
  /// the mode that the layer is in. Holds for all inputs of this shape and type; throws if the
  /// layer decides by data (see {@link jotter.tensor.graph.Trace}).
  ///
  /// ```java
  /// Graph g = Passes.inference(model.eval().trace(Tensor.randn(1, 1, 28, 28)));
  /// ```
  default Graph trace(Tensor x) {
    return Tracing.of(this, a -> new Tensor[] {apply(a[0])}, x);
  }

  /// The same for a layer with typed methods: `call` says how it is called.
  ///
  /// ```java
  /// var cell = new GRUCell(3, 4);
  /// cell.trace(a -> new Tensor[] {cell.apply(a[0], a[1])}, Tensor.ones(2, 3), Tensor.ones(2, 4));
  /// ```
  default Graph trace(Function<Tensor[], Tensor[]> call, Tensor... x) {
    return Tracing.of(this, call, x);
  }

  /// The layer made faster, with the same parameters: see {@link jotter.tensor.graph.Compile}. It
  /// is compiled anew for other shapes, in the other mode, and after parameters were replaced.
  ///
  /// ```java
  /// Layer fast = model.compile();
  /// fast.apply(Tensor.randn(8, 1, 28, 28)).sum().backward(); // the model's parameters get gradients
  /// ```
  default CompiledLayer compile() {
    return new CompiledLayer(this, false);
  }

  /// The layer for inference alone: parameters as they are at the first call, normalizations folded
  /// into convolutions.
  default CompiledLayer freezeAndCompile() {
    return new CompiledLayer(this, true);
  }

  // ---- mode ----

  /// Whether the layer trains: what {@link Mode} says here, or else its own mode.
  default boolean isTraining() {
    Traits t = Traits.peek(this);
    return Mode.isTraining(t == null || t.training);
  }

  /// Sets this layer and all inside it to training mode.
  default Layer train() {
    return train(true);
  }

  /// Sets this layer and all inside it to training or to evaluation mode.
  default Layer train(boolean on) {
    layers().forEach(l -> Traits.of(l).training = on);
    return this;
  }

  /// Sets this layer and all inside it to evaluation mode.
  default Layer eval() {
    return train(false);
  }

  // ---- parts ----

  /// The layers directly inside, by name.
  default Map<String, Layer> children() {
    return Fields.of(this).children();
  }

  /// This layer and all inside it, each once, by path; this layer's path is empty.
  default Map<String, Layer> namedLayers() {
    return Tree.layers(this);
  }

  /// This layer and all inside it, each once, outermost first.
  default List<Layer> layers() {
    return new ArrayList<>(namedLayers().values());
  }

  /// Calls `f` with every layer inside and with this one at last, as for initialization.
  default Layer apply(Consumer<? super Layer> f) {
    layers().reversed().forEach(f);
    return this;
  }

  /// All parameters by name; one that is shared has the name that comes first.
  default Map<String, Param> namedParameters() {
    return Tree.params(this, true);
  }

  /// All parameters, each once.
  default List<Param> parameters() {
    return new ArrayList<>(namedParameters().values());
  }

  /// All states by name.
  default Map<String, State> namedStates() {
    return Tree.states(this);
  }

  /// How many numbers are trained.
  default long parameterCount() {
    return parameters().stream().mapToLong(p -> p.isReady() ? p.value().numel() : 0).sum();
  }

  /// Forgets all gradients.
  default void zeroGrad() {
    parameters().forEach(Param::zeroGrad);
  }

  /// Trains all parameters, or none.
  default Layer requiresGrad(boolean on) {
    parameters().forEach(p -> p.requiresGrad(on));
    return this;
  }

  /// Stops training the parameters.
  default Layer freeze() {
    return requiresGrad(false);
  }

  /// Trains the parameters again.
  default Layer unfreeze() {
    return requiresGrad(true);
  }

  /// The parameters of this layer itself, without those of its parts, by the names of their fields;
  /// among them those that are computed from others.
  default Map<String, Param> ownParams() {
    return Fields.all(this);
  }

  // ---- state ----

  /// Parameters and kept states by name, as views of the memory that the layer uses: clone them to
  /// keep them.
  default Map<String, Tensor> stateDict() {
    return StateDict.of(this);
  }

  /// Copies the tensors of `state` into the layer; throws if names or shapes differ.
  default StateDict.Difference loadStateDict(Map<String, Tensor> state) {
    return loadStateDict(state, true);
  }

  /// Copies the tensors of `state` into the layer.
  ///
  /// @param strict whether names that are missing or unknown are an error
  /// @return the names that were missing and those that were unknown
  default StateDict.Difference loadStateDict(Map<String, Tensor> state, boolean strict) {
    return StateDict.load(this, state, strict);
  }

  // ---- moving and copying ----

  /// Moves parameters and states to `device`.
  default Layer to(Device device) {
    Tree.each(this, t -> t.to(device));
    return this;
  }

  /// Converts the floating-point parameters and states to `type`.
  default Layer to(DType type) {
    Tree.each(this, t -> t.dtype().isFloatingPoint() ? t.to(type) : t);
    return this;
  }

  /// A copy with parameters, states and layers of its own, in the same mode, without hooks. What is
  /// shared inside stays shared.
  default Layer copy() {
    return DeepCopy.of(this);
  }

  /// The layer and its parts as text, like PyTorch's.
  default String describe() {
    return Repr.of(this);
  }

  /// Runs `body` as a call of this layer, for typed methods beside `apply`: the path is known to
  /// graphs and errors. Hooks are for `apply` alone.
  default <T> T call(Supplier<T> body) {
    return Calls.in(this, body);
  }

  /// Names of all parameters and states, in the order of the state dict.
  default List<String> stateNames() {
    return new ArrayList<>(new LinkedHashMap<>(stateDict()).keySet());
  }
}
