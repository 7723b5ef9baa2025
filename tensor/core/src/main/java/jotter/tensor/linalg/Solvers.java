package jotter.tensor.linalg;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.op.linalg.Factors;
import jotter.tensor.op.linalg.MatrixFunctions;
import jotter.tensor.op.linalg.Solves;

/// Systems of equations, inverses, determinants and functions of matrices.
public abstract class Solvers extends Decompositions {
  protected Solvers() {}

  // ---- inverses ----

  /// A⁻¹. Throws if A is singular.
  public static Tensor inv(Tensor a) {
    squareFloating("linalg.inv", a);
    return Dispatch.apply(new Solves.Inverse(true), a)[0];
  }

  /// A⁻¹ without a check, and 0 or the place of a pivot that is 0.
  public static Tensor[] invEx(Tensor a) {
    squareFloating("linalg.inv", a);
    return Dispatch.apply(new Solves.Inverse(false), a);
  }

  /// The pseudo-inverse of Moore and Penrose; singular values (eigenvalues, if `hermitian`) not
  /// above max(atol, rtol · the largest) count as 0. Tolerances may be null.
  public static Tensor pinv(Tensor a, Tensor atol, Tensor rtol, boolean hermitian) {
    floatingMatrix("linalg.pinv", a);
    if (hermitian) square("linalg.pinv", a);
    Tensor[] tol = tolerances(a, atol, rtol);
    return Dispatch.one(
        new MatrixFunctions.PseudoInverse(hermitian),
        a,
        tol[0].expand(Check.broadcast("linalg.pinv", batch(a), tol[0].shape())),
        tol[1].expand(Check.broadcast("linalg.pinv", batch(a), tol[1].shape())));
  }

  public static Tensor pinv(Tensor a) {
    return pinv(a, null, null, false);
  }

  /// (L·Lᴴ)⁻¹ from the factor of Cholesky, or (Uᴴ·U)⁻¹.
  public static Tensor choleskyInverse(Tensor l, boolean upper) {
    squareFloating("choleskyInverse", l);
    return Dispatch.one(new Solves.CholeskyInverse(upper), l);
  }

  /// The tensor X with tensordot(X, A·Y) = Y: A's first `ind` dimensions are its rows.
  public static Tensor tensorinv(Tensor a, int ind) {
    String op = "linalg.tensorinv";
    Check.value(ind > 0, op, "ind must be positive, got " + ind);
    long[] s = a.shape();
    long rows = 1;
    long columns = 1;
    for (int i = 0; i < s.length; i++)
      if (i < ind) rows *= s[i];
      else columns *= s[i];
    if (rows != columns)
      throw Check.shapeError(
          op,
          "the first "
              + ind
              + " dimensions of "
              + Check.shape(s)
              + " have "
              + rows
              + " elements, the others "
              + columns
              + "; they must be equal");
    long[] out = new long[s.length];
    for (int i = 0; i < s.length; i++) out[i] = s[(i + ind) % s.length];
    return inv(a.reshape(rows, columns)).reshape(out);
  }

  // ---- solvers ----

  /// Whether b is a batch of vectors, not of matrices, for the matrices a.
  private static boolean vectors(Tensor a, Tensor b) {
    return b.rank() == 1
        || a.rank() - 1 == b.rank()
            && Arrays.equals(b.shape(), Arrays.copyOf(a.shape(), a.rank() - 1));
  }

  /// X with A·X = B (X·A = B without `left`). B may be a vector. Throws if A is singular.
  public static Tensor solve(Tensor a, Tensor b, boolean left) {
    return solve(a, b, left, true)[0];
  }

  public static Tensor solve(Tensor a, Tensor b) {
    return solve(a, b, true);
  }

  /// X without a check, and 0 or the place of a pivot that is 0.
  public static Tensor[] solveEx(Tensor a, Tensor b, boolean left) {
    return solve(a, b, left, false);
  }

  private static Tensor[] solve(Tensor a, Tensor b, boolean left, boolean check) {
    String op = "linalg.solve";
    squareFloating(op, a);
    Check.sameDType(op, "A", a, "B", b);
    boolean vector = vectors(a, b);
    Tensor rhs = vector ? b.unsqueeze(-1) : b;
    Tensor[] ab = fitted(op, a, rhs, left || vector);
    Tensor[] r = Dispatch.apply(new Solves.Solve(check), ab);
    Tensor x = !left && !vector ? r[0].mH() : r[0];
    long[] infoShape = batch(a);
    Tensor info = r[1];
    for (int i = infoShape.length; i < info.rank(); ) info = info.select(0, 0);
    return new Tensor[] {vector ? x.squeeze(-1) : x, info.expand(infoShape)};
  }

  /// A and B (their adjoints for a solution from the right) with the same batch.
  private static Tensor[] fitted(String op, Tensor a, Tensor b, boolean left) {
    matrix(op, b);
    if (a.size(-1) != (left ? b.size(-2) : b.size(-1)))
      throw Check.shapeError(
          op,
          "A "
              + Check.shape(a.shape())
              + " and B "
              + Check.shape(b.shape())
              + " do not fit for "
              + (left ? "A·X = B" : "X·A = B"));
    long[] batch = Check.broadcast(op, batch(a), batch(b));
    Tensor x = left ? a : a.mH();
    Tensor y = left ? b : b.mH();
    return new Tensor[] {expand(x, batch), expand(y, batch)};
  }

  /// X with T·X = B (X·T = B without `left`) for the upper or lower triangle of T; `unitriangular`
  /// takes its diagonal as 1.
  public static Tensor solveTriangular(
      Tensor t, Tensor b, boolean upper, boolean left, boolean unitriangular) {
    String op = "linalg.solveTriangular";
    squareFloating(op, t);
    Check.sameDType(op, "A", t, "B", b);
    Tensor[] tb = fitted(op, t, b, left);
    Tensor x = Dispatch.one(new Solves.Triangular(upper == left, unitriangular), tb);
    return left ? x : x.mH();
  }

  /// `torch.triangular_solve`: X with T·X = B (Tᵀ·X with `transpose`).
  public static Tensor triangularSolve(
      Tensor b, Tensor t, boolean upper, boolean transpose, boolean unitriangular) {
    Tensor m = transpose ? t.mT() : t;
    return solveTriangular(m, b, upper != transpose, true, unitriangular);
  }

  /// X with A·X = B (or X·A = B; Aᴴ with `adjoint`) from the factors of {@link #luFactor}.
  public static Tensor luSolve(Tensor lu, Tensor pivots, Tensor b, boolean left, boolean adjoint) {
    String op = "linalg.luSolve";
    squareFloating(op, lu);
    Check.sameDType(op, "LU", lu, "B", b);
    if (!left) {
      fitted(op, lu, b, false);
      return luSolve(lu, pivots, b.mH(), true, !adjoint).mH();
    }
    Tensor[] fit = fitted(op, lu, b, true);
    Tensor order = Dispatch.one(new Factors.Order(lu.size(-1)), pivots);
    if (!adjoint) {
      Tensor y = permuted(fit[1], order);
      y = Dispatch.one(new Solves.Triangular(false, true), fit[0], y);
      return Dispatch.one(new Solves.Triangular(true, false), fit[0], y);
    }
    Tensor h = fit[0].mH();
    Tensor y = Dispatch.one(new Solves.Triangular(false, false), h, fit[1]);
    y = Dispatch.one(new Solves.Triangular(true, true), h, y);
    return permuted(y, order.argsort(-1, false));
  }

  private static Tensor permuted(Tensor b, Tensor order) {
    return b.gather(b.rank() - 2, order.unsqueeze(-1).expand(b.shape()));
  }

  /// X with A·X = B from the factor L (or U) of Cholesky of A.
  public static Tensor choleskySolve(Tensor b, Tensor l, boolean upper) {
    squareFloating("choleskySolve", l);
    Check.sameDType("choleskySolve", "L", l, "B", b);
    return Dispatch.one(new Solves.CholeskySolve(upper), fitted("choleskySolve", l, b, true));
  }

  /// X with A·X = B from the factors of {@link #ldlFactor}.
  public static Tensor ldlSolve(Tensor ld, Tensor pivots, Tensor b, boolean hermitian) {
    String op = "linalg.ldlSolve";
    squareFloating(op, ld);
    Check.sameDType(op, "LD", ld, "B", b);
    Tensor[] fit = fitted(op, ld, b, true);
    long[] s = Arrays.copyOf(batch(fit[0]), fit[0].rank() - 1);
    s[s.length - 1] = ld.size(-1);
    return Dispatch.one(new Solves.LdlSolve(hermitian), fit[0], pivots.expand(s), fit[1]);
  }

  /// What {@link #lstsq} finds. Residuals are Σ|A·X - B|² for each column if A has full rank and
  /// more rows than columns; what a driver does not give (gelsy: residuals, too) is empty.
  public record LeastSquares(
      Tensor solution, Tensor residuals, Tensor rank, Tensor singularValues) {}

  /// The X of least norm that minimises ‖A·X - B‖.
  ///
  /// @param rcond singular values not above rcond · the largest count as 0; null: eps·max(m, n)
  /// @param driver PyTorch's (LAPACK's) name: "gels" takes A to have full rank; "gelsy" gives the
  ///   rank, "gelsd" and "gelss" the singular values too; null: "gelsy"
  public static LeastSquares lstsq(Tensor a, Tensor b, Double rcond, String driver) {
    String op = "linalg.lstsq";
    floatingMatrix(op, a);
    Check.sameDType(op, "A", a, "B", b);
    if (b.rank() == 0)
      throw Check.shapeError(op, "B must have at least one dimension, got a scalar");
    String d = driver == null ? "gelsy" : driver;
    boolean full =
        switch (d) {
          case "gels" -> true;
          case "gelsy", "gelsd", "gelss" -> false;
          default ->
              throw Check.valueError(
                  op, "the driver must be gels, gelsy, gelsd or gelss, got " + driver);
        };
    boolean vector = vectors(a, b);
    Tensor rhs = vector ? b.unsqueeze(-1) : b;
    if (rhs.rank() < 2 || a.size(-2) != rhs.size(-2))
      throw Check.shapeError(
          op,
          "A "
              + Check.shape(a.shape())
              + " and B "
              + Check.shape(b.shape())
              + " must have the same number of rows");
    long[] batch = Check.broadcast(op, batch(a), batch(rhs));
    Tensor x = expand(a, batch);
    Tensor y = expand(rhs, batch);
    long m = a.size(-2);
    long n = a.size(-1);
    double cut = full ? 0 : rcond == null ? epsilon(a.dtype()) * Math.max(m, n) : rcond;
    Tensor[] r = Dispatch.apply(new MatrixFunctions.LeastSquares(cut), x, y);
    Tensor solution = r[0];
    DType real = a.dtype().toReal();
    Tensor residuals = Tensor.empty(new long[] {0}, real);
    boolean regular = full || r[1].eq(n).all().itemBoolean();
    if (m > n && regular && !d.equals("gelsy")) {
      Tensor e = x.matmul(solution).sub(y).abs().square();
      residuals = e.sum(new int[] {-2}, false);
    }
    Tensor rank = full ? Tensor.empty(new long[] {0}, DType.INT64) : r[1];
    boolean values = d.equals("gelsd") || d.equals("gelss");
    Tensor s = values ? r[2] : Tensor.empty(new long[] {0}, real);
    if (vector) {
      solution = solution.squeeze(-1);
      if (residuals.numel() > 0) residuals = residuals.squeeze(-1);
    }
    return new LeastSquares(solution, residuals, rank, s);
  }

  /// The tensor X with tensordot(A, X) = B; `dims` of A are moved to its end before.
  public static Tensor tensorsolve(Tensor a, Tensor b, int... dims) {
    Tensor x = a;
    if (dims != null && dims.length > 0) {
      int[] to = new int[dims.length];
      for (int i = 0; i < to.length; i++) to[i] = a.rank() - dims.length + i;
      x = a.movedim(dims, to);
    }
    long[] s = x.shape();
    long[] rest = Arrays.copyOfRange(s, Math.min(b.rank(), s.length), s.length);
    long columns = Arrays.stream(rest).reduce(1, (p, q) -> p * q);
    if (b.numel() != columns || x.numel() != columns * columns)
      throw Check.shapeError(
          "linalg.tensorsolve",
          "A "
              + Check.shape(s)
              + " is no square map onto B "
              + Check.shape(b.shape())
              + ": "
              + b.numel()
              + " equations, "
              + columns
              + " unknowns");
    return solve(x.reshape(columns, columns), b.reshape(columns)).reshape(rest);
  }

  // ---- determinants and functions ----

  /// The determinant.
  public static Tensor det(Tensor a) {
    squareFloating("linalg.det", a);
    return Dispatch.one(new MatrixFunctions.Det(), a);
  }

  /// The sign (a phase) of the determinant, and log|det A|.
  public static Tensor[] slogdet(Tensor a) {
    squareFloating("linalg.slogdet", a);
    return Dispatch.apply(new MatrixFunctions.SlogDet(), a);
  }

  /// log(det A); NaN where the determinant is negative.
  public static Tensor logdet(Tensor a) {
    squareFloating("logdet", a);
    Tensor[] r = Dispatch.apply(new MatrixFunctions.SlogDet(), a);
    if (a.isComplex()) return r[0].log().add(r[1]);
    return r[1].maskedFill(r[0].detach().lt(0), Double.NaN);
  }

  /// exp(A) = Σ Aᵏ/k!.
  public static Tensor matrixExp(Tensor a) {
    squareFloating("linalg.matrixExp", a);
    return Dispatch.one(new MatrixFunctions.Exp(), a);
  }
}
