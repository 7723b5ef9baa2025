/// Factorizations of real matrices and systems of equations.
///
/// All of them work on rows that are runs of memory: {@link jotter.tensor.cpu.linalg.Rows} has the
/// few loops over rows, plain and with vectors, everything of third order is a product of {@link
/// jotter.tensor.cpu.matmul.MatMul}.
package jotter.tensor.cpu.linalg;
