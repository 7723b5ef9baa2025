package jotter.vision.transforms;

import jotter.tensor.Check;

/// The projective map that takes four points to four others.
final class Homography {
  private Homography() {}

  /// The numbers a … h of (x, y) ↦ ((ax + by + c) / (gx + hy + 1), (dx + ey + f) / (gx + hy + 1)).
  static double[] of(double[][] from, double[][] to) {
    double[][] m = new double[8][9];
    for (int i = 0; i < 4; i++) {
      double x = from[i][0];
      double y = from[i][1];
      double u = to[i][0];
      double v = to[i][1];
      m[2 * i] = new double[] {x, y, 1, 0, 0, 0, -u * x, -u * y, u};
      m[2 * i + 1] = new double[] {0, 0, 0, x, y, 1, -v * x, -v * y, v};
    }
    // Gauss and Jordan, with the largest number in front.
    for (int c = 0; c < 8; c++) {
      int best = c;
      for (int r = c + 1; r < 8; r++) if (Math.abs(m[r][c]) > Math.abs(m[best][c])) best = r;
      double[] row = m[best];
      m[best] = m[c];
      m[c] = row;
      Check.value(Math.abs(row[c]) > 1e-9, "perspective", "three of the four points lie on a line");
      for (int r = 0; r < 8; r++) {
        if (r == c) continue;
        double f = m[r][c] / row[c];
        for (int k = c; k < 9; k++) m[r][k] -= f * row[k];
      }
    }
    double[] r = new double[8];
    for (int i = 0; i < 8; i++) r[i] = m[i][8] / m[i][i];
    return r;
  }
}
