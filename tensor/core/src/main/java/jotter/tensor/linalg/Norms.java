package jotter.tensor.linalg;

import java.util.Arrays;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.op.linalg.MatrixFunctions;

/// Norms, distances, condition numbers and ranks.
public abstract class Norms extends Products {
  Norms() {}

  /// (Σ|x|^p)^(1/p) over `dim` (null: all); p = ∞ the largest, -∞ the smallest modulus, 0 how many
  /// are not 0. `type` (null: x's) is converted to before. Where the norm is 0, so is the gradient.
  public static Tensor vectorNorm(Tensor x, double p, int[] dim, boolean keepdim, DType type) {
    return vectorNorm("linalg.vectorNorm", x, p, dim, keepdim, type);
  }

  /// Over all elements.
  public static Tensor vectorNorm(Tensor x, double p) {
    return vectorNorm(x, p, null, false, null);
  }

  static Tensor vectorNorm(String op, Tensor x, double p, int[] dim, boolean keepdim, DType type) {
    Check.floatingOrComplex(op, "x", x);
    if (type != null && (!type.isDifferentiable() || x.isComplex() && !type.isComplex()))
      throw Check.dtypeError(op, "the type " + type + " cannot hold " + x.dtype());
    Tensor y = type == null ? x : x.to(type);
    int[] d = Check.dims(op, dim, x.rank());
    if (Double.isInfinite(p) || p < 0)
      for (int i : d)
        if (x.size(i) == 0)
          throw Check.shapeError(
              op,
              "the norm of order "
                  + p
                  + " of no elements is not defined, got "
                  + Check.shape(x.shape()));
    return Dispatch.one(new MatrixFunctions.VectorNorm(p, d, keepdim), y);
  }

  private static TensorException badOrder(String op, Object ord) {
    return Check.valueError(
        op, "the order must be \"fro\", \"nuc\", ∞, -∞, 1, -1, 2 or -2, got " + ord);
  }

  /// A norm of the matrices in the two dimensions `dim`: `"fro"` (√Σ|a|²) or `"nuc"` (the sum of
  /// the singular values).
  public static Tensor matrixNorm(Tensor a, String ord, int[] dim, boolean keepdim, DType type) {
    int[] d = two("linalg.matrixNorm", a, dim);
    return switch (ord) {
      case "fro" -> vectorNorm("linalg.matrixNorm", a, 2, d, keepdim, type);
      case "nuc" -> ofSingularValues(converted(a, type), d, keepdim, 0);
      default -> throw badOrder("linalg.matrixNorm", ord);
    };
  }

  /// A norm of the matrices in the two dimensions `dim`: ±1 the largest (smallest) column sum, ±∞
  /// row sum, ±2 singular value.
  public static Tensor matrixNorm(Tensor a, double ord, int[] dim, boolean keepdim, DType type) {
    String op = "linalg.matrixNorm";
    int[] d = two(op, a, dim);
    double size = Math.abs(ord);
    if (size == 2) return ofSingularValues(converted(a, type), d, keepdim, ord);
    if (size != 1 && !Double.isInfinite(ord)) throw badOrder(op, ord);
    int summed = size == 1 ? 0 : 1;
    Tensor sums = vectorNorm(op, a, 1, new int[] {d[summed]}, true, type);
    int[] rest = {d[1 - summed]};
    Tensor r = ord > 0 ? largest(sums, rest[0]) : sums.amin(rest, true);
    return keepdim ? r : r.squeeze(d);
  }

  /// The largest along `dim`, kept; 0 of nothing, as a matrix without elements has norm 0.
  private static Tensor largest(Tensor x, int dim) {
    if (x.size(dim) > 0) return x.amax(new int[] {dim}, true);
    return x.sum(new int[] {dim}, true);
  }

  private static Tensor converted(Tensor a, DType type) {
    return type == null ? a : a.to(type);
  }

  private static int[] two(String op, Tensor a, int[] dim) {
    matrix(op, a);
    Check.floatingOrComplex(op, "the matrix", a);
    int[] d = dim == null ? new int[] {-2, -1} : dim.clone();
    if (d.length != 2)
      throw Check.valueError(op, "dim must be two dimensions, got " + Arrays.toString(dim));
    for (int i = 0; i < 2; i++) d[i] = Check.dim(op, d[i], a.rank());
    if (d[0] == d[1])
      throw Check.valueError(op, "dim must be two different dimensions, got " + d[0] + " twice");
    return d;
  }

  private static Tensor ofSingularValues(Tensor a, int[] d, boolean keepdim, double ord) {
    Tensor m = a.movedim(d, new int[] {-2, -1});
    Tensor s = Decompositions.svdvals(m);
    int[] last = {-1};
    Tensor r = ord == 0 ? s.sum(last, false) : ord > 0 ? largest(s, -1).squeeze(-1) : s.amin(last);
    if (!keepdim) return r;
    return r.unsqueeze(Math.min(d[0], d[1])).unsqueeze(Math.max(d[0], d[1]));
  }

  /// `torch.linalg.norm`: with neither order nor dim the 2-norm of all elements; of one dimension a
  /// vector's norm, of two a matrix's.
  ///
  /// @param ord a number, "fro", "nuc", or null
  public static Tensor norm(Tensor x, Object ord, int[] dim, boolean keepdim, DType type) {
    String op = "linalg.norm";
    if (ord == null) return vectorNorm(op, x, 2, dim, keepdim, type);
    int[] d = dim;
    if (d == null) {
      if (x.rank() != 1 && x.rank() != 2)
        throw Check.shapeError(
            op,
            "an order without dim needs a vector or a matrix, got "
                + Check.shape(x.shape())
                + "; say which dimensions with dim");
      d = x.rank() == 1 ? new int[] {0} : new int[] {0, 1};
    }
    return switch (ord) {
      case String s -> {
        if (d.length != 2)
          throw Check.valueError(op, "\"" + s + "\" is a norm of matrices; give two dimensions");
        yield matrixNorm(x, s, d, keepdim, type);
      }
      case Number p ->
          d.length == 2
              ? matrixNorm(x, p.doubleValue(), d, keepdim, type)
              : vectorNorm(op, x, p.doubleValue(), d, keepdim, type);
      default -> throw badOrder(op, ord);
    };
  }

  /// The 2-norm of all elements.
  public static Tensor norm(Tensor x) {
    return norm(x, null, null, false, null);
  }

  /// `torch.norm`: a number is always the order of a vector norm, "fro" is 2.
  public static Tensor elementNorm(Tensor x, Object p, int[] dim, boolean keepdim, DType type) {
    if ("nuc".equals(p)) {
      int[] d = dim == null && x.rank() == 2 ? new int[] {0, 1} : dim;
      return matrixNorm(x, "nuc", d, keepdim, type);
    }
    double order =
        switch (p) {
          case null -> 2;
          case Number n -> n.doubleValue();
          case String s when s.equals("fro") -> 2;
          default -> throw badOrder("norm", p);
        };
    return vectorNorm("norm", x, order, dim, keepdim, type);
  }

  /// The norm over all dimensions but `dim` (-1: over all), each with size 1.
  public static Tensor normExceptDim(Tensor v, double p, int dim) {
    if (dim == -1) return vectorNorm(v, p);
    int d = Check.dim("normExceptDim", dim, v.rank());
    int[] rest = new int[v.rank() - 1];
    for (int i = 0; i < rest.length; i++) rest[i] = i < d ? i : i + 1;
    return rest.length == 0 ? v.abs() : vectorNorm(v, p, rest, true, null);
  }

  /// The p-norm of x - y.
  public static Tensor dist(Tensor x, Tensor y, double p) {
    return vectorNorm("dist", x.sub(y), p, null, false, null);
  }

  /// The p-norms of the differences of every row of x (…, n, d) and every row of y (…, m, d): (…,
  /// n, m).
  public static Tensor cdist(Tensor x, Tensor y, double p) {
    String op = "cdist";
    matrix(op, x);
    matrix(op, y);
    Check.floating(op, "x", x);
    Check.value(p >= 0, op, "p must not be negative, got " + p);
    if (x.size(-1) != y.size(-1))
      throw Check.shapeError(
          op,
          "the points of x have "
              + x.size(-1)
              + " coordinates, those of y "
              + y.size(-1)
              + "; they must be equal");
    Tensor difference = x.unsqueeze(-2).sub(y.unsqueeze(-3));
    if (x.size(-1) == 0) return difference.sum(-1);
    return vectorNorm(op, difference, p, new int[] {-1}, false, null);
  }

  /// Scales each slice along `dim` whose p-norm exceeds `maxNorm` down to it.
  public static Tensor renorm(Tensor x, double p, int dim, double maxNorm) {
    if (x.rank() < 2)
      throw Check.shapeError(
          "renorm", "needs at least two dimensions, got " + Check.shape(x.shape()));
    Check.value(p > 0, "renorm", "p must be positive, got " + p);
    Check.value(maxNorm >= 0, "renorm", "maxNorm must not be negative, got " + maxNorm);
    int d = Check.dim("renorm", dim, x.rank());
    Tensor norm = normExceptDim(x, p, d);
    Tensor factor = norm.add(1e-7).reciprocal().mul(maxNorm);
    Tensor one = Tensor.onesLike(norm.detach());
    return x.mul(Tensor.where(norm.detach().gt(maxNorm), factor, one));
  }

  /// The condition number ‖A‖·‖A⁻¹‖ for an order as {@link #norm} has it; null and ±2: the largest
  /// singular value by the smallest. Singular matrices give ∞.
  public static Tensor cond(Tensor a, Object ord) {
    String op = "linalg.cond";
    floatingMatrix(op, a);
    double p = ord == null ? 2 : ord instanceof Number n ? n.doubleValue() : 0;
    if (Math.abs(p) == 2) {
      if (a.numel() == 0) return Tensor.zeros(batch(a), a.dtype().toReal());
      Tensor s = Decompositions.svdvals(a);
      Tensor first = s.select(-1, 0);
      Tensor last = s.select(-1, s.size(-1) - 1);
      return p > 0 ? first.div(last) : last.div(first);
    }
    square(op, a);
    if (a.numel() == 0) return Tensor.zeros(batch(a), a.dtype().toReal());
    Tensor[] inverse = Solvers.invEx(a);
    Tensor r = anyNorm(a, ord).mul(anyNorm(inverse[0], ord));
    return r.maskedFill(inverse[1].ne(0), Double.POSITIVE_INFINITY);
  }

  private static Tensor anyNorm(Tensor a, Object ord) {
    return ord instanceof Number n
        ? matrixNorm(a, n.doubleValue(), null, false, null)
        : matrixNorm(a, (String) ord, null, false, null);
  }

  /// atol and rtol as tensors that broadcast with the batch; by default rtol is eps·max(m, n), but
  /// 0 if atol is given and positive.
  static Tensor[] tolerances(Tensor a, Tensor atol, Tensor rtol) {
    DType t = a.dtype().toReal();
    double standard = epsilon(t) * Math.max(a.size(-1), a.size(-2));
    Tensor r = rtol;
    if (r == null) {
      r = Tensor.full(new long[0], standard, t);
      if (atol != null) r = Tensor.where(atol.gt(0), Tensor.zeros(new long[0], t), r);
    }
    Tensor absolute = atol == null ? Tensor.zeros(new long[0], t) : atol;
    return new Tensor[] {absolute.to(t).detach(), r.to(t).detach()};
  }

  /// How many singular values (moduli of eigenvalues, if `hermitian`) are above max(atol, rtol ·
  /// the largest), int64; tolerances may be null, and may differ between the matrices of a batch.
  public static Tensor matrixRank(Tensor a, Tensor atol, Tensor rtol, boolean hermitian) {
    floatingMatrix("linalg.matrixRank", a);
    Tensor x = a.detach();
    Tensor[] tol = tolerances(x, atol, rtol);
    long[] batch = Check.broadcast("linalg.matrixRank", batch(x), tol[0].shape());
    batch = Check.broadcast("linalg.matrixRank", batch, tol[1].shape());
    if (x.numel() == 0) return Tensor.zeros(batch, DType.INT64);
    Tensor s = hermitian ? Decompositions.eigvalsh(x).abs() : Decompositions.svdvals(x);
    Tensor largest = s.amax(new int[] {-1}, true);
    Tensor limit = tol[0].unsqueeze(-1).maximum(tol[1].unsqueeze(-1).mul(largest));
    return s.gt(limit).to(DType.INT64).sum(new int[] {-1}, false);
  }

  /// With the standard tolerance.
  public static Tensor matrixRank(Tensor a) {
    return matrixRank(a, null, null, false);
  }
}
