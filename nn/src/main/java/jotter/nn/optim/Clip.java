package jotter.nn.optim;

import java.util.Collection;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Keeps gradients from becoming too large.
public final class Clip {
  private Clip() {}

  /// Scales all gradients so that their common 2-norm is at most `max`; returns what it was.
  public static double norm(Collection<Param> params, double max) {
    return norm(params, max, 2, false);
  }

  /// Scales all gradients so that their common p-norm is at most `max`; returns what it was.
  ///
  /// @param p the order of the norm, infinity for the largest element
  /// @param strict whether a norm that is not finite is an error
  public static double norm(Collection<Param> params, double max, double p, boolean strict) {
    return Grad.off(
        () -> {
          double sum = 0;
          for (Param q : params) {
            if (q.lentGrad() == null) continue;
            Tensor g = q.lentGrad().detach().abs();
            if (Double.isInfinite(p)) sum = Math.max(sum, g.numel() == 0 ? 0 : g.max().item());
            else if (p == 2) sum += g.square().sum().item();
            else sum += g.pow(p).sum().item();
          }
          double total = Double.isInfinite(p) ? sum : Math.pow(sum, 1 / p);
          if (strict && !Double.isFinite(total))
            throw Check.valueError("clip", "the norm of the gradients is " + total);
          double factor = max / (total + 1e-6);
          if (factor < 1)
            for (Param q : params) if (q.lentGrad() != null) q.lentGrad().detach().mul_(factor);
          return total;
        });
  }

  /// Cuts the elements of all gradients to ±`max`.
  public static void value(Collection<Param> params, double max) {
    Grad.off(
        () -> {
          for (Param q : params) if (q.lentGrad() != null) q.lentGrad().detach().clamp_(-max, max);
        });
  }
}
