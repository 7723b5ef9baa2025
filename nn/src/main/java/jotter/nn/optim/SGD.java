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
import jotter.tensor.formula.Update;

/// Stochastic gradient descent, with momentum as an option.
///
/// v ← μ·v + (1 - τ)·g, p ← p - γ·v, with Nesterov's variant p ← p - γ·(g + μ·v). Polyak 1964;
/// Sutskever et al. 2013, "On the importance of initialization and momentum in deep learning".
public final class SGD extends Optimizer {
  private static final Formula P3 = Formula.param(3);
  private static final Program PLAIN = Program.of("sgd", X.sub(Y.mul(P0)));
  private static final Program DECAYED = Program.of("sgd", X.sub(Y.mul(P1).add(X.mul(P2)).mul(P0)));

  /// v ← P0·v + P1·(P2·g + P3·p) and what p becomes by it, in one pass over p, v and g.
  private static final Formula E = Z.mul(P2).add(X.mul(P3));

  private static final Formula AVERAGE = Y.mul(P0).add(E.mul(P1));
  private static final Update HEAVY =
      Update.of("momentum", X.sub(AVERAGE.mul(Formula.param(4))), AVERAGE);
  private static final Update AHEAD =
      Update.of(
          "nesterov", X.sub(E.add(AVERAGE.mul(Formula.param(5))).mul(Formula.param(4))), AVERAGE);

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
    boolean first = v == null;
    if (first) v = s.zeros("momentum_buffer", p);
    double keep = first ? 0 : momentum;
    double share = first ? 1 : 1 - g.get("dampening");
    Dispatch.update(
        nesterov ? AHEAD : HEAVY,
        new double[] {keep, share, a, b, lr, momentum},
        new Tensor[] {p, v},
        grad);
  }
}
