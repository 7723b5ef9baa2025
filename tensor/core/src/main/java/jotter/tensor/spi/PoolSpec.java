package jotter.tensor.spi;

/// How a window moves over an image, one number per spatial dimension. Whether a last window that
/// is not full counts (ceil mode) shows in the size of the output.
///
/// @param kernel the size of the window
/// @param stride the distance between neighbouring places
/// @param padding the margin around the image: zeros for averages, nothing for maxima
/// @param dilation the distance between neighbouring taps
/// @param countPadding whether an average counts the margin
/// @param divisor by what sums are divided instead of their count, or 0
public record PoolSpec(
    int[] kernel,
    int[] stride,
    int[] padding,
    int[] dilation,
    boolean countPadding,
    long divisor) {}
