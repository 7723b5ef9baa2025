package jotter.nn.optim;

import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;

/// Steps that shrink with the root of the sum of all squared gradients.
///
/// Duchi, Hazan and Singer 2011, "Adaptive Subgradient Methods for Online Learning and Stochastic
/// Optimization". Rows without gradient stay as they are, so it suits embeddings.
public final class Adagrad extends Optimizer {
  private static final Program SUM = Program.of("adagrad", X.add(Y.mul(Y)));

  /// With PyTorch's default learning rate, 1e-2.
  public Adagrad(Collection<Param> params) {
    this(params, 1e-2);
  }

  /// @param lr the learning rate
  public Adagrad(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    epsOption(1e-10);
    option("lr_decay", 0);
    option("weight_decay", 0);
    option("initial_accumulator_value", 0);
    option("maximize", 0);
  }

  /// How fast the learning rate falls.
  public Adagrad lrDecay(double decay) {
    require(decay >= 0, "the decay of the learning rate must not be negative, got " + decay);
    option("lr_decay", decay);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public Adagrad weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// What the sums begin with.
  public Adagrad initialAccumulator(double value) {
    require(value >= 0, "the initial accumulator must not be negative, got " + value);
    option("initial_accumulator_value", value);
    return this;
  }

  /// What keeps the denominator from zero.
  public Adagrad eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Adagrad maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    Tensor e = effective(g, p, grad);
    Tensor sum = s.get("sum", () -> Tensor.fullLike(p, g.get("initial_accumulator_value")));
    Dispatch.update(SUM, Rules.NONE, sum, e);
    double size = g.lr() / (1 + (t - 1) * g.get("lr_decay"));
    Dispatch.update(Rules.DIVIDED, new double[] {size, g.get("eps")}, p, e, sum);
  }
}
