package jotter.nn.optim;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Tensor;

/// Momentum whose matrix is made nearly orthogonal before each step.
///
/// The update is U·Vᵀ of the momentum's singular value decomposition, found by a few steps of a
/// Newton-Schulz iteration in bfloat16. For the matrices inside of a network; embeddings, heads and
/// vectors go to {@link AdamW}. Jordan et al. 2024, "Muon: An optimizer for hidden layers in neural
/// networks".
public final class Muon extends Optimizer {
  /// How the learning rate follows the shape of a matrix.
  public enum Adjust {
    /// √max(1, rows/columns).
    ORIGINAL,
    /// 0.2·√max(rows, columns), so that steps are as large as AdamW's.
    MATCH_RMS_ADAMW
  }

  private Adjust adjust = Adjust.ORIGINAL;

  /// With PyTorch's default learning rate, 1e-3.
  public Muon(Collection<Param> params) {
    this(params, 1e-3);
  }

  /// @param lr the learning rate
  public Muon(Collection<Param> params, double lr) {
    super(params);
    for (Param p : params)
      if (p.isReady() && p.value().rank() != 2)
        throw Check.shapeError(
            "Muon",
            "updates matrices only, got " + Check.shape(p.value().shape()) + "; give it to AdamW");
    lrOption(lr);
    option("weight_decay", 0.1);
    option("momentum", 0.95);
    option("nesterov", 1);
    option("ns_steps", 5);
    option("eps", 1e-7);
    coefficients(3.4445, -4.7750, 2.0315);
  }

  /// How strongly parameters are pulled to zero.
  public Muon weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// How much of the last steps is repeated.
  public Muon momentum(double momentum) {
    require(momentum >= 0, "the momentum must not be negative, got " + momentum);
    option("momentum", momentum);
    return this;
  }

  /// Whether it looks ahead along the momentum.
  public Muon nesterov(boolean on) {
    option("nesterov", on ? 1 : 0);
    return this;
  }

  /// The coefficients of the iteration X ← a·X + (b·XXᵀ + c·(XXᵀ)²)·X.
  public Muon coefficients(double a, double b, double c) {
    option("ns_a", a);
    option("ns_b", b);
    option("ns_c", c);
    return this;
  }

  /// How many iterations there are.
  public Muon iterations(int n) {
    require(n > 0 && n < 100, "the number of iterations must be in [1, 100), got " + n);
    option("ns_steps", n);
    return this;
  }

  /// What keeps the norm from zero.
  public Muon eps(double eps) {
    epsOption(eps);
    return this;
  }

  /// How the learning rate follows the shape of a matrix.
  public Muon adjust(Adjust how) {
    adjust = how;
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    if (grad.rank() != 2)
      throw Check.shapeError("Muon", "updates matrices only, got " + Check.shape(grad.shape()));
    double momentum = g.get("momentum");
    Tensor v = s.zeros("momentum_buffer", p);
    Rules.average(v, grad, 1 - momentum);
    Tensor step = orthogonal(g, g.is("nesterov") ? grad.lerp(v, momentum) : v);
    double rows = p.size(0);
    double cols = p.size(1);
    double ratio =
        switch (adjust) {
          case ORIGINAL -> Math.sqrt(Math.max(1, rows / cols));
          case MATCH_RMS_ADAMW -> 0.2 * Math.sqrt(Math.max(rows, cols));
        };
    p.mul_(1 - g.lr() * g.get("weight_decay")).sub_(step.to(p.dtype()), g.lr() * ratio);
  }

  private static Tensor orthogonal(ParamGroup g, Tensor m) {
    boolean tall = m.size(0) > m.size(1);
    Tensor x = m.to(DType.BFLOAT16);
    if (tall) x = x.t();
    Tensor norm = x.to(DType.FLOAT32).square().sum().sqrt().to(DType.BFLOAT16);
    x = x.div(norm.clampMin(g.get("eps")));
    double a = g.get("ns_a");
    double b = g.get("ns_b");
    double c = g.get("ns_c");
    for (int i = 0; i < g.get("ns_steps"); i++) {
      Tensor gram = x.matmul(x.t());
      Tensor polynomial = gram.addmm(gram, gram, b, c);
      x = x.addmm(polynomial, x, a, 1);
    }
    return tall ? x.t() : x;
  }
}
