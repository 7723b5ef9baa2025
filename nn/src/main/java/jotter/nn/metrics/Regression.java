package jotter.nn.metrics;

import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Measures of numbers against numbers.
///
/// Outputs and targets of the same shape. Errors are means over all elements; R² of (N, D) is the
/// mean over the D columns, as in scikit-learn.
public final class Regression implements Metric {
  private enum Kind {
    MAE,
    MSE,
    RMSE,
    R2
  }

  private final Kind kind;
  private double rows;
  private double elements;
  private double absolute;
  private double squared;

  /// Of each column: what was not explained, and the moments of the targets.
  private double[] unexplained;

  private double[] mean;
  private double[] spread;

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

  /// The share of the variance that is explained: 1 is perfect, 0 as good as the mean. Where all
  /// targets are the same it is 1 if they were met, and 0 if not; of fewer than two it is NaN.
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
          if (kind == Kind.R2) explain(t, d);
          else add(t.numel(), d.abs().sum().item(), d.square().sum().item());
        });
  }

  private synchronized void add(double n, double abs, double square) {
    elements += n;
    absolute += abs;
    squared += square;
  }

  private void explain(Tensor t, Tensor d) {
    if (t.numel() == 0) return;
    long n = t.rank() == 0 ? 1 : t.size(0);
    Tensor table = t.rank() < 2 ? t.reshape(-1, 1) : t.reshape(n, -1);
    Tensor center = table.mean(0);
    double[] m = center.toDoubleArray();
    double[] s = table.sub(center).square().sum(0).toDoubleArray();
    double[] u = d.reshape(table.shape()).square().sum(0).toDoubleArray();
    join(table.size(0), m, s, u);
  }

  /// Moments of two parts together: Chan, Golub and LeVeque 1979. The difference of large sums of
  /// squares would lose all digits where the mean is far from zero.
  private synchronized void join(double n, double[] m, double[] s, double[] u) {
    if (mean == null) {
      mean = new double[m.length];
      spread = new double[m.length];
      unexplained = new double[m.length];
    }
    if (mean.length != m.length)
      throw Check.shapeError(
          "Regression", "batches have " + mean.length + " and " + m.length + " columns");
    double all = rows + n;
    for (int i = 0; i < m.length; i++) {
      double delta = m[i] - mean[i];
      spread[i] += s[i] + delta * delta * rows * n / all;
      mean[i] += delta * n / all;
      unexplained[i] += u[i];
    }
    rows = all;
  }

  @Override
  public synchronized double value() {
    return switch (kind) {
      case MAE -> absolute / elements;
      case MSE -> squared / elements;
      case RMSE -> Math.sqrt(squared / elements);
      case R2 -> explained();
    };
  }

  private double explained() {
    if (rows < 2) return Double.NaN;
    double sum = 0;
    for (int i = 0; i < mean.length; i++)
      sum += spread[i] > 0 ? 1 - unexplained[i] / spread[i] : unexplained[i] == 0 ? 1 : 0;
    return sum / mean.length;
  }

  @Override
  public synchronized void reset() {
    rows = 0;
    elements = 0;
    absolute = 0;
    squared = 0;
    mean = null;
  }
}
