package jotter.tensor;

import java.util.function.IntToDoubleFunction;

/// Window functions, `torch.signal.windows`: `m` weights between 0 and 1.
///
/// `sym` makes a symmetric window, for filters; otherwise it is periodic (the first `m` of `m + 1`
/// values of a symmetric one), for spectra. The type is float32 or float64.
public final class Windows {
  private static final double[] HANN = {0.5, 0.5};
  private static final double[] BLACKMAN = {0.42, 0.5, 0.08};
  private static final double[] NUTTALL = {0.3635819, 0.4891775, 0.1365995, 0.0106411};

  private Windows() {}

  /// ½ - ½·cos(2πk/n).
  public static Tensor hann(long m, boolean sym, DType type) {
    return cosines("hann", m, HANN, sym, type);
  }

  /// 0.54 - 0.46·cos(2πk/n).
  public static Tensor hamming(long m, boolean sym, DType type) {
    return generalHamming("hamming", m, 0.54, sym, type);
  }

  /// α - (1 - α)·cos(2πk/n).
  public static Tensor generalHamming(long m, double alpha, boolean sym, DType type) {
    return generalHamming("generalHamming", m, alpha, sym, type);
  }

  private static Tensor generalHamming(String op, long m, double alpha, boolean sym, DType type) {
    return cosines(op, m, new double[] {alpha, 1 - alpha}, sym, type);
  }

  /// 0.42 - 0.5·cos(2πk/n) + 0.08·cos(4πk/n).
  public static Tensor blackman(long m, boolean sym, DType type) {
    return cosines("blackman", m, BLACKMAN, sym, type);
  }

  /// The four-term window of minimal side lobes. Nuttall 1981, doi:10.1109/TASSP.1981.1163506.
  public static Tensor nuttall(long m, boolean sym, DType type) {
    return cosines("nuttall", m, NUTTALL, sym, type);
  }

  /// Σ_i (-1)^i · a_i · cos(2πik/n).
  public static Tensor generalCosine(long m, double[] a, boolean sym, DType type) {
    if (a == null || a.length == 0)
      throw Check.valueError("generalCosine", "needs at least one coefficient");
    return cosines("generalCosine", m, a, sym, type);
  }

  private static Tensor cosines(String op, long m, double[] a, boolean sym, DType type) {
    double n = span(m, sym);
    return window(
        op,
        m,
        type,
        k -> {
          double v = 0;
          for (int i = 0; i < a.length; i++)
            v += (i % 2 == 0 ? a[i] : -a[i]) * Math.cos(2 * Math.PI * i * k / n);
          return v;
        });
  }

  /// The triangle 1 - |2k/n - 1|, 0 at the ends.
  public static Tensor bartlett(long m, boolean sym, DType type) {
    double n = span(m, sym);
    return window("bartlett", m, type, k -> 1 - Math.abs(2 * k / n - 1));
  }

  /// sin(π(k + ½)/n).
  public static Tensor cosine(long m, boolean sym, DType type) {
    double n = span(m, sym) + 1;
    return windowOfAny("cosine", m, type, k -> Math.sin(Math.PI * (k + 0.5) / n));
  }

  /// exp(-|k - center|/τ); `center` null is the middle, and must be null for a symmetric window.
  public static Tensor exponential(long m, Double center, double tau, boolean sym, DType type) {
    Check.value(tau > 0, "exponential", "tau must be positive, got " + tau);
    Check.value(
        !sym || center == null,
        "exponential",
        "a symmetric window has its center in the middle; leave center null or use sym = false");
    double c = center == null ? span(m, sym) / 2 : center;
    return windowOfAny("exponential", m, type, k -> Math.exp(-Math.abs(k - c) / tau));
  }

  /// exp(-½·((k - center)/std)²).
  public static Tensor gaussian(long m, double std, boolean sym, DType type) {
    Check.value(std > 0, "gaussian", "the standard deviation must be positive, got " + std);
    double c = span(m, sym) / 2;
    return windowOfAny("gaussian", m, type, k -> Math.exp(-0.5 * (k - c) / std * ((k - c) / std)));
  }

  /// I₀(β·√(1 - (2k/n - 1)²)) / I₀(β). Kaiser and Schafer 1980.
  public static Tensor kaiser(long m, double beta, boolean sym, DType type) {
    Check.value(beta >= 0, "kaiser", "beta must not be negative, got " + beta);
    double n = span(m, sym);
    Tensor x =
        window(
            "kaiser",
            m,
            type,
            DType.FLOAT64,
            k -> {
              double r = 2 * k / n - 1;
              return beta * Math.sqrt(Math.max(0, 1 - r * r));
            });
    if (m == 1) return x.to(type);
    Tensor whole = Tensor.full(new long[0], beta, DType.FLOAT64).i0();
    return x.i0().div(whole).to(type);
  }

  // ---- torch.hann_window and the like: periodic or not, of any floating-point type ----

  /// {@link #hann}, by `torch.hann_window`'s arguments.
  public static Tensor hannWindow(long m, boolean periodic, DType type) {
    return wide("hannWindow", type, t -> cosines("hannWindow", m, HANN, !periodic, t));
  }

  /// {@link #hann} as spectra need it: periodic, float32.
  public static Tensor hannWindow(long m) {
    return hannWindow(m, true, DType.FLOAT32);
  }

  /// alpha - beta·cos(2πk/n).
  public static Tensor hammingWindow(
      long m, boolean periodic, double alpha, double beta, DType type) {
    double[] a = {alpha, beta};
    return wide("hammingWindow", type, t -> cosines("hammingWindow", m, a, !periodic, t));
  }

  public static Tensor blackmanWindow(long m, boolean periodic, DType type) {
    return wide("blackmanWindow", type, t -> cosines("blackmanWindow", m, BLACKMAN, !periodic, t));
  }

  public static Tensor bartlettWindow(long m, boolean periodic, DType type) {
    return wide("bartlettWindow", type, t -> bartlett(m, !periodic, t));
  }

  public static Tensor kaiserWindow(long m, boolean periodic, double beta, DType type) {
    return wide("kaiserWindow", type, t -> kaiser(m, beta, !periodic, t));
  }

  private static Tensor wide(
      String op, DType type, java.util.function.Function<DType, Tensor> make) {
    if (!type.isFloatingPoint())
      throw Check.dtypeError(op, "the type must be a floating-point type, got " + type);
    return make.apply(type == DType.FLOAT64 ? type : DType.FLOAT32).to(type);
  }

  // ---- how they are made ----

  /// n: the distance after which the window repeats.
  private static double span(long m, boolean sym) {
    return sym || m <= 1 ? m - 1 : m;
  }

  /// A window that is 1 if it has one value.
  private static Tensor window(String op, long m, DType type, IntToDoubleFunction f) {
    return window(op, m, type, type, f);
  }

  private static Tensor window(String op, long m, DType type, DType stored, IntToDoubleFunction f) {
    check(op, m, type);
    return m == 1 ? Tensor.ones(new long[] {1}, stored) : make(m, stored, f);
  }

  private static Tensor windowOfAny(String op, long m, DType type, IntToDoubleFunction f) {
    check(op, m, type);
    return make(m, type, f);
  }

  private static void check(String op, long m, DType type) {
    Check.value(m >= 0, op, "the length must not be negative, got " + m);
    if (type != DType.FLOAT32 && type != DType.FLOAT64)
      throw Check.dtypeError(op, "a window is of type float32 or float64, got " + type);
  }

  private static Tensor make(long m, DType type, IntToDoubleFunction f) {
    double[] w = new double[Math.toIntExact(m)];
    for (int k = 0; k < w.length; k++) w[k] = f.applyAsDouble(k);
    return Tensor.of(w).to(type);
  }
}
