package jotter.text.models;

import jotter.nn.BaseLayer;
import jotter.nn.State;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Positions as rotations: pairs of features turn by an angle that grows with the position, so that
/// the product of a query and a key depends on their distance. Su et al. 2021, "RoFormer",
/// arXiv:2104.09864; features i and i + d/2 are a pair.
///
/// Input and output (N, heads, L, d), d even.
public final class Rotary extends BaseLayer {
  private final State cos;
  private final State sin;

  /// @param size d, the features of a head
  /// @param length how many positions there are
  public Rotary(long size, long length) {
    Check.value(size % 2 == 0, "Rotary", "the features of a head must be even, got " + size);
    int half = (int) size / 2;
    float[] c = new float[(int) length * half];
    float[] s = new float[c.length];
    for (int p = 0; p < length; p++)
      for (int i = 0; i < half; i++) {
        double angle = p * Math.pow(10_000, -2.0 * i / size);
        c[p * half + i] = (float) Math.cos(angle);
        s[p * half + i] = (float) Math.sin(angle);
      }
    cos = State.transitory(Tensor.of(c, length, half));
    sin = State.transitory(Tensor.of(s, length, half));
  }

  /// Positions from 0.
  @Override
  public Tensor forward(Tensor x) {
    return forward(x, 0);
  }

  /// Positions from `begin`.
  public Tensor forward(Tensor x, long begin) {
    long length = x.size(2);
    Check.value(
        begin + length <= cos.value().size(0),
        "Rotary",
        "position " + (begin + length - 1) + " of " + cos.value().size(0) + " positions");
    Tensor c = cos.value().narrow(0, begin, length);
    Tensor s = sin.value().narrow(0, begin, length);
    Tensor[] half = x.chunk(2, 3);
    return Tensor.cat(3, half[0].mul(c).sub(half[1].mul(s)), half[1].mul(c).add(half[0].mul(s)));
  }
}
