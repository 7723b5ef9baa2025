package jotter.tensor.spi;

/// How a kernel moves over an image, one number per spatial dimension.
///
/// @param stride the distance between neighbouring places
/// @param padding the rows of zeros around the image
/// @param dilation the distance between neighbouring taps of the kernel
/// @param groups into how many parts the channels are split that have nothing to do with each other
public record ConvSpec(int[] stride, int[] padding, int[] dilation, int groups) {}
