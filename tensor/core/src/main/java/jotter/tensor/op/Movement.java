package jotter.tensor.op;

import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// An operation that moves nothing: it looks at the same memory through another layout.
public sealed interface Movement extends Op
    permits Views.Reshape,
        Views.Permute,
        Views.Expand,
        Views.Slice,
        Views.Diagonal,
        Views.Unfold,
        Views.ViewAs {
  /// The layout through which the same memory is seen.
  Layout apply(Layout in);

  /// The gradient of the input, of shape `shape`.
  Tensor vjp(Tensor g, Saved s);
}
