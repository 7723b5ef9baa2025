package jotter.nn.optim;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Scales losses up, so that small gradients do not vanish in float16, and gradients down again.
///
/// ```java
/// var scaler = new GradScaler();
/// for (Labeled b : loader) {
///   optimizer.zeroGrad();
///   Tensor loss = Autocast.with(DType.FLOAT16, () -> F.crossEntropy(model.apply(b.x()), b.y()));
///   scaler.scale(loss).backward();
///   scaler.unscale(optimizer);                   // only to clip in between
///   Clip.norm(model.parameters(), 1);
///   scaler.step(optimizer);
///   scaler.update();
/// }
/// ```
///
/// A step whose gradients are not all finite is left out and the scale is halved; after 2000 good
/// steps in a row it is doubled. As PyTorch's `torch.amp.GradScaler`. Micikevicius et al. 2017,
/// arXiv:1710.03740.
public final class GradScaler {
  private double scale;
  private final double growth;
  private final double backoff;
  private final int interval;
  private int good;
  private boolean found;
  private final Set<Optimizer> unscaled = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Optimizer> bad = Collections.newSetFromMap(new IdentityHashMap<>());

  /// Begins at 65,536, doubled after 2000 good steps, halved by a bad one.
  public GradScaler() {
    this(65536, 2, 0.5, 2000);
  }

  /// @param scale where it begins
  /// @param growth the factor after `interval` good steps, above 1
  /// @param backoff the factor after a bad step, below 1
  /// @param interval how many good steps in a row it takes to grow
  public GradScaler(double scale, double growth, double backoff, int interval) {
    Check.value(scale > 0, "GradScaler", "the scale must be positive, got " + scale);
    Check.value(growth > 1, "GradScaler", "growth must be above 1, got " + growth);
    Check.value(
        backoff > 0 && backoff < 1, "GradScaler", "backoff must be in (0, 1), got " + backoff);
    Check.value(interval > 0, "GradScaler", "the interval must be positive, got " + interval);
    this.scale = scale;
    this.growth = growth;
    this.backoff = backoff;
    this.interval = interval;
  }

  /// The factor.
  public double scale() {
    return scale;
  }

  /// The loss times the factor, in float32: in float16 the product would be infinite.
  public Tensor scale(Tensor loss) {
    return loss.to(jotter.tensor.DType.FLOAT32).mul(scale);
  }

  /// Divides the gradients of an optimizer's parameters by the factor, as for clipping. {@link
  /// #step} does it if nobody has.
  ///
  /// @throws jotter.tensor.TensorException if it was done since the last {@link #update}
  public void unscale(Optimizer optimizer) {
    Check.value(
        unscaled.add(optimizer),
        "unscale",
        "the gradients were divided already; call update() after each step");
    double factor = 1 / scale;
    boolean finite =
        Scope.run(
            () ->
                Grad.off(
                    () -> {
                      boolean all = true;
                      for (Param p : optimizer.parameters()) {
                        if (p.lentGrad() == null) continue;
                        Tensor g = p.lentGrad().detach().mul_(factor);
                        all &= g.isfinite().all().item() != 0;
                      }
                      return all;
                    }));
    if (!finite) {
      bad.add(optimizer);
      found = true;
    }
  }

  /// Steps the optimizer, unless a gradient is not finite; tells whether it did.
  public boolean step(Optimizer optimizer) {
    if (!unscaled.contains(optimizer)) unscale(optimizer);
    if (bad.contains(optimizer)) return false;
    optimizer.step();
    return true;
  }

  /// Makes the factor larger or smaller after what was found; to be called once after each step.
  public void update() {
    if (found) {
      scale *= backoff;
      good = 0;
    } else if (++good == interval) {
      // Beyond float32's range nothing is ever good again.
      if (scale * growth <= Float.MAX_VALUE) scale *= growth;
      good = 0;
    }
    found = false;
    unscaled.clear();
    bad.clear();
  }

  /// What is needed to go on, with PyTorch's names.
  public Map<String, Double> state() {
    Map<String, Double> r = new LinkedHashMap<>();
    r.put("scale", scale);
    r.put("growth_factor", growth);
    r.put("backoff_factor", backoff);
    r.put("growth_interval", (double) interval);
    r.put("_growth_tracker", (double) good);
    return r;
  }

  /// Goes on from what {@link #state} gave; factors and interval stay those of this scaler.
  public void loadState(Map<String, Double> state) {
    Check.value(
        state.containsKey("scale") && state.containsKey("_growth_tracker"),
        "GradScaler",
        "the state must have scale and _growth_tracker, got " + state.keySet());
    scale = state.get("scale");
    good = state.get("_growth_tracker").intValue();
  }
}
