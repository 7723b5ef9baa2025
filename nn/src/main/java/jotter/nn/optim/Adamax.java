package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Adam with the largest recent gradient in the place of the root of the average square.
///
/// u ← max(β₂·u, |g| + ε), p ← p - γ/(1 - β₁ᵗ)·m/u. Kingma and Ba 2015, arXiv:1412.6980, section 7.
public final class Adamax extends Optimizer {
  private static final Program LARGEST = Program.of("adamax", X.mul(P0).max(Y.abs().add(P1)));
  private static final Program STEP = Program.of("adamax", X.sub(Y.div(Z).mul(P0)));

  /// With PyTorch's default learning rate, 2e-3.
  public Adamax(Collection<Param> params) {
    this(params, 2e-3);
  }

  /// @param lr the learning rate
  public Adamax(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    epsOption(1e-8);
    option("weight_decay", 0);
    option("maximize", 0);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public Adamax betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public Adamax eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public Adamax weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Adamax maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    double beta1 = g.get("beta1");
    Tensor e = effective(g, p, grad);
    Tensor m = s.zeros("exp_avg", p);
    Tensor u = s.zeros("exp_inf", p);
    Rules.average(m, e, 1 - beta1);
    Dispatch.update(LARGEST, new double[] {g.get("beta2"), g.get("eps")}, u, e);
    Dispatch.update(STEP, new double[] {g.lr() / (1 - Math.pow(beta1, t))}, p, m, u);
  }
}
