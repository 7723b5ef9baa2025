package jotter.nn;

import java.util.function.Supplier;
import jotter.tensor.Autograd;
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
  private Parametrization source;

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
    return value != null || source != null;
  }

  /// What the value is computed from; null for a parameter that is trained itself.
  public Parametrization source() {
    return source;
  }

  /// Computes the value from something else from now on; null keeps the present value and trains it
  /// again.
  public Param source(Parametrization from) {
    if (from == null && source != null) {
      Tensor last = source.value().detach().clone();
      source = null;
      return set(last);
    }
    source = from;
    if (from != null) value = null;
    return this;
  }

  /// The tensor.
  public Tensor value() {
    if (source != null) return source.value();
    if (value == null)
      throw Check.valueError(
          "param",
          "this parameter of a lazy layer has no shape yet; apply the layer to a batch first");
    return value;
  }

  /// Replaces the tensor; the old gradient is dropped.
  public Param set(Tensor t) {
    if (t == null) throw Check.valueError("param", "the value must not be null");
    if (source != null) {
      source.assign(t);
      return this;
    }
    // What becomes a parameter outlives the scope of the step that made it.
    Tensor leaf = Scope.keep(t.detach());
    value = t.dtype().isDifferentiable() ? leaf.requiresGrad_(trained) : leaf;
    return this;
  }

  /// Gives a lazy parameter its tensor if it has none yet.
  public Param ready(Supplier<Tensor> make) {
    if (!isReady()) set(make.get());
    return this;
  }

  /// The gradient, or null.
  public Tensor grad() {
    return value == null ? null : value.grad();
  }

  /// The gradient, or null, for somebody who will not keep it: see {@link Autograd#lentGrad}.
  public Tensor lentGrad() {
    return value == null ? null : Autograd.lentGrad(value);
  }

  /// Forgets the gradient.
  public void zeroGrad() {
    if (source != null) source.zeroGrad();
    if (value != null) value.setGrad(null);
  }

  /// Whether gradients accumulate here.
  public boolean requiresGrad() {
    return trained;
  }

  /// Trains this parameter, or freezes it.
  public Param requiresGrad(boolean on) {
    trained = on;
    if (source != null) source.requiresGrad(on);
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
    if (source != null) return "Param(computed by " + source.getClass().getSimpleName() + ")";
    return value == null ? "Param(not ready)" : "Param(" + Check.show(value) + ")";
  }
}
