package jotter.tensor.spi;

import jotter.tensor.DType;

/// Elements as an engine sees them: memory, where each element lies in it, and of what type it is.
/// A tensor is one; an engine may make others, of temporaries.
public interface Block {
  Storage storage();

  Layout layout();

  DType dtype();

  /// Whether this is a weight, or part of one, for which no gradient is recorded now: an engine may
  /// keep what it makes of it, as long as {@link Storage#version} stays the same.
  default boolean isSteady() {
    return false;
  }

  /// The address of the first element (which need not be the lowest one).
  default long address() {
    return storage().address() + layout().offset() * dtype().bytes();
  }
}
