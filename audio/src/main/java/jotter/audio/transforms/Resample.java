package jotter.audio.transforms;

import java.math.BigInteger;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Sound with another number of samples a second, by a windowed sinc.
///
/// y\[n] = Σ_k x\[k]·h(n/to - k/from), h a low pass below the lesser of both rates under a window
/// of half a cosine. As `torchaudio.transforms.Resample`; Smith 2002, "Digital Audio Resampling".
///
/// Input (*, time), output (*, ⌈time·to/from⌉).
///
/// @param from samples a second of the input
/// @param to samples a second of the output
/// @param width how many zeros of the sinc are taken on each side
/// @param rolloff the part of the band that is kept
public record Resample(int from, int to, int width, double rolloff) {
  public Resample {
    Check.value(
        from > 0 && to > 0 && width > 0 && rolloff > 0 && rolloff <= 1,
        "Resample",
        "rates and width must be positive and rolloff in (0, 1], got "
            + from
            + " to "
            + to
            + ", "
            + width
            + ", "
            + rolloff);
  }

  /// With 6 zeros on each side and 99 % of the band.
  public static Resample of(int from, int to) {
    return new Resample(from, to, 6, 0.99);
  }

  public Tensor apply(Tensor x) {
    Check.floating("Resample", "the sound", x);
    if (from == to) return x;
    int common = BigInteger.valueOf(from).gcd(BigInteger.valueOf(to)).intValue();
    int in = from / common;
    int out = to / common;
    double base = Math.min(in, out) * rolloff;
    int side = (int) Math.ceil(width * in / base);
    Tensor kernel = kernel(in, out, base, side).to(x.dtype());
    long n = x.size(-1);
    Tensor flat = x.reshape(-1, 1, n);
    Tensor padded = flat.constantPad(new long[] {side, side + in}, 0);
    // A filter for each of the output's places within the shortest common period.
    Tensor y =
        F.conv1d(padded, kernel, null, new long[] {in}, new long[] {0}, new long[] {1}, 1)
            .transpose(1, 2)
            .reshape(flat.size(0), -1);
    long target = (n * out + in - 1) / in;
    long[] shape = x.shape();
    shape[shape.length - 1] = target;
    return y.narrow(1, 0, target).reshape(shape);
  }

  private Tensor kernel(int in, int out, double base, int side) {
    int n = 2 * side + in;
    double[] r = new double[out * n];
    for (int p = 0; p < out; p++)
      for (int i = 0; i < n; i++) {
        double t = (-(double) p / out + (double) (i - side) / in) * base;
        t = Math.clamp(t, -width, width);
        double window = Math.pow(Math.cos(t * Math.PI / width / 2), 2);
        double angle = t * Math.PI;
        r[p * n + i] = (angle == 0 ? 1 : Math.sin(angle) / angle) * window * base / in;
      }
    return Tensor.of(r, out, 1, n).to(DType.FLOAT32);
  }
}
