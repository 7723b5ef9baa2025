package jotter.tensor.formula;

/// What a program passes back to one of its inputs.
///
/// @param program computes the gradient from its inputs
/// @param uses what these inputs are, in terms of the original program with `n` inputs: `0..n-1`
///   its inputs, `n` the upstream gradient, `n+1` its result
public record Gradient(Program program, int[] uses) {}
