package jotter.tensor.spi;

/// Factorizations of real matrices and solutions of systems of equations, a family of an engine's
/// operations.
///
/// All matrices are of one type, float32 or float64, and are the last two dimensions of their
/// blocks; the dimensions before them, the same on all blocks, count the matrices of a batch.
/// Inputs may lie anyhow. Results are row-major and apart from the inputs.
public interface Factorizations {
  /// Lower triangular L with A = L·Lᵀ, zero above the diagonal; reads the lower triangle of `a`.
  /// `info` (int32, one for each matrix) is 0, or the order of the leading minor that is not
  /// positive.
  void cholesky(Block a, Block l, Block info);

  /// P·A = L·U by rows exchanged: L (unit diagonal, not stored) and U in one matrix; `pivots`
  /// (int32): the row, from 1, with which each was exchanged in turn; `info` (int32): 0, or the
  /// place of the first pivot that is 0.
  void lu(Block a, Block lu, Block pivots, Block info);

  /// X with A·X = B by {@link #lu}, with its `info`.
  void solve(Block a, Block b, Block x, Block info);

  /// X with T·X = B for the upper or lower triangle of T; `unit` takes the diagonal as 1.
  void triangular(Block t, Block b, Block x, boolean upper, boolean unit);

  /// A = Q·R, QᵀQ = I and R upper triangular: as many columns and rows as `q` and `upper` have, the
  /// smaller side of A or as many as A has rows.
  void qr(Block a, Block q, Block upper);

  /// QR as reflections H = I - τ·v·vᵀ: R in the upper triangle of `out`, each v below, without its
  /// first number, which is 1.
  void reflectors(Block a, Block out, Block tau);

  /// The first columns, as many as `q` has, of the product of the reflections below the diagonal of
  /// `a`, one for each τ.
  void product(Block a, Block tau, Block q);

  /// Eigenvalues, ascending, and eigenvectors, the columns of `v`, of the symmetric matrix in the
  /// lower triangle of `a`. `info` (int32) is 0, or how many eigenvalues were not found: all, where
  /// there is a NaN or an infinity.
  void eigh(Block a, Block w, Block v, Block info);

  /// A = U·diag(S)·Vᵀ, S descending: as many columns of U and rows of Vᵀ as the results have, the
  /// smaller side of A or all. `info` as in {@link #eigh}.
  void svd(Block a, Block u, Block s, Block vh, Block info);
}
