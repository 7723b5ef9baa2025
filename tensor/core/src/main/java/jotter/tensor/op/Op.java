package jotter.tensor.op;

/// An operation: a record that holds its attributes, computes itself through the engine, and says
/// its gradient in terms of tensor operations, so that gradients of gradients follow.
///
/// Operations are called through {@link jotter.tensor.Dispatch}, which records them for autograd.
public sealed interface Op permits Pointwise, Movement, Family {
  /// The name in messages and graphs, by default the record's name with a small first letter.
  default String name() {
    String s = getClass().getSimpleName();
    return Character.toLowerCase(s.charAt(0)) + s.substring(1);
  }
}
