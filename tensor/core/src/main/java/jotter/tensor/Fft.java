package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.op.Fourier;

/// Discrete Fourier transforms, `torch.fft`.
///
/// `n` (or `s`, one size per dimension; -1 keeps the size) cuts the signal or pads it with zeros
/// before the transform; null takes it as it is. `norm` is `"backward"` (or null: the inverse
/// transform is divided by n), `"forward"` (the forward one is) or `"ortho"` (both are, by √n).
/// Real and integer input is taken as complex where a transform needs it. All transforms have
/// gradients of every order.
///
/// Algorithms: Stockham's with mixed radices; Bluestein's for lengths with large prime factors.
public final class Fft {
  private static final int[] LAST_TWO = {-2, -1};

  private Fft() {}

  // ---- one dimension ----

  /// y_k = Σ_j x_j·exp(-2πi·jk/n) along `dim`.
  public static Tensor fft(Tensor x, Long n, int dim, String norm) {
    return complex("fft", x, sizes(n), new int[] {dim}, norm, false);
  }

  /// Along the last dimension.
  public static Tensor fft(Tensor x) {
    return fft(x, null, -1, null);
  }

  /// The inverse of {@link #fft}: x_j = 1/n · Σ_k y_k·exp(2πi·jk/n).
  public static Tensor ifft(Tensor x, Long n, int dim, String norm) {
    return complex("ifft", x, sizes(n), new int[] {dim}, norm, true);
  }

  /// Along the last dimension.
  public static Tensor ifft(Tensor x) {
    return ifft(x, null, -1, null);
  }

  /// The first ⌊n/2⌋ + 1 values of the transform of a real signal; the others are their conjugates.
  public static Tensor rfft(Tensor x, Long n, int dim, String norm) {
    return real("rfft", x, sizes(n), new int[] {dim}, norm);
  }

  /// Along the last dimension.
  public static Tensor rfft(Tensor x) {
    return rfft(x, null, -1, null);
  }

  /// The inverse of {@link #rfft}: a real signal of `n` values, by default 2·(size - 1).
  public static Tensor irfft(Tensor x, Long n, int dim, String norm) {
    return toReal("irfft", x, sizes(n), new int[] {dim}, norm);
  }

  /// Along the last dimension.
  public static Tensor irfft(Tensor x) {
    return irfft(x, null, -1, null);
  }

  /// The real transform of a signal with Hermitian symmetry, given by its first half.
  public static Tensor hfft(Tensor x, Long n, int dim, String norm) {
    return toReal("hfft", x.conj(), sizes(n), new int[] {dim}, flipped("hfft", norm));
  }

  /// The inverse of {@link #hfft}: half of the Hermitian transform of a real signal.
  public static Tensor ihfft(Tensor x, Long n, int dim, String norm) {
    return real("ihfft", x, sizes(n), new int[] {dim}, flipped("ihfft", norm)).conj();
  }

  // ---- two dimensions ----

  /// {@link #fftn} over two dimensions, by default the last ones.
  public static Tensor fft2(Tensor x, long[] s, int[] dim, String norm) {
    return complex("fft2", x, s, two(dim), norm, false);
  }

  public static Tensor ifft2(Tensor x, long[] s, int[] dim, String norm) {
    return complex("ifft2", x, s, two(dim), norm, true);
  }

  public static Tensor rfft2(Tensor x, long[] s, int[] dim, String norm) {
    return real("rfft2", x, s, two(dim), norm);
  }

  public static Tensor irfft2(Tensor x, long[] s, int[] dim, String norm) {
    return toReal("irfft2", x, s, two(dim), norm);
  }

  public static Tensor hfft2(Tensor x, long[] s, int[] dim, String norm) {
    return toReal("hfft2", x.conj(), s, two(dim), flipped("hfft2", norm));
  }

  public static Tensor ihfft2(Tensor x, long[] s, int[] dim, String norm) {
    return real("ihfft2", x, s, two(dim), flipped("ihfft2", norm)).conj();
  }

  private static int[] two(int[] dim) {
    return dim == null ? LAST_TWO : dim;
  }

  // ---- any number of dimensions ----

  /// The transform over all of `dim`; null means the last `s.length` dimensions, or all.
  public static Tensor fftn(Tensor x, long[] s, int[] dim, String norm) {
    return complex("fftn", x, s, dim, norm, false);
  }

  public static Tensor ifftn(Tensor x, long[] s, int[] dim, String norm) {
    return complex("ifftn", x, s, dim, norm, true);
  }

  /// As {@link #fftn} for real input; the last of the dimensions is halved as by {@link #rfft}.
  public static Tensor rfftn(Tensor x, long[] s, int[] dim, String norm) {
    return real("rfftn", x, s, dim, norm);
  }

  /// The inverse of {@link #rfftn}.
  public static Tensor irfftn(Tensor x, long[] s, int[] dim, String norm) {
    return toReal("irfftn", x, s, dim, norm);
  }

  public static Tensor hfftn(Tensor x, long[] s, int[] dim, String norm) {
    return toReal("hfftn", x.conj(), s, dim, flipped("hfftn", norm));
  }

  public static Tensor ihfftn(Tensor x, long[] s, int[] dim, String norm) {
    return real("ihfftn", x, s, dim, flipped("ihfftn", norm)).conj();
  }

  // ---- frequencies ----

  /// The frequencies of {@link #fft}'s values for samples at distance `d`: 0, 1, ..., -2, -1 over
  /// n·d.
  public static Tensor fftfreq(long n, double d, DType type) {
    double[] f = new double[length("fftfreq", n)];
    for (int i = 0; i < n; i++) f[i] = (i < (n + 1) / 2 ? i : i - n) / (n * d);
    return Tensor.of(f).to(type);
  }

  /// The frequencies of {@link #rfft}'s values.
  public static Tensor rfftfreq(long n, double d, DType type) {
    double[] f = new double[length("rfftfreq", n) / 2 + 1];
    for (int i = 0; i < f.length; i++) f[i] = i / (n * d);
    return Tensor.of(f).to(type);
  }

  private static int length(String op, long n) {
    Check.value(n >= 0, op, "the length must not be negative, got " + n);
    return Math.toIntExact(n);
  }

  /// Moves frequency 0 to the middle of `dim` (null: of all dimensions).
  public static Tensor fftshift(Tensor x, int... dim) {
    return shift("fftshift", x, dim, 0);
  }

  /// The inverse of {@link #fftshift}.
  public static Tensor ifftshift(Tensor x, int... dim) {
    return shift("ifftshift", x, dim, 1);
  }

  private static Tensor shift(String op, Tensor x, int[] dim, int up) {
    int[] d = dim == null ? Check.dims(op, null, x.rank()) : dim;
    if (d.length == 0) return x.clone();
    long[] by = new long[d.length];
    for (int i = 0; i < d.length; i++) by[i] = (x.size(d[i]) + up) / 2;
    return x.roll(by, d);
  }

  // ---- how they are put together ----

  private static long[] sizes(Long n) {
    return n == null ? null : new long[] {n};
  }

  private static String flipped(String op, String norm) {
    return switch (norm) {
      case null -> "forward";
      case "backward" -> "forward";
      case "forward" -> "backward";
      case "ortho" -> "ortho";
      default -> throw badNorm(op, norm);
    };
  }

  private static TensorException badNorm(String op, String norm) {
    return Check.valueError(
        op, "norm must be \"backward\", \"forward\" or \"ortho\", got \"" + norm + "\"");
  }

  private static double scale(String op, String norm, double n, boolean inverse) {
    return switch (norm) {
      case null -> inverse ? 1 / n : 1;
      case "backward" -> inverse ? 1 / n : 1;
      case "forward" -> inverse ? 1 : 1 / n;
      case "ortho" -> 1 / Math.sqrt(n);
      default -> throw badNorm(op, norm);
    };
  }

  /// The dimensions counted from the front, in the order given.
  private static int[] dims(String op, Tensor x, long[] s, int[] dim) {
    int r = x.rank();
    if (dim == null) {
      int n = s == null ? r : s.length;
      if (n > r)
        throw Check.shapeError(
            op, "s has " + n + " sizes, but the tensor " + Check.shape(x.shape()) + " fewer");
      int[] all = new int[n];
      for (int i = 0; i < n; i++) all[i] = r - n + i;
      return all;
    }
    if (s != null && s.length != dim.length)
      throw Check.valueError(
          op, "s has " + s.length + " sizes for " + dim.length + " dimensions; give one for each");
    if (r == 0 && dim.length > 0)
      throw Check.indexError(
          op, "a 0-d tensor has no dimension " + dim[0] + "; use x.unsqueeze(0)");
    int[] d = new int[dim.length];
    for (int i = 0; i < d.length; i++) {
      d[i] = Check.dim(op, dim[i], r);
      for (int j = 0; j < i; j++)
        if (d[i] == d[j])
          throw Check.indexError(op, "dimension " + dim[i] + " appears twice in the dimensions");
    }
    return d;
  }

  private static Tensor resized(String op, Tensor x, int dim, long n) {
    if (n < 1)
      throw Check.valueError(
          op, "needs at least one value along dimension " + dim + ", got n = " + n);
    long have = x.size(dim);
    if (have == n) return x;
    if (have > n) return x.narrow(dim, 0, n);
    long[] pad = new long[2 * (x.rank() - dim)];
    pad[pad.length - 1] = n - have;
    return x.constantPad(pad, 0);
  }

  private static long size(Tensor x, long[] s, int[] d, int i) {
    return s == null || s[i] == -1 ? x.size(d[i]) : s[i];
  }

  private static Tensor floating(String op, Tensor x) {
    DType t = x.dtype();
    if (!t.isDifferentiable()) return x.to(DType.FLOAT32);
    if (t == DType.FLOAT16 || t == DType.BFLOAT16 || t == DType.COMPLEX32)
      throw Check.dtypeError(
          op, "is computed in float32 or float64, got " + t + "; use x.to(DType.FLOAT32)");
    return x;
  }

  private static Tensor complex(
      String op, Tensor input, long[] s, int[] dim, String norm, boolean inverse) {
    int[] d = dims(op, input, s, dim);
    Tensor x = floating(op, input);
    double n = 1;
    for (int i = 0; i < d.length; i++) {
      x = resized(op, x, d[i], size(x, s, d, i));
      n *= x.size(d[i]);
    }
    double scale = scale(op, norm, n, inverse);
    return Dispatch.one(new Fourier(d, inverse, scale), x.to(x.dtype().toComplex()));
  }

  private static Tensor real(String op, Tensor input, long[] s, int[] dim, String norm) {
    if (input.dtype().isComplex())
      throw Check.dtypeError(op, "needs a real tensor, got " + input.dtype() + "; use fft");
    int[] d = dims(op, input, s, dim);
    if (d.length == 0) throw Check.valueError(op, "needs at least one dimension");
    int last = d[d.length - 1];
    Tensor y = complex(op, input, s, d, norm, false);
    return y.narrow(last, 0, y.size(last) / 2 + 1);
  }

  /// The transform of the Hermitian signal whose first half is `input`, which is real.
  private static Tensor toReal(String op, Tensor input, long[] s, int[] dim, String norm) {
    int[] d = dims(op, input, s, dim);
    if (d.length == 0) throw Check.valueError(op, "needs at least one dimension");
    Tensor x = floating(op, input);
    x = x.to(x.dtype().toComplex());
    int k = d.length - 1;
    double total = 1;
    for (int i = 0; i < k; i++) {
      x = resized(op, x, d[i], size(x, s, d, i));
      total *= x.size(d[i]);
    }
    long n = s == null || s[k] == -1 ? 2 * (x.size(d[k]) - 1) : s[k];
    if (n < 1)
      throw Check.valueError(
          op, "the result needs at least one value along dimension " + d[k] + ", got n = " + n);
    x = resized(op, x, d[k], n / 2 + 1);
    double scale = scale(op, norm, total * n, true);
    if (k > 0) x = Dispatch.one(new Fourier(Arrays.copyOf(d, k), true, 1), x);
    long mirrored = n - (n / 2 + 1);
    if (mirrored > 0) x = Tensor.cat(d[k], x, x.narrow(d[k], 1, mirrored).flip(d[k]).conj());
    return Dispatch.one(new Fourier(new int[] {d[k]}, true, scale), x).real();
  }
}
