/// Decompositions and solvers as operations with their gradients.
///
/// Real matrices are factored by the engine of the processor, see {@link
/// jotter.tensor.spi.Factorizations}, in their own precision; complex ones, and the eigenvalues of
/// general matrices, by kernels of this package in double precision.
package jotter.tensor.op.linalg;
