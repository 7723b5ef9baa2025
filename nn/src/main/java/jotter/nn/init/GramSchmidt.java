package jotter.nn.init;

import jotter.tensor.Tensor;

/// Orthonormal columns by the modified Gram-Schmidt process, done twice ("twice is enough", Giraud
/// et al. 2005). It is the Q of the QR decomposition whose R has a positive diagonal, which is what
/// makes the result uniform among orthogonal matrices.
final class GramSchmidt {
  private GramSchmidt() {}

  static Tensor orthonormal(Tensor a) {
    int n = (int) a.size(0);
    int k = (int) a.size(1);
    double[] m = a.contiguous().toDoubleArray();
    for (int j = 0; j < k; j++) {
      for (int pass = 0; pass < 2; pass++)
        for (int i = 0; i < j; i++) {
          double dot = 0;
          for (int r = 0; r < n; r++) dot += m[r * k + i] * m[r * k + j];
          for (int r = 0; r < n; r++) m[r * k + j] -= dot * m[r * k + i];
        }
      double norm = 0;
      for (int r = 0; r < n; r++) norm += m[r * k + j] * m[r * k + j];
      norm = Math.sqrt(norm);
      for (int r = 0; r < n; r++) m[r * k + j] /= norm;
    }
    return Tensor.of(m, n, k);
  }
}
