package jotter.nn.metrics;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// How often each class was taken for each: rows are true classes, columns what was said.
/// Precision, recall and F-scores come from it.
///
/// Outputs (N, C, ...) or class numbers (N, ...); targets (N, ...). The metric's value is the
/// accuracy.
public final class ConfusionMatrix implements Metric {
  private final int classes;
  private final List<String> names;
  private final long[][] counts;
  private volatile long ignore = Long.MIN_VALUE;

  /// @param classes how many classes there are, named by their numbers
  public ConfusionMatrix(int classes) {
    this(IntStream.range(0, classes).mapToObj(Integer::toString).toArray(String[]::new));
  }

  /// @param names a name for each class, shown on the sides of the matrix
  public ConfusionMatrix(String... names) {
    classes = names.length;
    Check.value(classes > 1, "ConfusionMatrix", "needs at least 2 classes, got " + classes);
    this.names = List.of(names);
    counts = new long[classes][classes];
  }

  /// A target that does not count, such as the border of areas.
  public ConfusionMatrix ignore(long target) {
    ignore = target;
    return this;
  }

  /// The names of the classes.
  public List<String> names() {
    return names;
  }

  @Override
  public void update(Tensor output, Tensor target) {
    Tensor y = output.detach();
    Tensor said = y.rank() == target.rank() + 1 ? Grad.off(() -> y.argmax(1)) : y;
    Check.sameShape("ConfusionMatrix", "the output", said, "the target", target);
    long[] a = target.detach().flatten().toLongArray();
    long[] b = said.flatten().toLongArray();
    long[][] found = new long[classes][classes];
    for (int i = 0; i < a.length; i++) {
      if (a[i] == ignore) continue;
      if (a[i] < 0 || a[i] >= classes || b[i] < 0 || b[i] >= classes)
        throw Check.valueError(
            "ConfusionMatrix",
            "classes must be in [0, " + classes + "), got " + a[i] + " and " + b[i]);
      found[(int) a[i]][(int) b[i]]++;
    }
    synchronized (this) {
      for (int i = 0; i < classes; i++)
        for (int j = 0; j < classes; j++) counts[i][j] += found[i][j];
    }
  }

  /// A copy of all counts: one moment, whatever other threads add meanwhile.
  synchronized long[][] counts() {
    return Arrays.stream(counts).map(long[]::clone).toArray(long[][]::new);
  }

  static long row(long[][] counts, int c) {
    return Arrays.stream(counts[c]).sum();
  }

  static long column(long[][] counts, int c) {
    long n = 0;
    for (long[] row : counts) n += row[c];
    return n;
  }

  /// How often class `truth` was taken for `said`.
  public synchronized long count(int truth, int said) {
    return counts[truth][said];
  }

  /// All counts (classes, classes), int64.
  public Tensor matrix() {
    return Tensor.of(
        Arrays.stream(counts()).flatMapToLong(Arrays::stream).toArray(), classes, classes);
  }

  /// The counts of each row as shares of it (classes, classes), float64; zeros for a class that did
  /// not appear.
  public Tensor shares() {
    long[][] all = counts();
    double[] r = new double[classes * classes];
    for (int i = 0; i < r.length; i++) {
      long n = row(all, i / classes);
      r[i] = n == 0 ? 0 : (double) all[i / classes][i % classes] / n;
    }
    return Tensor.of(r, classes, classes);
  }

  /// Of what was said to be class c, the share that is; 0 if nothing was.
  public synchronized double precision(int c) {
    long said = column(counts, c);
    return said == 0 ? 0 : (double) counts[c][c] / said;
  }

  /// Of what is class c, the share that was said to be; 0 if nothing is.
  public synchronized double recall(int c) {
    long all = Arrays.stream(counts[c]).sum();
    return all == 0 ? 0 : (double) counts[c][c] / all;
  }

  /// (1 + β²)·precision·recall / (β²·precision + recall) of class c.
  public synchronized double fScore(int c, double beta) {
    double p = precision(c);
    double r = recall(c);
    double b = beta * beta;
    return p + r == 0 ? 0 : (1 + b) * p * r / (b * p + r);
  }

  /// The mean of the F-scores of all classes.
  public synchronized double macroF(double beta) {
    double sum = 0;
    for (int c = 0; c < classes; c++) sum += fScore(c, beta);
    return sum / classes;
  }

  @Override
  public synchronized double value() {
    long right = 0;
    long all = 0;
    for (int i = 0; i < classes; i++) {
      right += counts[i][i];
      all += Arrays.stream(counts[i]).sum();
    }
    return all == 0 ? Double.NaN : (double) right / all;
  }

  @Override
  public synchronized void reset() {
    for (long[] row : counts) Arrays.fill(row, 0);
  }

  @Override
  public String toString() {
    StringBuilder s = new StringBuilder("true \\ said");
    for (int c = 0; c < classes; c++) s.append(String.format("%8d", c));
    long[][] all = counts();
    for (int i = 0; i < classes; i++) {
      s.append(String.format("%n%11d", i));
      for (int c = 0; c < classes; c++) s.append(String.format("%8d", all[i][c]));
    }
    return s.toString();
  }
}
