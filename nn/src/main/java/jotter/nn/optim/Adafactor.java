package jotter.nn.optim;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;

/// Adam's division with a memory of a row and a column for each matrix.
///
/// Shazeer and Stern 2018, arXiv:1804.04235. The learning rate is an upper bound; steps are
/// relative to the size of the parameters.
public final class Adafactor extends Optimizer {

  /// With PyTorch's default learning rate, 1e-2.
  public Adafactor(Collection<Param> params) {
    this(params, 1e-2);
  }

  /// @param lr the learning rate
  public Adafactor(Collection<Param> params, double lr) {
    super(params);
    lrOption(lr);
    option("beta2_decay", -0.8);
    option("eps1", Double.NaN);
    option("eps2", 1e-3);
    option("d", 1.0);
    option("weight_decay", 0.0);
    option("maximize", 0);
  }

  /// The power of the step by which averages slow down.
  public Adafactor beta2Decay(double decay) {
    require(decay <= 0, "the decay of beta2 must not be positive, got " + decay);
    option("beta2_decay", decay);
    return this;
  }

  /// What keeps squares (NaN: the type's resolution) and the size of parameters from zero.
  public Adafactor eps(double eps1, double eps2) {
    require(!(eps1 < 0), "eps1 must not be negative, got " + eps1);
    option("eps1", eps1);
    require(eps2 >= 0, "eps2 must not be negative, got " + eps2);
    option("eps2", eps2);
    return this;
  }

  /// The root mean square above which steps are cut.
  public Adafactor clip(double d) {
    require(d >= 1, "the threshold must be at least 1, got " + d);
    option("d", d);
    return this;
  }

  /// How strongly parameters are pulled to zero.
  public Adafactor weightDecay(double decay) {
    decayOption(decay);
    return this;
  }

  /// Goes up the gradient instead of down.
  public Adafactor maximize(boolean on) {
    option("maximize", on ? 1 : 0);
    return this;
  }

  @Override
  protected void update(ParamGroup g, Tensor p, Tensor grad, Slots s) {
    double t = s.step();
    double lr = g.lr();
    Tensor e = g.is("maximize") ? grad.neg() : grad;
    double eps1 = g.get("eps1");
    if (Double.isNaN(eps1)) eps1 = resolution(p.dtype());
    double share = Math.pow(t, g.get("beta2_decay"));
    double alpha = Math.max(g.get("eps2"), rms(p)) * Math.min(lr, 1 / Math.sqrt(t));
    double decay = g.get("weight_decay");
    if (decay != 0) p.mul_(1 - lr * decay);
    Tensor estimate;
    if (e.rank() > 1) {
      long[] row = p.shape();
      long[] col = p.shape();
      row[row.length - 1] = 1;
      col[col.length - 2] = 1;
      Tensor rows = s.get("row_var", () -> Tensor.zeros(row, p.dtype(), p.device()));
      Tensor cols = s.get("col_var", () -> Tensor.zeros(col, p.dtype(), p.device()));
      Tensor square = e.square();
      Rules.average(rows, square.mean(new int[] {-1}, true), share);
      Rules.average(cols, square.mean(new int[] {-2}, true), share);
      estimate = rows.matmul(cols).div_(rows.mean(new int[] {-2}, true).clampMin(eps1));
    } else {
      Tensor v = s.zeros("variance", p);
      Rules.average(v, e.square(), share);
      estimate = v.clone();
    }
    Tensor step = estimate.clamp_(eps1 * eps1, null).rsqrt_().mul_(e);
    double size = Math.max(1, rms(step) / g.get("d"));
    Dispatch.update(Rules.STEP, new double[] {alpha / size}, p, step);
  }

  private static double rms(Tensor t) {
    return Math.sqrt(t.square().sum().item() / t.numel());
  }

  private static double resolution(DType t) {
    return switch (t) {
      case FLOAT64 -> 0x1p-52;
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      default -> 0x1p-23;
    };
  }
}
