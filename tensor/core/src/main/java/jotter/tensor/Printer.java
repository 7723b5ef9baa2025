package jotter.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jotter.tensor.spi.Memory;

/// The text of a tensor, by PyTorch's rules: one width for all numbers, as many digits as the
/// numbers need, edges only of what is large. Only elements that are shown are looked at, so that
/// printing costs the same for any size.
final class Printer {
  private static final String INDENT = "tensor(";

  private final PrintOptions options;
  private final Tensor t;
  private final DType type;
  private final boolean summarize;
  private Format re;
  private Format im;

  private Printer(Tensor t, PrintOptions options) {
    this.options = options;
    this.t = t;
    this.type = t.dtype();
    this.summarize = t.numel() > options.threshold();
  }

  private static final long MOST_SHOWN = 2000;

  static String toString(Tensor t) {
    PrintOptions o = PrintOptions.get();
    // Three numbers on each side make 6⁵ of them in five dimensions: with many dimensions, fewer.
    if (t.rank() > 3 && t.numel() > o.threshold() && o.edgeItems() > 1) {
      long shown = 1;
      for (long n : t.layout().shape()) shown *= Math.min(n, 2L * o.edgeItems() + 1);
      if (shown > MOST_SHOWN)
        o = new PrintOptions(o.precision(), o.threshold(), 1, o.lineWidth(), o.scientific());
    }
    return toString(t, o);
  }

  static String toString(Tensor t, PrintOptions options) {
    if (t.storage().isReleased())
      return "tensor(released, size=" + Check.shape(t.shape()) + ", dtype=" + t.dtype() + ")";
    Tensor h = Grad.unwatched(() -> t.detach().host());
    Printer p = new Printer(h, options);
    StringBuilder s = new StringBuilder(INDENT);
    boolean typed = !p.isDefaultType();
    if (t.numel() == 0) {
      s.append("[]");
      if (t.rank() != 1) s.append(", size=").append(size(t.shape()));
      typed = t.dtype() != DType.FLOAT32;
    } else {
      p.measure();
      s.append(p.text(0, h.address(), INDENT.length()));
    }
    List<String> more = new ArrayList<>();
    if (!t.device().isCpu()) more.add("device='" + t.device() + "'");
    if (typed) more.add("dtype=" + t.dtype());
    if (t.gradNode() != null) more.add("gradFn=<" + t.gradNode().name() + ">");
    else if (t.requiresGrad()) more.add("requiresGrad=true");
    int last = s.length() - (s.lastIndexOf("\n") + 1);
    for (String m : more) {
      if (last + m.length() + 2 > options.lineWidth()) {
        s.append(",\n").append(" ".repeat(INDENT.length())).append(m);
        last = INDENT.length() + m.length();
      } else {
        s.append(", ").append(m);
        last += m.length() + 2;
      }
    }
    return s.append(')').toString();
  }

  private static String size(long[] shape) {
    StringBuilder s = new StringBuilder("(");
    for (int i = 0; i < shape.length; i++) s.append(i == 0 ? "" : ", ").append(shape[i]);
    return s.append(")").toString();
  }

  private boolean isDefaultType() {
    return switch (type) {
      case BOOL, INT64, FLOAT32, COMPLEX64 -> true;
      default -> false;
    };
  }

  /// The addresses of the elements that are shown.
  private void shown(int d, long address, List<Long> out) {
    if (d == t.rank()) {
      out.add(address);
      return;
    }
    long n = t.layout().shape()[d];
    long step = t.layout().strides()[d] * type.bytes();
    int edge = options.edgeItems();
    for (long i = 0; i < n; i++) {
      if (summarize && n > 2L * edge && i == edge) i = n - edge;
      shown(d + 1, address + i * step, out);
    }
  }

  private void measure() {
    List<Long> at = new ArrayList<>();
    shown(0, t.address(), at);
    double[] a = new double[at.size()];
    double[] b = new double[at.size()];
    for (int i = 0; i < a.length; i++) {
      a[i] = Memory.getDouble(type, at.get(i));
      b[i] = Memory.getImag(type, at.get(i));
    }
    re = new Format(a, at);
    if (type.isComplex()) im = new Format(b, at);
  }

  /// Decides how the numbers of a tensor are written.
  private final class Format {
    private boolean whole = true;
    private boolean scientific;
    private int width = 1;

    Format(double[] v, List<Long> at) {
      if (!type.isDifferentiable()) {
        for (long p : at) width = Math.max(width, integer(p).length());
        return;
      }
      double min = Double.POSITIVE_INFINITY;
      double max = 0;
      boolean any = false;
      for (double x : v) {
        if (Double.isNaN(x) || Double.isInfinite(x) || x == 0) continue;
        any = true;
        min = Math.min(min, Math.abs(x));
        max = Math.max(max, Math.abs(x));
        if (x != Math.ceil(x)) whole = false;
      }
      if (!any) return;
      boolean wide =
          whole ? max / min > 1000 || max > 1e8 : max / min > 1000 || max > 1e8 || min < 1e-4;
      scientific = options.scientific() == null ? wide : options.scientific();
      // As in PyTorch, zeros, infinities and NaN have no say in the width.
      for (double x : v)
        if (x != 0 && !Double.isNaN(x) && !Double.isInfinite(x))
          width = Math.max(width, text(x).length());
    }

    String text(double x) {
      if (Double.isNaN(x)) return "nan";
      if (Double.isInfinite(x)) return x > 0 ? "inf" : "-inf";
      if (scientific) {
        return String.format(Locale.ROOT, "%." + options.precision() + "e", x);
      }
      if (whole) {
        return String.format(Locale.ROOT, "%.0f.", x);
      }
      return String.format(Locale.ROOT, "%." + options.precision() + "f", x);
    }

    String padded(String s) {
      return " ".repeat(Math.max(0, width - s.length())) + s;
    }
  }

  private String integer(long address) {
    return type == DType.BOOL
        ? Memory.getLong(type, address) != 0 ? "True" : "False"
        : Long.toString(Memory.getLong(type, address));
  }

  private String element(long address) {
    if (!type.isDifferentiable()) return re.padded(integer(address));
    String a = re.padded(re.text(Memory.getDouble(type, address)));
    if (!type.isComplex()) return a;
    double y = Memory.getImag(type, address);
    boolean negative = y < 0 || y == 0 && 1 / y < 0;
    String b = im.text(Math.abs(y));
    return a + (negative ? "-" : "+") + b + "j";
  }

  private String text(int d, long address, int indent) {
    if (d == t.rank()) return element(address);
    long n = t.layout().shape()[d];
    long step = t.layout().strides()[d] * type.bytes();
    int edge = options.edgeItems();
    boolean cut = summarize && n > 2L * edge;
    List<String> parts = new ArrayList<>();
    for (long i = 0; i < n; i++) {
      if (cut && i == edge) {
        parts.add(d == t.rank() - 1 ? " ..." : "...");
        i = n - edge;
      }
      parts.add(text(d + 1, address + i * step, indent + 1));
    }
    if (d == t.rank() - 1) return line(parts, indent);
    String gap = ",\n" + "\n".repeat(t.rank() - d - 2) + " ".repeat(indent + 1);
    return "[" + String.join(gap, parts) + "]";
  }

  private String line(List<String> parts, int indent) {
    int each = re.width + 2 + (im == null ? 0 : im.width + 2);
    int perLine = Math.max(1, (options.lineWidth() - indent) / each);
    StringBuilder s = new StringBuilder("[");
    for (int i = 0; i < parts.size(); i++) {
      if (i > 0) s.append(i % perLine == 0 ? ",\n" + " ".repeat(indent + 1) : ", ");
      s.append(parts.get(i));
    }
    return s.append("]").toString();
  }
}
