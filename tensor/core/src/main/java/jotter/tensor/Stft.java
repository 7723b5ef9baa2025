package jotter.tensor;

/// The short-time Fourier transform with its inverse: spectra of overlapping windowed pieces.
///
/// X\[k, t] = Σ_j window\[j] · x\[t·hop + j] · exp(-2πi·jk/nFft)
///
/// ```java
/// Stft stft = Stft.of(400).hop(160).window(Windows.hannWindow(400));
/// Tensor spectrum = stft.apply(signal); // (201, frames), complex
/// Tensor again = stft.inverse(spectrum, signal.numel());
/// ```
///
/// @param nFft the length of the transforms
/// @param hopLength the distance of neighbouring pieces; null: nFft / 4
/// @param winLength the length of the window, which is padded with zeros to nFft on both sides;
///   null: nFft
/// @param window the weights, (winLength); null: all 1
/// @param center whether piece t is centered at t·hop, by padding the signal by nFft / 2
/// @param padMode how it is padded: reflect, constant, replicate, circular
/// @param normalized whether to divide by √nFft
/// @param onesided whether only the first nFft / 2 + 1 frequencies are kept; null: for real signals
/// @param alignToWindow without `center`: whether the first piece's window (not its transform)
///   begins at the first value; null: no
public record Stft(
    long nFft,
    Long hopLength,
    Long winLength,
    Tensor window,
    boolean center,
    String padMode,
    boolean normalized,
    Boolean onesided,
    Boolean alignToWindow) {

  public Stft {
    Check.value(nFft > 0, "stft", "nFft must be positive, got " + nFft);
    Check.value(
        hopLength == null || hopLength > 0, "stft", "hopLength must be positive, got " + hopLength);
    Check.value(
        winLength == null || winLength > 0 && winLength <= nFft,
        "stft",
        "winLength must be between 1 and nFft = " + nFft + ", got " + winLength);
    long w = winLength == null ? nFft : winLength;
    Check.that(
        window == null || window.rank() == 1 && window.numel() == w,
        "stft",
        "the window must have the shape ("
            + w
            + "), got "
            + (window == null ? "" : Check.shape(window.shape())));
    Check.value(
        !center || alignToWindow == null,
        "stft",
        "alignToWindow has a meaning only without center");
  }

  /// Transforms of length `nFft` with PyTorch's defaults.
  public static Stft of(long nFft) {
    return new Stft(nFft, null, null, null, true, "reflect", false, null, null);
  }

  public Stft hop(long length) {
    return new Stft(
        nFft, length, winLength, window, center, padMode, normalized, onesided, alignToWindow);
  }

  /// The weights; their number becomes `winLength`.
  public Stft window(Tensor weights) {
    return new Stft(
        nFft,
        hopLength,
        weights.numel(),
        weights,
        center,
        padMode,
        normalized,
        onesided,
        alignToWindow);
  }

  public Stft center(boolean on) {
    return new Stft(
        nFft, hopLength, winLength, window, on, padMode, normalized, onesided, alignToWindow);
  }

  public Stft normalized(boolean on) {
    return new Stft(
        nFft, hopLength, winLength, window, center, padMode, on, onesided, alignToWindow);
  }

  private long hop() {
    return hopLength == null ? nFft / 4 : hopLength;
  }

  /// The window, padded to nFft.
  private Tensor weights(DType type) {
    long w = winLength == null ? nFft : winLength;
    if (window == null && w == nFft) return null;
    Tensor t = window == null ? Tensor.ones(new long[] {w}, type) : window;
    long left = (nFft - w) / 2;
    return w == nFft ? t : t.constantPad(new long[] {left, nFft - w - left}, 0);
  }

  /// The spectra of a signal (time) or of several (batch, time): complex, with the dimensions
  /// (batch,) frequency, frame.
  public Tensor apply(Tensor signal) {
    Check.floatingOrComplex("stft", "the signal", signal);
    Check.rank("stft", "the signal", signal, 1, 2);
    Tensor x = signal.rank() == 1 ? signal.unsqueeze(0) : signal;
    if (center) {
      long pad = nFft / 2;
      if (padMode.equals("reflect") && x.size(1) <= pad)
        throw Check.shapeError(
            "stft",
            "a signal of "
                + x.size(1)
                + " values cannot be reflected over "
                + pad
                + "; use a smaller nFft or another padMode");
      x = padded(x, pad);
    } else if (Boolean.TRUE.equals(alignToWindow)) {
      long w = winLength == null ? nFft : winLength;
      long left = (nFft - w) / 2;
      x = x.constantPad(new long[] {left, nFft - w - left}, 0);
    }
    if (x.size(1) < nFft)
      throw Check.shapeError(
          "stft", "the signal has " + x.size(1) + " values, fewer than nFft = " + nFft);
    Tensor w = weights(x.dtype().toReal());
    Tensor frames = x.unfold(1, nFft, hop());
    if (w != null) frames = frames.mul(w);
    boolean complex = frames.isComplex();
    boolean half = onesided == null ? !complex : onesided;
    if (half && complex)
      throw Check.valueError(
          "stft", "the spectrum of a complex signal has no symmetric half; use onesided = false");
    String norm = normalized ? "ortho" : null;
    Tensor y = half ? Fft.rfft(frames, null, -1, norm) : Fft.fft(frames, null, -1, norm);
    y = y.transpose(1, 2);
    return signal.rank() == 1 ? y.squeeze(0) : y;
  }

  private Tensor padded(Tensor x, long pad) {
    if (padMode.equals("constant")) return x.constantPad(new long[] {pad, pad}, 0);
    long n = x.size(1);
    long[] from = new long[Math.toIntExact(n + 2 * pad)];
    for (int i = 0; i < from.length; i++) {
      long at = i - pad;
      from[i] =
          switch (padMode) {
            case "reflect" -> at < 0 ? -at : at < n ? at : 2 * (n - 1) - at;
            case "replicate" -> Math.clamp(at, 0, n - 1);
            case "circular" -> Math.floorMod(at, n);
            default ->
                throw Check.valueError(
                    "stft",
                    "padMode must be reflect, constant, replicate or circular, got " + padMode);
          };
    }
    return x.indexSelect(1, Tensor.of(from));
  }

  /// The real signal of spectra made by {@link #apply}, of `length` values (null: what can be told
  /// from the frames), as the least-squares estimate of Griffin and Lim 1984,
  /// doi:10.1109/TASSP.1984.1164317.
  public Tensor inverse(Tensor spectrum, Long length) {
    return inverse(spectrum, length, false);
  }

  /// As {@link #inverse(Tensor, Long)}; `complex` keeps a complex signal.
  public Tensor inverse(Tensor spectrum, Long length, boolean complex) {
    if (!spectrum.isComplex())
      throw Check.dtypeError("istft", "needs a complex spectrum, got " + spectrum.dtype());
    Check.rank("istft", "the spectrum", spectrum, 2, 3);
    Tensor x = spectrum.rank() == 2 ? spectrum.unsqueeze(0) : spectrum;
    boolean half = onesided == null ? x.size(1) != nFft : onesided;
    long bins = half ? nFft / 2 + 1 : nFft;
    if (x.size(1) != bins)
      throw Check.shapeError(
          "istft", "a spectrum for nFft = " + nFft + " has " + bins + " rows, got " + x.size(1));
    if (complex && half)
      throw Check.valueError(
          "istft", "half a spectrum belongs to a real signal, not a complex one");
    long frames = x.size(2);
    Check.that(frames > 0, "istft", "the spectrum has no frames");
    x = x.transpose(1, 2);
    String norm = normalized ? "ortho" : null;
    Tensor y =
        complex
            ? Fft.ifft(x, null, -1, norm)
            : Fft.irfft(x.narrow(-1, 0, nFft / 2 + 1), nFft, -1, norm);
    Tensor w = weights(x.dtype().toReal());
    if (w == null) w = Tensor.ones(new long[] {nFft}, x.dtype().toReal());
    Tensor signal = overlap(y.mul(w));
    Tensor envelope = overlap(w.mul(w).unsqueeze(0).expand(frames, nFft).unsqueeze(0));
    long whole = signal.size(1);
    long start = center ? nFft / 2 : 0;
    long end = length != null ? start + length : center ? whole - nFft / 2 : whole;
    long kept = Math.min(end, whole) - start;
    signal = signal.narrow(1, start, kept);
    envelope = envelope.narrow(1, start, kept);
    if (kept > 0 && envelope.detach().abs().min().item() < 1e-11)
      throw Check.valueError(
          "istft",
          "the windows do not cover the signal: their squares add up to 0 somewhere; use a smaller"
              + " hop or a window without zeros");
    signal = signal.div(envelope);
    if (end > whole) signal = signal.constantPad(new long[] {0, end - whole}, 0);
    return spectrum.rank() == 2 ? signal.squeeze(0) : signal;
  }

  /// The sum of the pieces (batch, frame, nFft), each at its place.
  private Tensor overlap(Tensor pieces) {
    long frames = pieces.size(1);
    Tensor at = Tensor.arange(frames).mul(hop()).unsqueeze(1).add(Tensor.arange(nFft)).reshape(-1);
    long n = nFft + hop() * (frames - 1);
    return Tensor.zeros(new long[] {pieces.size(0), n}, pieces.dtype())
        .indexAdd(1, at, pieces.reshape(pieces.size(0), -1), 1);
  }
}
