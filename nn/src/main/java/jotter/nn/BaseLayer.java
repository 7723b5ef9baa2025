package jotter.nn;

/// A convenient superclass for layers that are classes: it prints like PyTorch and holds mode and
/// hooks itself.
public abstract class BaseLayer implements Layer {
  private transient Traits traits;

  /// What stands in the parentheses when the layer is printed, such as `in_features=3`.
  protected String details() {
    return "";
  }

  @Override
  public String toString() {
    return Repr.of(this);
  }

  Traits traits() {
    if (traits == null) traits = new Traits();
    return traits;
  }

  /// Called for a deep copy, which begins with traits of its own.
  void freshTraits(boolean training) {
    traits = new Traits();
    traits.training = training;
  }
}
