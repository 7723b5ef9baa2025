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

/// Stochastic gradient descent that also averages the parameters (in the slot `ax`).
///
/// Polyak and Juditsky 1992, "Acceleration of stochastic approximation by averaging".
public final class ASGD extends Optimizer {
  private static final Program STEP = Program.of("asgd", X.mul(P0).sub(Y.mul(P1)));

  /// With PyTorch's default learning rate, 1e-2.
  public ASGD(Collection<Param> params) {
    this(params, 1e-2);
  }

  /// @param lr the learning rate
  public ASGD(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    option("lambd", 1e-4);
    option("alpha", 0.75);
    option("t0", 1e6);
    option("weight_decay", 0);
    option("maximize", 0);
  }

  /// The decay of the parameters.
  public ASGD lambd(double decay) {
    option("lambd", decay);
    return this;
  }

  /// The power with which the learning rate falls.
  public ASGD alpha(double alpha) {
    option("alpha", alpha);
    return this;
  }

  /// The step at which averaging begins.
  public ASGD t0(double t0) {
    option("t0", t0);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public ASGD weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Goes up the gradient instead of down.
  public ASGD maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    double lr = g.lr();
    double lambda = g.get("lambd");
    Tensor e = effective(g, p, grad);
    // Rates and weights are rounded to float32, as PyTorch keeps them.
    double eta = s.number("eta", (float) lr);
    double mu = s.number("mu", 1);
    Dispatch.update(STEP, new double[] {1 - lambda * eta, eta}, p, e);
    Rules.average(s.zeros("ax", p), p, mu);
    s.setNumber("eta", (float) (lr / Math.pow(1 + lambda * lr * t, g.get("alpha"))));
    s.setNumber("mu", (float) (1 / Math.max(1, t - g.get("t0"))));
  }

  @Override
  protected boolean isNumber(String name) {
    return name.equals("step") || name.equals("eta") || name.equals("mu");
  }
}
