package jotter.nn.optim;

import java.util.Arrays;
import jotter.tensor.Check;

/// Options given once for all groups, or once for each.
final class Groups {
  private Groups() {}

  static double[] spread(String name, double[] v, int groups) {
    if (v.length == groups) return v.clone();
    if (v.length != 1)
      throw Check.valueError(name, "needs 1 or " + groups + " values, got " + Arrays.toString(v));
    double[] r = new double[groups];
    Arrays.fill(r, v[0]);
    return r;
  }
}
