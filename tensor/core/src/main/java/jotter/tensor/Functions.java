package jotter.tensor;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import java.util.Arrays;
import jotter.tensor.formula.Program;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Joining;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Selection;

/// Functions of several tensors. Call these through {@link Tensor}: `Tensor.cat(0, a, b)`.
public abstract sealed class Functions extends Joins permits Tensor {
  Functions() {}

  static final Program CAST = Program.of("to", X);
  static final Program CLONE = Program.of("clone", X);

  /// Takes the second input, for assignment: the first is what was there before.
  static final Program COPY = Program.of("copy", Y);

  static Tensor copyOf(Tensor x) {
    return Dispatch.pointwise(
        new Formulaic.Of(CLONE, Pointwise.NONE, x.dtype().computeType(), x.dtype()), x);
  }

  /// √variance, with gradient 0 where the variance is 0 only through infinity times zero: as
  /// PyTorch.
  static Tensor rootOfVariance(Tensor v) {
    if (!v.requiresGrad()) return v.sqrt();
    // Equal numbers deviate by 0, where the root has no slope; PyTorch passes 0 back.
    Tensor zero = v.detach().eq(0);
    return zero.where(v.detach().sqrt(), zero.where(1, v).sqrt());
  }

  /// A value to be written into `x`: a tensor, or a number or truth value made one.
  static Tensor valueFor(Tensor x, Object value) {
    return switch (value) {
      case Tensor t -> t;
      case Number n -> full(new long[0], n, x.dtype());
      case Boolean b -> full(new long[0], b ? 1 : 0, x.dtype());
      case null, default ->
          throw Check.valueError(
              "set", "the value must be a tensor, a number or a boolean, got " + value);
    };
  }

  static void checkAlpha(String op, Tensor x, Tensor y, Number alpha) {
    DType t = Promotion.resultType(x, y);
    if (!t.isDifferentiable() && Promotion.ofScalar(alpha) != DType.INT64)
      throw Check.dtypeError(op, "alpha = " + alpha + " is no integer, but the result is " + t);
  }

  /// The complex numbers with the given moduli and phases.
  public static Tensor polar(Tensor abs, Tensor angle) {
    Check.sameDType("polar", "the modulus", abs, "the phase", angle);
    return complex(abs.mul(angle.cos()), abs.mul(angle.sin()));
  }

  /// Which elements are among the test elements (or are not, with `invert`).
  public static Tensor isin(Tensor elements, Tensor test, boolean invert) {
    Tensor t = test.reshape(-1);
    Tensor r =
        t.numel() == 0
            ? zeros(elements.shape(), DType.BOOL)
            : elements
                .detach()
                .unsqueeze(-1)
                .eq(t.detach())
                .any(new int[] {-1}, false)
                .to(DType.BOOL);
    return invert ? r.logicalNot() : r;
  }

  /// The tensors one behind the other along `dim`; types promote.
  public static Tensor cat(int dim, Tensor... ts) {
    if (ts.length == 0) throw Check.valueError("cat", "needs at least one tensor");
    for (int i = 0; i < ts.length; i++)
      if (ts[i] == null) throw Check.valueError("cat", "tensor " + i + " is null");
    DType t = null;
    for (Tensor x : ts) t = t == null ? x.dtype() : Promotion.promote(t, x.dtype());
    // A vector without elements joins anything: PyTorch's oldest rule.
    Tensor[] in =
        Arrays.stream(ts).filter(x -> x.rank() != 1 || x.numel() > 0).toArray(Tensor[]::new);
    if (in.length == 0) return copyOf(ts[0].to(t));
    int rank = in[0].rank();
    if (rank == 0)
      throw Check.shapeError("cat", "0-d tensors have no dimension to join along; use stack");
    int d = Check.dim("cat", dim, rank);
    for (int i = 0; i < in.length; i++) {
      if (in[i].rank() != rank)
        throw Check.shapeError(
            "cat",
            "all tensors must have the same number of dimensions, got "
                + Check.shape(in[0].shape())
                + " and "
                + Check.shape(in[i].shape()));
      for (int k = 0; k < rank; k++)
        if (k != d && in[i].size(k) != in[0].size(k))
          throw Check.shapeError(
              "cat",
              "sizes must agree except along dimension "
                  + d
                  + ", got "
                  + Check.shape(in[0].shape())
                  + " and "
                  + Check.shape(in[i].shape()));
      in[i] = in[i].to(t);
    }
    return Dispatch.one(new Joining.Cat(d), in);
  }

  /// The tensors along a new dimension `dim`.
  public static Tensor stack(int dim, Tensor... ts) {
    if (ts.length == 0) throw Check.valueError("stack", "needs at least one tensor");
    int d = Check.dim("stack", dim, ts[0].rank() + 1);
    Tensor[] in = new Tensor[ts.length];
    for (int i = 0; i < ts.length; i++) {
      if (!Arrays.equals(ts[i].layout().shape(), ts[0].layout().shape()))
        throw Check.shapeError(
            "stack",
            "all tensors must have the same shape, got "
                + Check.shape(ts[0].shape())
                + " and "
                + Check.shape(ts[i].shape()));
      in[i] = ts[i].unsqueeze(d);
    }
    return cat(d, in);
  }

  /// x where the condition is not 0, y elsewhere; all three broadcast.
  public static Tensor where(Tensor condition, Tensor x, Tensor y) {
    if (condition.dtype() != DType.BOOL && condition.dtype() != DType.UINT8)
      throw Check.dtypeError(
          "where",
          "the condition must be bool, got " + condition.dtype() + "; use condition.ne(0)");
    return Dispatch.typed(new Selection.Where(), Promotion.resultType(x, y), x, y, condition);
  }

  /// The complex tensor re + i·im.
  public static Tensor complex(Tensor re, Tensor im) {
    Check.sameDType("complex", "the real part", re, "the imaginary part", im);
    if (!re.dtype().isFloatingPoint() || re.dtype() == DType.BFLOAT16)
      throw Check.dtypeError("complex", "the parts must be float32 or float64, got " + re.dtype());
    DType c = re.dtype() == DType.FLOAT16 ? DType.COMPLEX32 : re.dtype().toComplex();
    return Dispatch.typed(Joining.COMPLEX, c.computeType(), c, re, im);
  }

  /// The tensors, expanded to the shape that all broadcast to.
  public static Tensor[] broadcastTensors(Tensor... ts) {
    if (ts.length == 0) return ts;
    long[] s = Check.broadcast("broadcastTensors", ts);
    return Arrays.stream(ts).map(t -> t.expand(s)).toArray(Tensor[]::new);
  }
}
