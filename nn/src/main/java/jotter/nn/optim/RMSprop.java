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

/// Gradients divided by the root of the average of their squares.
///
/// v ← α·v + (1 - α)·g², p ← p - γ·g / (√v + ε). Tieleman and Hinton 2012, lecture 6e; centered:
/// Graves 2013, arXiv:1308.0850.
public final class RMSprop extends Optimizer {
  private static final Program CENTERED = Program.of("rmsprop", X.sub(Y.mul(Y)));
  private static final Program MOMENTUM =
      Program.of("rmsprop", X.mul(P0).add(Y.div(Z.sqrt().add(P1))));

  /// With PyTorch's default learning rate, 1e-2.
  public RMSprop(Collection<Param> params) {
    this(params, 1e-2);
  }

  /// @param lr the learning rate
  public RMSprop(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    alpha(0.99);
    epsOption(1e-8);
    option("weight_decay", 0);
    option("momentum", 0);
    option("centered", 0);
    option("maximize", 0);
  }

  /// How slowly the average of squares moves.
  public RMSprop alpha(double alpha) {
    require(alpha >= 0, "alpha must not be negative, got " + alpha);
    option("alpha", alpha);
    return this;
  }

  /// What keeps the denominator from zero.
  public RMSprop eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public RMSprop weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// How much of the last step is repeated.
  public RMSprop momentum(double momentum) {
    require(momentum >= 0, "the momentum must not be negative, got " + momentum);
    option("momentum", momentum);
    return this;
  }

  /// Divides by the deviation from the average gradient.
  public RMSprop centered(boolean on) {
    option("centered", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public RMSprop maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    s.step();
    Tensor e = effective(g, p, grad);
    Tensor v = s.zeros("square_avg", p);
    Rules.averageSquare(v, e, g.get("alpha"));
    Tensor spread = v;
    if (g.is("centered")) {
      Tensor m = s.zeros("grad_avg", p);
      Rules.average(m, e, 1 - g.get("alpha"));
      spread = v.clone();
      Dispatch.update(CENTERED, Rules.NONE, spread, m);
    }
    double momentum = g.get("momentum");
    if (momentum > 0) {
      Tensor b = s.zeros("momentum_buffer", p);
      Dispatch.update(MOMENTUM, new double[] {momentum, g.get("eps")}, b, e, spread);
      Dispatch.update(Rules.STEP, new double[] {g.lr()}, p, b);
    } else {
      Dispatch.update(Rules.DIVIDED, new double[] {g.lr(), g.get("eps")}, p, e, spread);
    }
  }
}
