/// Convolutions of float32 images with weights that stay, for frozen networks.
///
/// The weights are laid out once, and images lie with the channels innermost: what a place sees is
/// then a few runs of memory, a row of the left side of a product whose right side is packed
/// already, and kernels of one element need no laying out at all. Pointwise work on the result is
/// done piece by piece while it is in the cache.
package jotter.tensor.cpu.conv.kept;
