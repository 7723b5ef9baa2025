package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.testkit.conformance.Bindings;

/// Decompositions, solvers and what is made of them.
public final class Linalg {
  private Linalg() {}

  public static void bind(Bindings b) {}
}
