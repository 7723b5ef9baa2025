package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Puts the largest elements back where {@link MaxPool1d#applyWithIndices} found them, with zeros
/// elsewhere.
public final class MaxUnpool1d extends BaseLayer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;

  /// @param kernel the size of the pool's window
  /// @param stride the pool's steps; null for the size of the window
  /// @param padding the pool's padding
  public MaxUnpool1d(long[] kernel, long[] stride, long[] padding) {
    this.kernel = Sizes.times("MaxUnpool1d", kernel, 1);
    this.stride = stride == null ? this.kernel : Sizes.times("MaxUnpool1d", stride, 1);
    this.padding = Sizes.times("MaxUnpool1d", padding, 1);
  }

  /// Windows of one size, side by side.
  public MaxUnpool1d(long kernel) {
    this(new long[] {kernel}, null, new long[] {0});
  }

  /// @param size the sizes of the output, several of which are possible; none for the usual
  public Tensor apply(Tensor x, Tensor indices, long... size) {
    return call(
        () -> F.maxUnpool1d(x, indices, kernel, stride, padding, size.length == 0 ? null : size));
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException("MaxUnpool1d: call apply(x, indices)");
  }

  @Override
  protected String details() {
    return "kernel_size="
        + Sizes.tuple(kernel)
        + ", stride="
        + Sizes.tuple(stride)
        + ", padding="
        + Sizes.tuple(padding);
  }
}
