package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.P2;
import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Adam with Nesterov's momentum.
///
/// Dozat 2016, "Incorporating Nesterov Momentum into Adam".
public final class NAdam extends Optimizer {
  private static final Program STEP =
      Program.of(
          "nadam",
          X.mul(Formula.param(4))
              .sub(Y.mul(P0).add(Z.mul(P1)).div(W.sqrt().div(P2).add(Formula.param(3)))));

  /// With PyTorch's default learning rate, 2e-3.
  public NAdam(Collection<Param> params) {
    this(params, 2e-3);
  }

  /// @param lr the learning rate
  public NAdam(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    epsOption(1e-8);
    option("weight_decay", 0);
    option("momentum_decay", 4e-3);
    option("decoupled_weight_decay", 0);
    option("maximize", 0);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public NAdam betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public NAdam eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public NAdam weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// How fast the momentum reaches its value.
  public NAdam momentumDecay(double decay) {
    require(decay >= 0, "the momentum decay must not be negative, got " + decay);
    option("momentum_decay", decay);
    return this;
  }

  /// Takes the weight decay off the parameter itself instead of adding it to the gradient.
  public NAdam decoupled(boolean on) {
    option("decoupled_weight_decay", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public NAdam maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    double beta1 = g.get("beta1");
    double beta2 = g.get("beta2");
    double lr = g.lr();
    boolean decoupled = g.is("decoupled_weight_decay");
    double keep = decoupled ? 1 - lr * g.get("weight_decay") : 1;
    Tensor e = decoupled ? (g.is("maximize") ? grad.neg() : grad) : effective(g, p, grad);
    double mu = beta1 * (1 - 0.5 * Math.pow(0.96, t * g.get("momentum_decay")));
    double next = beta1 * (1 - 0.5 * Math.pow(0.96, (t + 1) * g.get("momentum_decay")));
    // The product is rounded to float32, as PyTorch keeps it.
    double product = (float) s.number("mu_product", 1) * (float) mu;
    s.setNumber("mu_product", product);
    Tensor m = s.zeros("exp_avg", p);
    Tensor v = s.zeros("exp_avg_sq", p);
    Rules.average(m, e, 1 - beta1);
    Rules.averageSquare(v, e, beta2);
    double a = lr * (1 - mu) / (1 - product);
    double b = lr * next / (1 - product * next);
    double root = Math.sqrt(1 - Math.pow(beta2, t));
    Dispatch.update(STEP, new double[] {a, b, root, g.get("eps"), keep}, p, e, m, v);
  }

  @Override
  protected boolean isNumber(String name) {
    return name.equals("step") || name.equals("mu_product");
  }
}
