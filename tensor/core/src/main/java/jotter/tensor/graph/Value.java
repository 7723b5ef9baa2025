package jotter.tensor.graph;

import java.util.Locale;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.spi.Layout;

/// What flows along an edge of a graph: a tensor that is not there yet, of known shape, type and
/// layout. A value is itself and equal to no other.
public final class Value {
  private final Layout layout;
  private final DType dtype;

  Value(Layout layout, DType dtype) {
    this.layout = layout;
    this.dtype = dtype;
  }

  /// Where its elements lie when the graph is run as it was captured.
  public Layout layout() {
    return layout;
  }

  public DType dtype() {
    return dtype;
  }

  /// The sizes of the dimensions.
  public long[] shape() {
    return layout.shape().clone();
  }

  public long numel() {
    return layout.numel();
  }

  long bytes() {
    return numel() * dtype.bytes();
  }

  /// Type and shape: `float32(2×3)`.
  @Override
  public String toString() {
    return dtype.toString().toLowerCase(Locale.ROOT) + Check.shape(layout.shape());
  }
}
