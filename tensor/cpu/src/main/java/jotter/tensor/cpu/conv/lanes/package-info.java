/// Convolutions of many images, which lie side by side in the lanes of vectors.
///
/// A product of matrices wants long rows of places. Small images, strides and borders cut them to
/// pieces, and gathering the pieces costs as much as the arithmetic. Here the innermost dimension
/// is the image instead: a vector holds the same place of sixteen images, so that every tap of
/// every place is a whole vector, strides cost nothing, and taps that look beyond the border are
/// left out. Large images of small batches are cut into segments of rows, which count as images.
/// What this costs is turning images round once on the way in and once on the way out.
///
/// 3 x 3 kernels of stride 1 and 4 x 4 kernels of stride 2 take fewer multiplications, after Lavin
/// and Gray ("Fast Algorithms for Convolutional Neural Networks", 2016, arXiv:1509.09308): a
/// quarter with tiles of 4 x 4 results, whose larger errors short chains of sums make up for, four
/// ninths with tiles of 2 x 2.
package jotter.tensor.cpu.conv.lanes;
