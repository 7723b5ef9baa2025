package jotter.tensor.display;

/// A value that says of itself, in a list of variables, more than its class's name.
public interface HasFacts {
  /// What is worth knowing of it now.
  Facts facts();
}
