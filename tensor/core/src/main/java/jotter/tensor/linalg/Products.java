package jotter.tensor.linalg;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;

/// Products of vectors, matrices and tensors, and the checks that all of linear algebra has.
public abstract class Products {
  Products() {}

  // ---- checks ----

  static void matrix(String op, Tensor a) {
    if (a.rank() < 2)
      throw Check.shapeError(
          op, "needs a matrix or a batch of matrices, got the shape " + Check.shape(a.shape()));
  }

  static void floatingMatrix(String op, Tensor a) {
    matrix(op, a);
    DType t = a.dtype();
    Check.floatingOrComplex(op, "the matrix", a);
    if (t == DType.FLOAT16 || t == DType.BFLOAT16 || t == DType.COMPLEX32)
      throw Check.dtypeError(
          op, "is computed in float32 or float64, got " + t + "; use x.to(DType.FLOAT32)");
  }

  static void square(String op, Tensor a) {
    matrix(op, a);
    if (a.size(-1) != a.size(-2))
      throw Check.shapeError(
          op,
          "needs square matrices, got "
              + Check.shape(a.shape())
              + ": "
              + a.size(-2)
              + " ≠ "
              + a.size(-1));
  }

  static void squareFloating(String op, Tensor a) {
    square(op, a);
    floatingMatrix(op, a);
  }

  static long[] batch(Tensor a) {
    return Arrays.copyOf(a.shape(), a.rank() - 2);
  }

  /// The matrices, repeated for every element of `batch`.
  static Tensor expand(Tensor a, long[] batch) {
    long[] s = Arrays.copyOf(batch, batch.length + 2);
    s[batch.length] = a.size(-2);
    s[batch.length + 1] = a.size(-1);
    return Arrays.equals(s, a.shape()) ? a : a.expand(s);
  }

  static Tensor eyeLike(Tensor a) {
    long n = a.size(-1);
    return Tensor.eye(n, n, a.dtype()).to(a.device()).expand(a.shape());
  }

  static double epsilon(DType t) {
    return t.toReal() == DType.FLOAT64 ? Math.ulp(1.0) : Math.ulp(1f);
  }

  // ---- products ----

  /// Σ conj(x)·y along `dim`; the shapes broadcast.
  public static Tensor vecdot(Tensor x, Tensor y, int dim) {
    Check.floatingOrComplex("linalg.vecdot", "x", x);
    Check.sameDType("linalg.vecdot", "x", x, "y", y);
    return x.conj().mul(y).sum(dim);
  }

  /// Along the last dimension.
  public static Tensor vecdot(Tensor x, Tensor y) {
    return vecdot(x, y, -1);
  }

  /// x × y, the vector at right angles to both, along `dim`, which has size 3.
  public static Tensor cross(Tensor x, Tensor y, int dim) {
    if (x.rank() != y.rank())
      throw Check.shapeError(
          "linalg.cross",
          "needs tensors of the same rank, got "
              + Check.shape(x.shape())
              + " and "
              + Check.shape(y.shape()));
    int d = Check.dim("linalg.cross", dim, x.rank());
    if (x.rank() == 0 || x.size(d) != 3 || y.size(d) != 3)
      throw Check.shapeError(
          "linalg.cross",
          "dimension "
              + dim
              + " must have size 3, got "
              + Check.shape(x.shape())
              + " and "
              + Check.shape(y.shape()));
    Check.broadcast("linalg.cross", x, y);
    return turn(x, 2, d).mul(turn(y, 1, d)).sub(turn(x, 1, d).mul(turn(y, 2, d)));
  }

  /// Along the last dimension.
  public static Tensor cross(Tensor x, Tensor y) {
    return cross(x, y, -1);
  }

  private static Tensor turn(Tensor x, long by, int dim) {
    return x.roll(new long[] {by}, dim);
  }

  /// `torch.cross`: along the first dimension of size 3 unless `dim` says which.
  public static Tensor crossAlong(Tensor x, Tensor y, Integer dim) {
    if (dim != null) return cross(x, y, dim);
    Tensor wide = x.expand(Check.broadcast("cross", x, y));
    for (int i = 0; i < wide.rank(); i++) if (wide.size(i) == 3) return cross(x, y, i);
    throw Check.shapeError("cross", "no dimension of " + Check.shape(wide.shape()) + " has size 3");
  }

  /// The diagonals of the matrices in the last two dimensions, a view.
  public static Tensor diagonal(Tensor a) {
    return a.diagonal(0, -2, -1);
  }

  /// Σ over the last dimensions of x and y: (…, n)·(…, n).
  public static Tensor inner(Tensor x, Tensor y) {
    Check.sameDType("inner", "x", x, "y", y);
    if (x.rank() == 0 || y.rank() == 0) return x.mul(y);
    if (x.size(-1) != y.size(-1))
      throw Check.shapeError(
          "inner",
          "the last dimensions differ, "
              + Check.shape(x.shape())
              + " and "
              + Check.shape(y.shape())
              + ": "
              + x.size(-1)
              + " ≠ "
              + y.size(-1));
    return tensordot(x, y, new int[] {-1}, new int[] {-1});
  }

  /// The sum over the last `dims` dimensions of x and the first of y.
  public static Tensor tensordot(Tensor x, Tensor y, int dims) {
    if (dims < 0 || dims > Math.min(x.rank(), y.rank()))
      throw Check.valueError(
          "tensordot",
          dims
              + " dimensions cannot be summed over in "
              + Check.shape(x.shape())
              + " and "
              + Check.shape(y.shape()));
    int[] a = new int[dims];
    int[] b = new int[dims];
    for (int i = 0; i < dims; i++) {
      a[i] = x.rank() - dims + i;
      b[i] = i;
    }
    return tensordot(x, y, a, b);
  }

  /// The sum over the dimensions `dx` of x and, in the same order, `dy` of y; the others of x, then
  /// of y, remain.
  public static Tensor tensordot(Tensor x, Tensor y, int[] dx, int[] dy) {
    Check.sameDType("tensordot", "x", x, "y", y);
    if (dx.length != dy.length)
      throw Check.valueError(
          "tensordot", dx.length + " dimensions of x cannot be paired with " + dy.length + " of y");
    boolean[] usedX = new boolean[x.rank()];
    boolean[] usedY = new boolean[y.rank()];
    int[] a = new int[dx.length];
    int[] b = new int[dx.length];
    long summed = 1;
    for (int i = 0; i < dx.length; i++) {
      a[i] = Check.dim("tensordot", dx[i], x.rank());
      b[i] = Check.dim("tensordot", dy[i], y.rank());
      if (usedX[a[i]] || usedY[b[i]])
        throw Check.valueError("tensordot", "a dimension appears twice");
      usedX[a[i]] = true;
      usedY[b[i]] = true;
      // A size of 1 broadcasts: the other side is summed by itself.
      if (x.size(a[i]) == 1 && y.size(b[i]) != 1) y = y.sum(new int[] {b[i]}, true, y.dtype());
      else if (y.size(b[i]) == 1 && x.size(a[i]) != 1) x = x.sum(new int[] {a[i]}, true, x.dtype());
      if (x.size(a[i]) != y.size(b[i]))
        throw Check.shapeError(
            "tensordot",
            "the summed dimensions differ, "
                + Check.shape(x.shape())
                + " at "
                + dx[i]
                + " and "
                + Check.shape(y.shape())
                + " at "
                + dy[i]
                + ": "
                + x.size(a[i])
                + " ≠ "
                + y.size(b[i]));
      summed *= x.size(a[i]);
    }
    int[] restX = others(usedX);
    int[] restY = others(usedY);
    long[] shape = new long[restX.length + restY.length];
    long rows = 1;
    long columns = 1;
    for (int i = 0; i < restX.length; i++) rows *= shape[i] = x.size(restX[i]);
    for (int i = 0; i < restY.length; i++) columns *= shape[restX.length + i] = y.size(restY[i]);
    Tensor left = x.permute(joined(restX, a)).reshape(rows, summed);
    Tensor right = y.permute(joined(b, restY)).reshape(summed, columns);
    return left.matmul(right).reshape(shape);
  }

  private static int[] others(boolean[] used) {
    int[] r = new int[used.length];
    int n = 0;
    for (int i = 0; i < used.length; i++) if (!used[i]) r[n++] = i;
    return Arrays.copyOf(r, n);
  }

  private static int[] joined(int[] a, int[] b) {
    int[] r = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, r, a.length, b.length);
    return r;
  }

  /// Sums of products written with indices: `einsum("bij,bjk->bik", a, b)`. Repeated indices are
  /// summed (or make a diagonal within one tensor) unless they are after the arrow; without an
  /// arrow those that appear once remain, in alphabetical order; `...` stands for dimensions that
  /// broadcast.
  public static Tensor einsum(String equation, Tensor... operands) {
    return Einsum.of(equation, operands);
  }

  /// Kronecker's product: every element of x times all of y.
  public static Tensor kron(Tensor x, Tensor y) {
    int r = Math.max(x.rank(), y.rank());
    long[] sx = new long[2 * r];
    long[] sy = new long[2 * r];
    long[] out = new long[r];
    for (int i = 0; i < r; i++) {
      int kx = i - r + x.rank();
      int ky = i - r + y.rank();
      sx[2 * i] = kx < 0 ? 1 : x.size(kx);
      sx[2 * i + 1] = 1;
      sy[2 * i] = 1;
      sy[2 * i + 1] = ky < 0 ? 1 : y.size(ky);
      out[i] = sx[2 * i] * sy[2 * i + 1];
    }
    return x.reshape(sx).mul(y.reshape(sy)).reshape(out);
  }

  /// The product of matrices in the order that takes the fewest multiplications. The first may be a
  /// vector (a row), and so may the last (a column).
  public static Tensor multiDot(Tensor... ts) {
    String op = "linalg.multiDot";
    if (ts.length < 2) throw Check.valueError(op, "needs at least two tensors, got " + ts.length);
    int n = ts.length;
    Tensor[] m = ts.clone();
    boolean row = m[0].rank() == 1;
    boolean column = m[n - 1].rank() == 1;
    if (row) m[0] = m[0].unsqueeze(0);
    if (column) m[n - 1] = m[n - 1].unsqueeze(1);
    for (int i = 0; i < n; i++) {
      if (m[i].rank() != 2)
        throw Check.shapeError(
            op, "tensor " + i + " must be a matrix, got " + Check.shape(ts[i].shape()));
      Check.sameDType(op, "tensor 0", m[0], "tensor " + i, m[i]);
      if (i > 0 && m[i - 1].size(1) != m[i].size(0)) throw doNotFit(op, ts, i);
    }
    Tensor r = n == 2 ? m[0].matmul(m[1]) : ordered(m);
    if (column) r = r.squeeze(1);
    return row ? r.squeeze(0) : r;
  }

  private static TensorException doNotFit(String op, Tensor[] ts, int i) {
    return Check.shapeError(
        op,
        "tensors "
            + (i - 1)
            + " and "
            + i
            + " do not fit, "
            + Check.shape(ts[i - 1].shape())
            + "·"
            + Check.shape(ts[i].shape()));
  }

  private static Tensor ordered(Tensor[] m) {
    int n = m.length;
    double[] p = new double[n + 1];
    for (int i = 0; i < n; i++) p[i] = m[i].size(0);
    p[n] = m[n - 1].size(1);
    double[][] cost = new double[n][n];
    int[][] split = new int[n][n];
    for (int length = 1; length < n; length++)
      for (int i = 0; i + length < n; i++) {
        int j = i + length;
        cost[i][j] = Double.MAX_VALUE;
        for (int k = i; k < j; k++) {
          double c = cost[i][k] + cost[k + 1][j] + p[i] * p[k + 1] * p[j + 1];
          if (c < cost[i][j]) {
            cost[i][j] = c;
            split[i][j] = k;
          }
        }
      }
    return product(m, split, 0, n - 1);
  }

  private static Tensor product(Tensor[] m, int[][] split, int i, int j) {
    if (i == j) return m[i];
    int k = split[i][j];
    return product(m, split, i, k).matmul(product(m, split, k + 1, j));
  }

  /// `torch.chain_matmul`: {@link #multiDot} of matrices, or the only one.
  public static Tensor chainMatmul(Tensor... ts) {
    return ts.length == 1 ? ts[0].clone() : multiDot(ts);
  }

  /// Aⁿ; a negative n takes the inverse.
  public static Tensor matrixPower(Tensor a, int n) {
    square("linalg.matrixPower", a);
    if (n == 0) return eyeLike(a).clone();
    Tensor base = n < 0 ? Solvers.inv(a) : a;
    Tensor r = null;
    for (long k = Math.abs((long) n); ; ) {
      if ((k & 1) == 1) r = r == null ? base : r.matmul(base);
      k >>= 1;
      if (k == 0) return r == a ? a.clone() : r;
      base = base.matmul(base);
    }
  }

  /// The powers 0 to n - 1 (null: as many as there are numbers) of the numbers in the last
  /// dimension: Vandermonde's matrix.
  public static Tensor vander(Tensor x, Long n) {
    if (x.rank() == 0) return vander(x.unsqueeze(0), n);
    long k = n == null ? x.size(-1) : n;
    if (k < 0) throw Check.valueError("linalg.vander", "n must not be negative, got " + n);
    DType t = x.dtype() == DType.BOOL || x.dtype().isInteger() ? DType.INT64 : x.dtype();
    long[] s = Arrays.copyOf(x.shape(), x.rank() + 1);
    s[s.length - 1] = Math.max(k - 1, 0);
    Tensor powers = x.to(t).unsqueeze(-1).expand(s);
    s[s.length - 1] = 1;
    Tensor one = Tensor.ones(s, t).to(x.device());
    if (k == 0) return one.narrow(-1, 0, 0);
    return k == 1 ? one : Tensor.cat(-1, one, powers.cumprod(-1));
  }

  /// `torch.vander`: the powers fall from left to right unless `increasing`.
  public static Tensor vander(Tensor x, Long n, boolean increasing) {
    Check.rank("vander", "x", x, 1);
    Tensor v = vander(x, n);
    return increasing ? v : v.flip(-1);
  }
}
