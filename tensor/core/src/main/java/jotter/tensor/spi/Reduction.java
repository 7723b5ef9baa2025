package jotter.tensor.spi;

/// The ways to reduce many elements to one.
public enum Reduction {
  SUM,
  PROD,
  MIN,
  MAX,
  ANY,
  ALL
}
