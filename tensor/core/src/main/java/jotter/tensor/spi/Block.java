package jotter.tensor.spi;

import jotter.tensor.DType;

/// Elements as an engine sees them: memory, where each element lies in it, and of what type it is.
/// A tensor is one; an engine may make others, of temporaries.
public interface Block {
  Storage storage();

  Layout layout();

  DType dtype();

  /// The address of the first element (which need not be the lowest one).
  default long address() {
    return storage().address() + layout().offset() * dtype().bytes();
  }
}
