package jotter.tensor.display;

import jotter.tensor.Tensor;

/// What can be drawn as a graph once it is known what goes in, as a network can.
public interface HasGraph {
  /// The graph for an input.
  Diagram graph(Tensor input);

  /// The graph for an input of zeros of this shape.
  Diagram graph(long... shape);
}
