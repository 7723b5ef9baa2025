package jotter.tensor.formula;

/// A stand-in until the real one lands.
public record Gradient(Program program, int[] uses) {}
