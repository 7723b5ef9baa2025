package jotter.tensor.op;

import java.util.Map;
import jotter.tensor.Tensor;

/// An operation that computes new tensors from others by its own rule (not element by element).
public non-sealed interface Family extends Op {
  /// Computes the outputs. The inputs carry no gradient here; shapes and types were checked by the
  /// method that made the record.
  Tensor[] forward(Tensor... x);

  /// The vector-Jacobian products: for every input the gradient, given the outputs' gradients `g`
  /// (null where an output got none). Null where there is none. May have the broadcast shape: what
  /// is too large is summed by the caller.
  Tensor[] vjp(Saved s, Tensor... g);

  /// The attributes by name, for those who read graphs. A record's are its components; an operation
  /// that is none says them here.
  default Map<String, Object> attributes() {
    return Map.of();
  }

  /// Whether `vjp` reads input `i`; inputs that it does not read are not kept.
  default boolean savesInput(int i) {
    return true;
  }

  /// Whether `vjp` reads output `i`.
  default boolean savesOutput(int i) {
    return false;
  }

  /// Whether all that `vjp` gives is new or a view of `g` or of what was saved, and nothing of it,
  /// nor of `g`, is held by anybody else afterwards: backward may then use the memory of gradients
  /// again as soon as they were passed on. Operations of users are not asked to see to that.
  default boolean handsOver() {
    return false;
  }
}
