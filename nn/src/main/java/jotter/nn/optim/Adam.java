package jotter.nn.optim;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;

/// Adam: steps in the average direction, divided by the root of the average square.
///
/// m ← β₁·m + (1 - β₁)·g, v ← β₂·v + (1 - β₂)·g², p ← p - γ·m̂ / (√v̂ + ε), with m̂ = m / (1 - β₁ᵗ)
/// and v̂ = v / (1 - β₂ᵗ). Kingma and Ba 2015, arXiv:1412.6980.
public final class Adam extends Optimizer {

  /// With PyTorch's default learning rate, 1e-3.
  public Adam(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public Adam(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    epsOption(1e-8);
    option("weight_decay", 0);
    option("amsgrad", 0);
    option("maximize", 0);
    option("decoupled_weight_decay", 0);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public Adam betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public Adam eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public Adam weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Divides by the largest average of squares seen so far (Reddi, Kale and Kumar 2018).
  public Adam amsgrad(boolean on) {
    option("amsgrad", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Adam maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  /// Takes the weight decay off the parameter itself instead of adding it to the gradient.
  public Adam decoupled(boolean on) {
    option("decoupled_weight_decay", on ? 1 : 0);
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
    Tensor m = s.zeros("exp_avg", p);
    Tensor v = s.zeros("exp_avg_sq", p);
    if (!g.is("amsgrad")) {
      Rules.adam(g, p, grad, m, v, t, keep, decoupled ? 0 : g.get("weight_decay"));
      return;
    }
    Tensor e = decoupled ? (g.is("maximize") ? grad.neg() : grad) : effective(g, p, grad);
    Rules.average(m, e, 1 - beta1);
    Rules.averageSquare(v, e, beta2);
    Tensor most = s.zeros("max_exp_avg_sq", p);
    Dispatch.update(Rules.MAX, Rules.NONE, most, v);
    double size = lr / (1 - Math.pow(beta1, t));
    double root = Math.sqrt(1 - Math.pow(beta2, t));
    Dispatch.update(Rules.ADAM, new double[] {size, root, g.get("eps"), keep}, p, m, most);
  }
}
