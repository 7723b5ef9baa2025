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

/// Steps that grow while the gradient keeps its sign and shrink when it changes.
///
/// Riedmiller and Braun 1993. For whole data sets: it does not bear the noise of batches.
public final class Rprop extends Optimizer {
  private static final Formula P3 = Formula.param(3);
  private static final Program SIZE =
      Program.of(
          "rprop",
          X.mul(Y.mul(Z).sign().gt(0).select(P1, Y.mul(Z).sign().lt(0).select(P0, Formula.of(1))))
              .max(P2)
              .min(P3));
  private static final Program GRADIENT =
      Program.of("rprop", X.mul(Y).lt(0).select(Formula.of(0), Y));
  private static final Program STEP = Program.of("rprop", X.sub(Y.sign().mul(Z)));

  /// With PyTorch's default learning rate, 1e-2.
  public Rprop(Collection<Param> params) {
    this(params, 1e-2);
  }

  /// @param lr the learning rate
  public Rprop(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    etas(0.5, 1.2);
    stepSizes(1e-6, 50);
    option("maximize", 0);
  }

  /// The factors by which steps shrink and grow.
  public Rprop etas(double minus, double plus) {
    require(minus > 0 && minus < 1, "the smaller eta must be in (0, 1), got " + minus);
    option("eta_minus", minus);
    require(plus > 1, "the larger eta must be above 1, got " + plus);
    option("eta_plus", plus);
    return this;
  }

  /// The smallest and the largest step.
  public Rprop stepSizes(double least, double most) {
    option("step_min", least);
    option("step_max", most);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Rprop maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    s.step();
    Tensor e = effective(g, p, grad);
    Tensor before = s.zeros("prev", p);
    Tensor size = s.get("step_size", () -> Tensor.fullLike(p, g.lr()));
    double minus = g.get("eta_minus");
    double[] scalars = {minus, g.get("eta_plus"), g.get("step_min"), g.get("step_max")};
    Dispatch.update(SIZE, scalars, size, e, before);
    // Where the sign changed there is no step, and no sign to compare with next time.
    Dispatch.update(GRADIENT, Rules.NONE, before, e);
    Dispatch.update(STEP, Rules.NONE, p, before, size);
  }
}
