package jotter.nn.data;

import jotter.tensor.Tensor;

/// What goes into a network and what should come out: one sample, or a batch of them.
///
/// @param x the input
/// @param y the target: a class number, a value, a picture, ...
public record Labeled(Tensor x, Tensor y) {}
