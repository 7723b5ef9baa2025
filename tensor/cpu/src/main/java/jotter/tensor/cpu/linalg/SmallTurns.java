package jotter.tensor.cpu.linalg;

/// Rotations of rows in an array, done at once.
final class SmallTurns implements Turns {
  private final double[] rows;
  private final int length;
  private int at;
  private int by;

  SmallTurns(double[] rows, int length) {
    this.rows = rows;
    this.length = length;
  }

  @Override
  public void chain(int row, int step, int count) {
    at = row * length;
    by = step * length;
  }

  @Override
  public void add(double c, double s) {
    double[] a = rows;
    int x = at;
    int y = at + by;
    at = y;
    for (int i = 0; i < length; i++) {
      double p = a[x + i];
      double q = a[y + i];
      a[x + i] = c * p + s * q;
      a[y + i] = c * q - s * p;
    }
  }
}
