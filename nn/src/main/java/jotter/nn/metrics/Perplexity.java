package jotter.nn.metrics;

import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// e to the mean cross entropy: among how many equally probable tokens a language model is in
/// doubt.
///
/// Outputs are logits (N, C, ...), targets tokens (N, ...).
public final class Perplexity implements Metric {
  private final long ignore;
  private double sum;
  private double n;

  public Perplexity() {
    this(-100);
  }

  /// @param ignore a target that does not count, such as padding
  public Perplexity(long ignore) {
    this.ignore = ignore;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    double loss =
        Grad.off(() -> F.crossEntropy(output.detach(), target, null, ignore, "sum", 0).item());
    double tokens = target.ne(ignore).sum().item();
    synchronized (this) {
      sum += loss;
      n += tokens;
    }
  }

  @Override
  public synchronized double value() {
    return Math.exp(sum / n);
  }

  @Override
  public synchronized void reset() {
    sum = 0;
    n = 0;
  }
}
