package jotter.tensor.cpu.reduce;

/// {@link Lines} for the kernels of other packages.
public final class RowSums {
  private final Lines lines;

  private RowSums(Lines lines) {
    this.lines = lines;
  }

  /// For rows of `n` elements.
  public static RowSums here(long n) {
    return new RowSums(Lines.here(n));
  }

  public double sum(long a, int n) {
    return lines.sum(a, n);
  }

  public double dot(long a, long b, int n) {
    return lines.dot(a, b, n, 0);
  }

  public float max(long a, int n) {
    return lines.max(a, n);
  }

  public float min(long a, int n) {
    return lines.min(a, n);
  }
}
