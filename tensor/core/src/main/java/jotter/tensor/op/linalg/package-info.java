/// Decompositions and solvers as operations with their gradients, and the kernels in the
/// processor's memory that compute them: LAPACK (in Java) for real matrices, algorithms of our own
/// for complex ones. Everything is computed in double precision and rounded to the tensor's type.
package jotter.tensor.op.linalg;
