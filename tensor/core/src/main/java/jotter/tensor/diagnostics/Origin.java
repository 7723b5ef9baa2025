package jotter.tensor.diagnostics;

import jotter.tensor.Sites;

/// Where tensors come from, for who runs programs without knowing tensors, as a notebook does.
public final class Origin {
  private Origin() {}

  /// Says at which place of the program tensors are made from now on, such as `cell 3, line 2`.
  public static void here(String place) {
    Sites.here(place);
  }
}
