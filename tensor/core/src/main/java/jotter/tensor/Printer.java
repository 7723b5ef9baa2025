package jotter.tensor;

/// The text of a tensor.
final class Printer {
  private Printer() {}

  static String toString(Tensor t) {
    return "tensor" + Check.shape(t.shape()) + " " + t.dtype();
  }
}
