package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Steps that are as large as recent steps were, relative to recent gradients.
///
/// Zeiler 2012, arXiv:1212.5701.
public final class Adadelta extends Optimizer {
  private static final Program DELTA =
      Program.of("adadelta", Y.add(P0).sqrt().div(Z.add(P0).sqrt()).mul(X));

  /// With PyTorch's default learning rate, 1.0.
  public Adadelta(Collection<Param> params) {
    this(params, 1.0);
  }

  /// @param lr the learning rate
  public Adadelta(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    rho(0.9);
    epsOption(1e-6);
    option("weight_decay", 0);
    option("maximize", 0);
  }

  /// How slowly the averages of squares move.
  public Adadelta rho(double rho) {
    require(rho >= 0 && rho <= 1, "rho must be in [0, 1], got " + rho);
    option("rho", rho);
    return this;
  }

  /// What keeps the denominator from zero.
  public Adadelta eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public Adadelta weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Adadelta maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    s.step();
    double rho = g.get("rho");
    Tensor e = effective(g, p, grad);
    Tensor v = s.zeros("square_avg", p);
    Tensor d = s.zeros("acc_delta", p);
    Rules.averageSquare(v, e, rho);
    Tensor delta = e.clone();
    Dispatch.update(DELTA, new double[] {g.get("eps")}, delta, d, v);
    Rules.averageSquare(d, delta, rho);
    Dispatch.update(Rules.STEP, new double[] {g.lr()}, p, delta);
  }
}
