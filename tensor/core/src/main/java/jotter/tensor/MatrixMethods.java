package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.op.Matrix;

/// Products of vectors and matrices; decompositions and solvers are in {@link Linalg}.
public sealed interface MatrixMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// The matrix product. Two vectors give their dot product; a vector is taken as a row on the
  /// left, as a column on the right, and its dimension disappears; more dimensions are batches and
  /// broadcast.
  ///
  /// ```java
  /// Tensor.ones(2, 3).matmul(Tensor.ones(3, 4)).shape(); // 2, 4
  /// ```
  default Tensor matmul(Tensor other) {
    Tensor a = Autocast.low(self());
    Tensor b = Autocast.low(other);
    Check.sameDType("matmul", "a", a, "b", b);
    if (a.rank() == 0 || b.rank() == 0)
      throw Check.shapeError(
          "matmul",
          "needs vectors or matrices, got "
              + Check.shape(a.shape())
              + " and "
              + Check.shape(b.shape())
              + "; use mul for scalars");
    Tensor x = a.rank() == 1 ? a.unsqueeze(0) : a;
    Tensor y = b.rank() == 1 ? b.unsqueeze(1) : b;
    if (x.size(-1) != y.size(-2)) throw inner("matmul", a, b);
    long[] batch =
        Check.broadcast(
            "matmul",
            Arrays.copyOf(x.layout().shape(), x.rank() - 2),
            Arrays.copyOf(y.layout().shape(), y.rank() - 2));
    Tensor r;
    if (y.rank() == 2 && x.rank() > 2 && x.isContiguous()) {
      // One large product instead of a batch of small ones.
      long[] s = x.shape();
      s[s.length - 1] = y.size(-1);
      r = Dispatch.one(new Matrix.MatMul(), x.flatten(0, -2), y).reshape(s);
    } else if (y.rank() == 2 && x.rank() == 3 && x.transpose(0, 1).isContiguous()) {
      // The same for sequences whose batch dimension lies before or behind the other.
      return x.transpose(0, 1).matmul(b).transpose(0, 1);
    } else {
      r = Dispatch.one(new Matrix.MatMul(), batched(x, batch), batched(y, batch));
    }
    if (a.rank() == 1) r = r.squeeze(b.rank() == 1 ? -1 : -2);
    return b.rank() == 1 ? r.squeeze(-1) : r;
  }

  private static Tensor batched(Tensor x, long[] batch) {
    int n = batch.length;
    long[] s = Arrays.copyOf(batch, n + 2);
    s[n] = x.size(-2);
    s[n + 1] = x.size(-1);
    return x.expand(s);
  }

  private static TensorException inner(String op, Tensor a, Tensor b) {
    long m = a.size(-1);
    long k = b.rank() == 1 ? b.size(0) : b.size(-2);
    String mend = "";
    if (b.rank() >= 2 && b.size(-1) == m) mend = "; did you mean b.mT()?";
    else if (a.rank() >= 2 && a.size(-2) == k) mend = "; did you mean a.mT()?";
    return Check.shapeError(
        op,
        "inner dimensions differ, "
            + Check.shape(a.shape())
            + "·"
            + Check.shape(b.shape())
            + ": "
            + m
            + " ≠ "
            + k
            + mend);
  }

  /// The product of two matrices.
  default Tensor mm(Tensor b) {
    Check.rank("mm", "a", self(), 2);
    Check.rank("mm", "b", b, 2);
    Check.sameDType("mm", "a", self(), "b", b);
    if (self().size(1) != b.size(0)) throw inner("mm", self(), b);
    return matmul(b);
  }

  /// The products of two batches of matrices of the same length.
  default Tensor bmm(Tensor b) {
    Check.rank("bmm", "a", self(), 3);
    Check.rank("bmm", "b", b, 3);
    Check.sameDType("bmm", "a", self(), "b", b);
    if (self().size(0) != b.size(0))
      throw Check.shapeError(
          "bmm",
          "the batches have "
              + self().size(0)
              + " and "
              + b.size(0)
              + " matrices; they must have the same number");
    if (self().size(2) != b.size(1)) throw inner("bmm", self(), b);
    return matmul(b);
  }

  /// The product of a matrix and a vector.
  default Tensor mv(Tensor v) {
    Check.rank("mv", "the matrix", self(), 2);
    Check.rank("mv", "the vector", v, 1);
    Check.sameDType("mv", "the matrix", self(), "the vector", v);
    if (self().size(1) != v.size(0)) throw inner("mv", self(), v);
    return matmul(v);
  }

  /// The sum of the products of two vectors.
  default Tensor dot(Tensor b) {
    checkVectors("dot", b);
    return matmul(b);
  }

  /// The dot product with this vector conjugated.
  default Tensor vdot(Tensor b) {
    checkVectors("vdot", b);
    return self().conj().matmul(b);
  }

  private void checkVectors(String op, Tensor b) {
    Check.rank(op, "a", self(), 1);
    Check.rank(op, "b", b, 1);
    Check.sameDType(op, "a", self(), "b", b);
    if (self().numel() != b.numel())
      throw Check.shapeError(
          op, "the vectors have " + self().numel() + " and " + b.numel() + " elements");
  }

  /// All products of an element of this vector and one of the other.
  default Tensor outer(Tensor b) {
    Check.rank("outer", "a", self(), 1);
    Check.rank("outer", "b", b, 1);
    return self().unsqueeze(1).mul(b);
  }

  /// beta·this + alpha·(a · b); with beta 0 this tensor is not read
  default Tensor addmm(Tensor a, Tensor b, Number beta, Number alpha) {
    Check.sameDType("addmm", "the input", self(), "a", a);
    return blend("addmm", a.mm(b), beta, alpha);
  }

  /// this + a · b
  default Tensor addmm(Tensor a, Tensor b) {
    return addmm(a, b, 1, 1);
  }

  /// beta·this + alpha·(a · v)
  default Tensor addmv(Tensor a, Tensor v, Number beta, Number alpha) {
    return blend("addmv", a.mv(v), beta, alpha);
  }

  /// beta·this + alpha·(v ⊗ w)
  default Tensor addr(Tensor v, Tensor w, Number beta, Number alpha) {
    return blend("addr", v.outer(w), beta, alpha);
  }

  /// beta·this + alpha·(batch products)
  default Tensor baddbmm(Tensor a, Tensor b, Number beta, Number alpha) {
    return blend("baddbmm", a.bmm(b), beta, alpha);
  }

  /// beta·this + alpha·(the sum of the batch products)
  default Tensor addbmm(Tensor a, Tensor b, Number beta, Number alpha) {
    return blend("addbmm", a.bmm(b).sum(0).to(a.dtype()), beta, alpha);
  }

  private Tensor blend(String op, Tensor product, Number beta, Number alpha) {
    Tensor x = self();
    DType t = Promotion.promote(x.dtype(), product.dtype());
    if (!Arrays.equals(
        Check.broadcast(op, x.layout().shape(), product.layout().shape()),
        product.layout().shape()))
      throw Check.shapeError(
          op,
          "the input "
              + Check.shape(x.shape())
              + " does not expand to the product's shape "
              + Check.shape(product.shape()));
    Tensor p = scaled(product, alpha);
    if (isZero(beta)) return p.to(t);
    return scaled(x, beta).add(p).to(t);
  }

  private static Tensor scaled(Tensor x, Number by) {
    if (!(by instanceof Complex) && by.doubleValue() == 1) return x;
    DType t = x.dtype();
    if (!t.isDifferentiable() && !(by instanceof Complex)) return x.mul((Number) by.longValue());
    return x.mul(by);
  }

  private static boolean isZero(Number n) {
    return n instanceof Complex c ? c.re() == 0 && c.im() == 0 : n.doubleValue() == 0;
  }
}
