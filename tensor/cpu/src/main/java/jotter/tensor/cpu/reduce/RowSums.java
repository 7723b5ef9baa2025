package jotter.tensor.cpu.reduce;

/// {@link Lines} for the kernels of other packages, with lanes of its own; for one thread.
public final class RowSums {
  private static final ThreadLocal<RowSums> HERE = ThreadLocal.withInitial(RowSums::new);

  private final Lines.Lanes lanes = new Lines.Lanes();
  private Lines lines;

  private RowSums() {}

  /// This thread's, for rows of `n` elements.
  public static RowSums here(long n) {
    RowSums r = HERE.get();
    r.lines = Lines.here(n);
    return r;
  }

  public double sum(long a, int n) {
    return lines.sum(a, n, lanes);
  }

  public double dot(long a, long b, int n) {
    return lines.dot(a, b, n, 0, lanes);
  }

  public float max(long a, int n) {
    return lines.maximum(a, n);
  }

  public float min(long a, int n) {
    return lines.minimum(a, n);
  }
}
