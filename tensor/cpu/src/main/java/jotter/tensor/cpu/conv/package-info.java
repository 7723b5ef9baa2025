/// Convolutions and pooling.
///
/// A convolution is a matrix product whose right side is what the kernel's taps see of the image.
/// That matrix is never written out: the product packs its operands anyway, and packing gathers
/// straight from the image, whatever its strides (Chetlur et al., "cuDNN", 2014, on GPUs). All
/// three products of training (output, image gradient, weight gradient) go this way; only image
/// gradients with a stride are written out and added up, since their gather would be full of holes.
/// Kernels of one input channel per group have loops of their own. Images are shared out among
/// threads; gradients of weights are summed in parts whose number depends on the batch alone.
package jotter.tensor.cpu.conv;
