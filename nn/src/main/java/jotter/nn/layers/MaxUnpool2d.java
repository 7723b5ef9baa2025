package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Puts the largest elements back where {@link MaxPool2d#applyWithIndices} found them, with zeros
/// elsewhere.
public final class MaxUnpool2d extends BaseLayer {
  private final long[] kernel;
  private final long[] stride;
  private final long[] padding;

  /// @param kernel the size of the pool's window
  /// @param stride the pool's steps; null for the size of the window
  /// @param padding the pool's padding
  public MaxUnpool2d(long[] kernel, long[] stride, long[] padding) {
    this.kernel = Sizes.times("MaxUnpool2d", kernel, 2);
    this.stride = stride == null ? this.kernel : Sizes.times("MaxUnpool2d", stride, 2);
    this.padding = Sizes.times("MaxUnpool2d", padding, 2);
  }

  /// Windows of one size, side by side.
  public MaxUnpool2d(long kernel) {
    this(new long[] {kernel}, null, new long[] {0});
  }

  /// @param size the sizes of the output, several of which are possible; none for the usual
  public Tensor apply(Tensor x, Tensor indices, long... size) {
    return call(
        () -> F.maxUnpool2d(x, indices, kernel, stride, padding, size.length == 0 ? null : size));
  }

  @Override
  public Tensor forward(Tensor x) {
    throw new UnsupportedOperationException("MaxUnpool2d: call apply(x, indices)");
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
