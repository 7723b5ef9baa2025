package jotter.tensor.spi;

/// What happens to an element that is written to by index.
public enum Scatter {
  /// It is replaced; the last write wins.
  SET,
  ADD,
  MUL,
  MIN,
  MAX
}
