package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Adam for gradients most of whose rows are zero, as those of large embeddings are.
///
/// Rows (along the first dimension) without gradient keep their averages and their parameters; the
/// others are updated as by {@link Adam}. There is no weight decay, which would touch all rows.
public final class SparseAdam extends Optimizer {
  private static final Program AVERAGE = Program.of("sparseAdam", X.add(Y.sub(X).mul(P0).mul(Z)));
  private static final Program SQUARES =
      Program.of("sparseAdam", X.add(Y.mul(Y).sub(X).mul(P0).mul(Z)));
  private static final Program STEP =
      Program.of("sparseAdam", X.sub(Y.div(Z.sqrt().add(P1)).mul(P0).mul(W)));

  /// With PyTorch's default learning rate, 1e-3.
  public SparseAdam(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public SparseAdam(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    eps(1e-8);
    require(lr > 0, "the learning rate must be positive, got " + lr);
    option("maximize", 0);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public SparseAdam betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public SparseAdam eps(double eps) {
    require(eps > 0, "eps must be positive, got " + eps);
    option("eps", eps);
    return this;
  }

  /// Goes up the gradient instead of down.
  public SparseAdam maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    double beta1 = g.get("beta1");
    double beta2 = g.get("beta2");
    Tensor e = effective(g, p, grad);
    Tensor m = s.zeros("exp_avg", p);
    Tensor v = s.zeros("exp_avg_sq", p);
    Tensor rows = touched(e);
    Dispatch.update(AVERAGE, new double[] {1 - beta1}, m, e, rows);
    Dispatch.update(SQUARES, new double[] {1 - beta2}, v, e, rows);
    double size = g.lr() * Math.sqrt(1 - Math.pow(beta2, t)) / (1 - Math.pow(beta1, t));
    Dispatch.update(STEP, new double[] {size, g.get("eps")}, p, m, v, rows);
  }

  /// 1 for the rows with a gradient, 0 for the others, in a shape that broadcasts.
  private static Tensor touched(Tensor e) {
    if (e.rank() < 2) return e.ne(0).to(e.dtype());
    int[] inner = new int[e.rank() - 1];
    for (int i = 0; i < inner.length; i++) inner[i] = i + 1;
    return e.ne(0).any(inner, true).to(e.dtype());
  }
}
