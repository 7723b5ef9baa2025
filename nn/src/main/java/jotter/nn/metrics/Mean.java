package jotter.nn.metrics;

import java.util.function.ToDoubleBiFunction;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// The mean over samples of a function of outputs and targets, such as a loss.
public final class Mean implements Metric {
  private final ToDoubleBiFunction<Tensor, Tensor> f;
  private double sum;
  private double count;

  /// @param f the mean over one batch
  public Mean(ToDoubleBiFunction<Tensor, Tensor> f) {
    this.f = f;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    double n = target.rank() == 0 ? 1 : target.size(0);
    double mean = Grad.off(() -> f.applyAsDouble(output.detach(), target.detach()));
    synchronized (this) {
      sum += n * mean;
      count += n;
    }
  }

  @Override
  public synchronized double value() {
    return sum / count;
  }

  @Override
  public synchronized void reset() {
    sum = 0;
    count = 0;
  }
}
