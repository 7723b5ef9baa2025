package jotter.nn.optim;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;

/// Adam with weight decay that acts on the parameters themselves, not through the gradient.
///
/// p ← p·(1 - γ·λ) before Adam's step. Loshchilov and Hutter 2019, arXiv:1711.05101.
public final class AdamW extends Optimizer {

  /// With PyTorch's default learning rate, 1e-3.
  public AdamW(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public AdamW(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    betasOption(0.9, 0.999);
    epsOption(1e-8);
    option("weight_decay", 0.01);
    option("amsgrad", 0);
    option("maximize", 0);
    option("decoupled_weight_decay", 1);
  }

  /// How slowly the averages of the gradient and of its square move; 0.9 and 0.999.
  public AdamW betas(double beta1, double beta2) {
    betasOption(beta1, beta2);
    return this;
  }

  /// What keeps the denominator from zero.
  public AdamW eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public AdamW weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Divides by the largest average of squares seen so far (Reddi, Kale and Kumar 2018).
  public AdamW amsgrad(boolean on) {
    option("amsgrad", on ? 1 : 0);
    return this;
  }

  /// Goes up the gradient instead of down.
  public AdamW maximize(boolean on) {
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
