package jotter.tensor.spi;

import jotter.tensor.formula.Update;

/// An update rule and the matrices that it changes and reads, of one shape.
///
/// @param in those that are changed, then those that are only read
public record Change(Update rule, double[] scalars, Block... in) {}
