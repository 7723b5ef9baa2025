package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.P2;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Stochastic gradient descent, with momentum as an option.
///
/// v ← μ·v + (1 - τ)·g, p ← p - γ·v, with Nesterov's variant p ← p - γ·(g + μ·v). Polyak 1964;
/// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
public final class SGD extends Optimizer {
  private static final Formula P3 = Formula.param(3);
  private static final Program PLAIN = Program.of("sgd", X.sub(Y.mul(P0)));
  private static final Program DECAYED = Program.of("sgd", X.sub(Y.mul(P1).add(X.mul(P2)).mul(P0)));
  private static final Program AVERAGE =
      Program.of("momentum", X.mul(P0).add(Y.mul(P2).add(Z.mul(P3)).mul(P1)));
  private static final Program AHEAD =
      Program.of("nesterov", X.sub(Y.mul(P1).add(X.mul(P2)).add(Z.mul(P3)).mul(P0)));

  /// With PyTorch's default learning rate, 1e-3.
  public SGD(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public SGD(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    option("momentum", 0);
    option("dampening", 0);
    option("weight_decay", 0);
    option("nesterov", 0);
    option("maximize", 0);
  }

  /// How much of the last step is repeated.
  public SGD momentum(double momentum) {
    require(momentum >= 0, "the momentum must not be negative, got " + momentum);
    option("momentum", momentum);
    return this;
  }

  /// How much of the gradient is left out of the momentum.
  public SGD dampening(double dampening) {
    option("dampening", dampening);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public SGD weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Looks ahead along the momentum; needs momentum and no dampening.
  public SGD nesterov(boolean on) {
    ParamGroup g = groups().getFirst();
    require(
        !on || g.get("momentum") > 0 && g.get("dampening") == 0,
        "nesterov needs a momentum (set it before) and no dampening");
    option("nesterov", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public SGD maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double lr = g.lr();
    double momentum = g.get("momentum");
    // The gradient with its sign and decay is computed inside the kernels: a·grad + b·p.
    double a = g.is("maximize") ? -1 : 1;
    double b = g.get("weight_decay");
    boolean nesterov = g.is("nesterov");
    require(
        !nesterov || momentum > 0 && g.get("dampening") == 0,
        "nesterov needs a momentum and no dampening");
    if (momentum == 0) {
      if (b == 0) Dispatch.update(PLAIN, new double[] {lr * a}, p, grad);
      else Dispatch.update(DECAYED, new double[] {lr, a, b}, p, grad);
      return;
    }
    Tensor v = s.get("momentum_buffer");
    if (v == null) {
      v = s.zeros("momentum_buffer", p);
      Dispatch.update(AVERAGE, new double[] {0, 1, a, b}, v, grad, p);
    } else {
      Dispatch.update(AVERAGE, new double[] {momentum, 1 - g.get("dampening"), a, b}, v, grad, p);
    }
    if (nesterov) Dispatch.update(AHEAD, new double[] {lr, a, b, momentum}, p, grad, v);
    else Dispatch.update(PLAIN, new double[] {lr}, p, v);
  }
}
