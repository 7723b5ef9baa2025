package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.op.Joining;

/// Elements put around a tensor.
final class Padding {
  private Padding() {}

  static Tensor constant(Tensor x, long[] pad, Number value) {
    if (pad.length % 2 != 0)
      throw Check.valueError(
          "pad", "needs two numbers for each dimension, got " + Arrays.toString(pad));
    if (pad.length > 2 * x.rank())
      throw Check.valueError(
          "pad",
          pad.length / 2
              + " dimensions are to be padded, but the tensor "
              + Check.shape(x.shape())
              + " has "
              + x.rank());
    Tensor inner = x;
    long[] s = x.shape();
    long[] before = new long[s.length];
    for (int i = 0; i < pad.length / 2; i++) {
      int d = s.length - 1 - i;
      long a = pad[2 * i];
      long b = pad[2 * i + 1];
      if (s[d] + a + b < 0)
        throw Check.shapeError(
            "pad",
            "cutting "
                + a
                + " and "
                + b
                + " from dimension "
                + d
                + " of size "
                + s[d]
                + " leaves less than nothing");
      long from = Math.max(-a, 0);
      long keep = Math.max(s[d] - from - Math.max(-b, 0), 0);
      inner = inner.narrow(d, Math.min(from, s[d]), keep);
      before[d] = Math.max(a, 0);
      s[d] = s[d] + a + b;
    }
    return Dispatch.one(new Joining.Surround(s, before, value), inner);
  }
}
