package jotter.nn;

import java.util.function.Supplier;
import jotter.tensor.Check;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// A tensor that is trained: a field of a {@link Layer}.
///
/// The holder stays when the tensor is replaced (moved to another device or type), so optimizers
/// and tied layers keep their hold of it. Two fields with the same `Param` share their weights.
///
/// ```java
/// final class Scale extends BaseLayer {
///   final Param factor = new Param(Tensor.ones(1));
///   public Tensor forward(Tensor x) { return x.mul(factor.value()); }
/// }
/// ```
public final class Param {
  private Tensor value;
  private boolean trained = true;

  /// A parameter that begins with the values of `value`, a leaf that gradients accumulate in.
  public Param(Tensor value) {
    set(value);
  }

  private Param() {}

  /// A parameter that is this very leaf, whose gradients are those of `leaf`: for plain tensors
  /// that an optimizer is to update.
  ///
  /// @throws jotter.tensor.TensorException unless it is a leaf that requires gradients
  public static Param sharing(Tensor leaf) {
    Check.value(
        leaf.isLeaf() && leaf.requiresGrad(),
        "param",
        "must be a leaf that requires gradients, got "
            + Check.show(leaf)
            + "; call requiresGrad_() on a tensor that was not computed from others");
    Param p = new Param();
    p.value = leaf;
    return p;
  }

  /// A parameter whose shape is found when the layer is first applied.
  public static Param lazy() {
    return new Param();
  }

  /// Whether the tensor exists; false only before the first call of a lazy layer.
  public boolean isReady() {
    return value != null;
  }

  /// The tensor.
  public Tensor value() {
    if (value == null)
      throw Check.valueError(
          "param",
          "this parameter of a lazy layer has no shape yet; apply the layer to a batch first");
    return value;
  }

  /// Replaces the tensor; the old gradient is dropped.
  public Param set(Tensor t) {
    if (t == null) throw Check.valueError("param", "the value must not be null");
    // What becomes a parameter outlives the scope of the step that made it.
    Tensor leaf = Scope.keep(t.detach());
    value = t.dtype().isDifferentiable() ? leaf.requiresGrad_(trained) : leaf;
    return this;
  }

  /// Gives a lazy parameter its tensor if it has none yet.
  public Param ready(Supplier<Tensor> make) {
    if (value == null) set(make.get());
    return this;
  }

  /// The gradient, or null.
  public Tensor grad() {
    return value == null ? null : value.grad();
  }

  /// Forgets the gradient.
  public void zeroGrad() {
    if (value != null) value.setGrad(null);
  }

  /// Whether gradients accumulate here.
  public boolean requiresGrad() {
    return trained;
  }

  /// Trains this parameter, or freezes it.
  public Param requiresGrad(boolean on) {
    trained = on;
    if (value != null) {
      if (!on) value.setGrad(null);
      if (value.dtype().isDifferentiable()) value.requiresGrad_(on);
    }
    return this;
  }

  /// The value of an optional parameter: null for null.
  public static Tensor orNull(Param p) {
    return p == null ? null : p.value();
  }

  @Override
  public String toString() {
    return value == null ? "Param(not ready)" : "Param(" + Check.show(value) + ")";
  }
}
