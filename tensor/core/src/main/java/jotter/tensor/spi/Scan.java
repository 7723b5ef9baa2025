package jotter.tensor.spi;

/// The ways to accumulate along a dimension.
public enum Scan {
  CUMSUM,
  CUMPROD,
  CUMMAX,
  CUMMIN,
  LOGCUMSUMEXP
}
