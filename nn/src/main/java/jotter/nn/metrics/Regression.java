package jotter.nn.metrics;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Measures of numbers against numbers, over all elements.
public final class Regression implements Metric {
  private enum Kind {
    MAE,
    MSE,
    RMSE,
    R2
  }

  private final Kind kind;
  private double n;
  private double absolute;
  private double squared;
  private double sum;
  private double sumOfSquares;

  private Regression(Kind kind) {
    this.kind = kind;
  }

  /// The mean absolute error.
  public static Regression mae() {
    return new Regression(Kind.MAE);
  }

  /// The mean squared error.
  public static Regression mse() {
    return new Regression(Kind.MSE);
  }

  /// The root of the mean squared error.
  public static Regression rmse() {
    return new Regression(Kind.RMSE);
  }

  /// The share of the variance that is explained: 1 is perfect, 0 as good as the mean.
  public static Regression r2() {
    return new Regression(Kind.R2);
  }

  @Override
  public void update(Tensor output, Tensor target) {
    Check.sameShape("Regression", "the output", output, "the target", target);
    Grad.off(
        () -> {
          Tensor t = target.detach().to(DType.FLOAT64);
          Tensor d = output.detach().to(DType.FLOAT64).sub(t);
          n += t.numel();
          absolute += d.abs().sum().item();
          squared += d.square().sum().item();
          sum += t.sum().item();
          sumOfSquares += t.square().sum().item();
        });
  }

  @Override
  public double value() {
    return switch (kind) {
      case MAE -> absolute / n;
      case MSE -> squared / n;
      case RMSE -> Math.sqrt(squared / n);
      case R2 -> 1 - squared / (sumOfSquares - sum * sum / n);
    };
  }

  @Override
  public void reset() {
    n = 0;
    absolute = 0;
    squared = 0;
    sum = 0;
    sumOfSquares = 0;
  }
}
