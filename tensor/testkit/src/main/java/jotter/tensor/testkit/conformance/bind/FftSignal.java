package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.DType;
import jotter.tensor.Fft;
import jotter.tensor.Stft;
import jotter.tensor.Tensor;
import jotter.tensor.Windows;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Fourier transforms and windows.
public final class FftSignal {
  private FftSignal() {}

  public static void bind(Bindings b) {
    one(b, "fft", Fft::fft);
    one(b, "ifft", Fft::ifft);
    one(b, "rfft", Fft::rfft);
    one(b, "irfft", Fft::irfft);
    one(b, "hfft", Fft::hfft);
    one(b, "ihfft", Fft::ihfft);
    many(b, "fft2", Fft::fft2);
    many(b, "ifft2", Fft::ifft2);
    many(b, "rfft2", Fft::rfft2);
    many(b, "irfft2", Fft::irfft2);
    many(b, "hfft2", Fft::hfft2);
    many(b, "ihfft2", Fft::ihfft2);
    many(b, "fftn", Fft::fftn);
    many(b, "ifftn", Fft::ifftn);
    many(b, "rfftn", Fft::rfftn);
    many(b, "irfftn", Fft::irfftn);
    many(b, "hfftn", Fft::hfftn);
    many(b, "ihfftn", Fft::ihfftn);
    b.on("fft.fftshift", "input dim", a -> Fft.fftshift(a.t(0), a.intsOrNull(1)));
    b.on("fft.ifftshift", "input dim", a -> Fft.ifftshift(a.t(0), a.intsOrNull(1)));
    b.on("fft.fftfreq", "n d dtype", a -> Fft.fftfreq(a.l(0, 0), a.d(1, 1), type(a, 2)));
    b.on("fft.rfftfreq", "n d dtype", a -> Fft.rfftfreq(a.l(0, 0), a.d(1, 1), type(a, 2)));
    b.on(
        "stft",
        "input n_fft hop_length win_length window center pad_mode normalized onesided"
            + " return_complex align_to_window",
        FftSignal::stft);
    b.on(
        "istft",
        "input n_fft hop_length win_length window center normalized onesided length return_complex",
        a ->
            new Stft(
                    a.l(1, 0),
                    a.longOrNull(2),
                    a.longOrNull(3),
                    a.t(4),
                    a.b(5, true),
                    "reflect",
                    a.b(6, false),
                    (Boolean) a.get(7),
                    null)
                .inverse(a.t(0), a.longOrNull(8), a.b(9, false)));
    windows(b);
    oldWindows(b);
  }

  private interface One {
    Tensor of(Tensor x, Long n, int dim, String norm);
  }

  private static void one(Bindings b, String name, One f) {
    b.on(
        "fft." + name,
        "input n dim norm",
        a -> f.of(a.t(0), a.longOrNull(1), a.i(2, -1), a.s(3, null)));
  }

  private interface Many {
    Tensor of(Tensor x, long[] s, int[] dim, String norm);
  }

  private static void many(Bindings b, String name, Many f) {
    b.on(
        "fft." + name,
        "input s dim norm",
        a -> f.of(a.t(0), a.longsOrNull(1), a.intsOrNull(2), a.s(3, null)));
  }

  private static DType type(Args a, int i) {
    return a.dtype(i) == null ? DType.FLOAT32 : a.dtype(i);
  }

  private static Object stft(Args a) {
    Stft s =
        new Stft(
            a.l(1, 0),
            a.longOrNull(2),
            a.longOrNull(3),
            a.t(4),
            a.b(5, true),
            a.s(6, "reflect"),
            a.b(7, false),
            (Boolean) a.get(8),
            (Boolean) a.get(10));
    Tensor y = s.apply(a.t(0));
    return a.given(9) && !a.b(9, true) ? y.viewAsReal() : y;
  }

  private static void windows(Bindings b) {
    String w = "signal.windows.";
    b.on(w + "hann", "M sym dtype", a -> Windows.hann(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(w + "blackman", "M sym dtype", a -> Windows.blackman(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(w + "nuttall", "M sym dtype", a -> Windows.nuttall(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(w + "hamming", "M sym dtype", a -> Windows.hamming(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(w + "bartlett", "M sym dtype", a -> Windows.bartlett(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(w + "cosine", "M sym dtype", a -> Windows.cosine(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(
        w + "general_hamming",
        "M alpha sym dtype",
        a -> Windows.generalHamming(a.l(0, 0), a.d(1, 0.54), a.b(2, true), type(a, 3)));
    b.on(
        w + "general_cosine",
        "M a sym dtype",
        a -> Windows.generalCosine(a.l(0, 0), a.doubles(1), a.b(2, true), type(a, 3)));
    b.on(
        w + "gaussian",
        "M std sym dtype",
        a -> Windows.gaussian(a.l(0, 0), a.d(1, 1), a.b(2, true), type(a, 3)));
    b.on(
        w + "kaiser",
        "M beta sym dtype",
        a -> Windows.kaiser(a.l(0, 0), a.d(1, 12), a.b(2, true), type(a, 3)));
    b.on(
        w + "exponential",
        "M center tau sym dtype",
        a ->
            Windows.exponential(a.l(0, 0), a.doubleOrNull(1), a.d(2, 1), a.b(3, true), type(a, 4)));
  }

  private static void oldWindows(Bindings b) {
    b.on(
        "hann_window",
        "window_length periodic dtype",
        a -> Windows.hannWindow(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(
        "blackman_window",
        "window_length periodic dtype",
        a -> Windows.blackmanWindow(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(
        "bartlett_window",
        "window_length periodic dtype",
        a -> Windows.bartlettWindow(a.l(0, 0), a.b(1, true), type(a, 2)));
    b.on(
        "hamming_window",
        "window_length periodic alpha beta dtype",
        a ->
            Windows.hammingWindow(a.l(0, 0), a.b(1, true), a.d(2, 0.54), a.d(3, 0.46), type(a, 4)));
    b.on(
        "kaiser_window",
        "window_length periodic beta dtype",
        a -> Windows.kaiserWindow(a.l(0, 0), a.b(1, true), a.d(2, 12), type(a, 3)));
  }
}
