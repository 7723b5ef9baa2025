package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Adam that waits with its division until the average of squares is worth something.
///
/// Liu et al. 2020, "On the Variance of the Adaptive Learning Rate and Beyond", arXiv:1908.03265.
public final class RAdam extends Optimizer {
  private static final Program MOMENTUM = Program.of("radam", X.mul(P1).sub(Y.mul(P0)));

  /// With PyTorch's default learning rate, 1e-3.
  public RAdam(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public RAdam(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    epsOption(1e-8);
    option("weight_decay", 0);
    option("decoupled_weight_decay", 0);
    option("maximize", 0);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public RAdam betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public RAdam eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public RAdam weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Takes the weight decay off the parameter itself instead of adding it to the gradient.
  public RAdam decoupled(boolean on) {
    option("decoupled_weight_decay", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public RAdam maximize(boolean on) {
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
    Tensor m = s.zeros("exp_avg", p);
    Tensor v = s.zeros("exp_avg_sq", p);
    Rules.average(m, e, 1 - beta1);
    Rules.averageSquare(v, e, beta2);
    double correction = 1 - Math.pow(beta2, t);
    double most = 2 / (1 - beta2) - 1;
    double length = most - 2 * t * Math.pow(beta2, t) / correction;
    double size = lr / (1 - Math.pow(beta1, t));
    if (length > 5) {
      double rectified =
          Math.sqrt((length - 4) * (length - 2) * most / ((most - 4) * (most - 2) * length));
      double[] scalars = {size * rectified * Math.sqrt(correction), 1, g.get("eps"), keep};
      Dispatch.update(Rules.ADAM, scalars, p, m, v);
    } else {
      Dispatch.update(MOMENTUM, new double[] {size, keep}, p, m);
    }
  }
}
