package jotter.tensor.display;

import java.util.Locale;

/// Numbers as a reader wants them: few digits, one notation for all that stand together.
enum Numbers {
  WHOLE("%.0f"),
  DECIMAL("%.4f"),
  SCIENTIFIC("%.3e");

  private final String pattern;

  Numbers(String pattern) {
    this.pattern = pattern;
  }

  /// The notation for numbers like these.
  static Numbers of(double... values) {
    double max = 0;
    boolean whole = true;
    for (double v : values) {
      if (v - v == 0) {
        max = Math.max(max, Math.abs(v));
        whole &= v == Math.rint(v);
      }
    }
    if (max >= (whole ? 1e9 : 1e5) || max > 0 && max < 1e-2) {
      return SCIENTIFIC;
    }
    return whole ? WHOLE : DECIMAL;
  }

  String text(double v) {
    if (Double.isNaN(v)) {
      return "nan";
    }
    if (Double.isInfinite(v)) {
      return v > 0 ? "inf" : "-inf";
    }
    return String.format(Locale.ROOT, pattern, v);
  }

  /// One number on its own, with four digits that count.
  static String brief(double v) {
    if (v - v != 0) {
      return WHOLE.text(v);
    }
    if (v == Math.rint(v) && Math.abs(v) < 1e7) {
      return WHOLE.text(v);
    }
    double size = Math.abs(v);
    if (size >= 1e5 || size < 1e-3) {
      return SCIENTIFIC.text(v);
    }
    int digits = Math.max(0, 3 - (int) Math.floor(Math.log10(size)));
    return String.format(Locale.ROOT, "%." + Math.min(digits, 5) + "f", v);
  }

  /// A count of bytes.
  static String bytes(long n) {
    if (n < 10_000) {
      return n + " B";
    }
    double v = n;
    for (String unit : new String[] {"KB", "MB", "GB"}) {
      v /= 1000;
      if (v < 1000) {
        return String.format(Locale.ROOT, v < 10 ? "%.2f %s" : "%.0f %s", v, unit);
      }
    }
    return String.format(Locale.ROOT, "%.2f TB", v / 1000);
  }
}
