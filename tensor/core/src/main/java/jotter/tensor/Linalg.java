package jotter.tensor;

import jotter.tensor.linalg.Solvers;

/// Linear algebra, `torch.linalg` and its relatives: products, norms, decompositions, solvers.
/// Functions of matrices work on the last two dimensions; all others are batches.
///
/// ```java
/// Tensor x = Linalg.solve(a, b);
/// Tensor[] usv = Linalg.svd(a); // a = u · diag(s) · vh
/// Tensor c = Linalg.einsum("bij,bjk->bik", a, b);
/// ```
///
/// Real matrices are decomposed in their own precision, float32 or float64, by blocks and with the
/// engine's products; complex ones in double precision. Gradients of every order follow from the
/// formulas at the operations in `jotter.tensor.op.linalg`; as always, those of decompositions are
/// finite only where eigenvalues or singular values are distinct, and mean something only for
/// results that do not depend on the free phases.
public final class Linalg extends Solvers {
  private Linalg() {}
}
