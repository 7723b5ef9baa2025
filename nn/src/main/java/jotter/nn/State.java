package jotter.nn;

import jotter.tensor.Check;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// A tensor that belongs to a layer but is not trained: running statistics, masks, counters.
///
/// It moves with the layer, and is part of the state dict unless made by {@link #transitory}.
public final class State {
  private Tensor value;
  private final boolean kept;

  private State(Tensor value, boolean kept) {
    this.value = value == null ? null : Scope.keep(value.detach());
    this.kept = kept;
  }

  /// State that begins with the values of `value` and is saved with the layer.
  public State(Tensor value) {
    this(value, true);
  }

  /// State that is not saved with the layer.
  public static State transitory(Tensor value) {
    return new State(value, false);
  }

  /// State whose shape is found when the layer is first applied.
  public static State lazy() {
    return new State(null, true);
  }

  /// Whether the tensor exists; false only before the first call of a lazy layer.
  public boolean isReady() {
    return value != null;
  }

  /// Whether it belongs to the state dict.
  public boolean isKept() {
    return kept;
  }

  /// The tensor.
  public Tensor value() {
    if (value == null)
      throw Check.valueError(
          "state", "this state of a lazy layer has no shape yet; apply the layer to a batch first");
    return value;
  }

  /// Replaces the tensor.
  public State set(Tensor t) {
    value = Scope.keep(t.detach());
    return this;
  }

  /// The value of an optional state: null for null.
  public static Tensor orNull(State s) {
    return s == null ? null : s.value();
  }

  @Override
  public String toString() {
    return value == null ? "State(not ready)" : "State(" + Check.show(value) + ")";
  }
}
