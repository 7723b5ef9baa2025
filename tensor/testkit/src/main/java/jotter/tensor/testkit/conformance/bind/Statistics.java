package jotter.tensor.testkit.conformance.bind;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Statistics, histograms, sets and searches.
public final class Statistics {
  private Statistics() {}

  public static void bind(Bindings b) {
    b.on("aminmax", "input dim keepdim", a -> a.t(0).aminmax(a.integer(1), a.b(2, false)));
    b.on(
        "nansum", "input dim keepdim dtype", a -> a.t(0).nansum(a.ints(1), a.b(2, false), type(a)));
    b.on(
        "nanmean",
        "input dim keepdim dtype",
        a -> a.t(0).nanmean(a.ints(1), a.b(2, false), type(a)));
    b.on(
        "kthvalue",
        "input k dim keepdim",
        a -> a.t(0).kthvalue(a.l(1, 1), a.i(2, -1), a.b(3, false)));
    b.on(
        "median",
        "input dim keepdim",
        a -> a.given(1) ? a.t(0).median(a.i(1, 0), a.b(2, false)) : a.t(0).median());
    b.on(
        "nanmedian",
        "input dim keepdim",
        a -> a.given(1) ? a.t(0).nanmedian(a.i(1, 0), a.b(2, false)) : a.t(0).nanmedian());
    b.on("mode", "input dim keepdim", a -> a.t(0).mode(a.i(1, -1), a.b(2, false)));
    b.on(
        "quantile",
        "input q dim keepdim interpolation",
        a -> a.t(0).quantile(q(a), a.integer(2), a.b(3, false), a.s(4, "linear")));
    b.on(
        "nanquantile",
        "input q dim keepdim interpolation",
        a -> a.t(0).nanquantile(q(a), a.integer(2), a.b(3, false), a.s(4, "linear")));
    b.on(
        "diff",
        "input n dim prepend append",
        a -> a.t(0).diff(a.l(1, 1), a.i(2, -1), a.t(3), a.t(4)));
    for (String name : List.of("trapezoid", "trapz"))
      b.on(
          name,
          "y x dx dim",
          a -> a.isTensor(1) ? a.t(0).trapezoid(a.t(1), dim(a)) : a.t(0).trapezoid(dx(a), dim(a)));
    b.on(
        "cumulative_trapezoid",
        "y x dx dim",
        a ->
            a.isTensor(1)
                ? a.t(0).cumulativeTrapezoid(a.t(1), dim(a))
                : a.t(0).cumulativeTrapezoid(dx(a), dim(a)));
    b.on("bincount", "input weights minlength", a -> a.t(0).bincount(a.t(1), a.l(2, 0)));
    b.on("histc", "input bins min max", a -> a.t(0).histc(a.l(1, 100), a.d(2, 0), a.d(3, 0)));
    b.on("histogram", "input bins range weight density", Statistics::histogram);
    b.on("histogramdd", "input bins range weight density", Statistics::histogramdd);
    b.on(
        "searchsorted",
        "sorted_sequence input out_int32 right side sorter",
        a ->
            jotter.tensor.Statistics.searchsorted(
                a.t(0),
                a.isNumber(1) ? Tensor.full(new long[0], a.num(1)) : a.t(1),
                a.b(2, false),
                right(a),
                a.t(5)));
    b.on(
        "bucketize",
        "input boundaries out_int32 right",
        a ->
            jotter.tensor.Statistics.bucketize(
                a.isNumber(0) ? Tensor.full(new long[0], a.num(0)) : a.t(0),
                a.t(1),
                a.b(2, false),
                a.b(3, false)));
    b.on(
        "cov",
        "input correction fweights aweights",
        a -> jotter.tensor.Statistics.cov(a.t(0), a.l(1, 1), a.t(2), a.t(3)));
    b.on("corrcoef", "input", a -> jotter.tensor.Statistics.corrcoef(a.t(0)));
    b.on("gradient", "input spacing dim edge_order", Statistics::gradient);
    b.on(
        "unique",
        "input sorted return_inverse return_counts dim",
        a -> present(a.t(0).unique(a.b(2, false), a.b(3, false), a.integer(4))));
    b.on(
        "unique_consecutive",
        "input return_inverse return_counts dim",
        a -> present(a.t(0).uniqueConsecutive(a.b(1, false), a.b(2, false), a.integer(3))));
    for (String name : List.of("softmax", "nn.functional.softmax"))
      b.on(name, "input dim dtype", a -> a.t(0).softmax(a.i(1, -1), type(a)));
    for (String name : List.of("log_softmax", "nn.functional.log_softmax"))
      b.on(name, "input dim dtype", a -> a.t(0).logSoftmax(a.i(1, -1), type(a)));
  }

  private static List<Tensor> present(jotter.tensor.Statistics.Unique u) {
    return java.util.stream.Stream.of(u.values(), u.inverse(), u.counts())
        .filter(t -> t != null)
        .toList();
  }

  private static DType type(Args a) {
    return a.named("dtype") instanceof DType t ? t : null;
  }

  private static Tensor q(Args a) {
    return a.isTensor(1) ? a.t(1) : Tensor.full(new long[0], a.num(1), a.t(0).dtype());
  }

  private static int dim(Args a) {
    Object d = a.keyword("dim");
    return d == null ? -1 : ((Number) d).intValue();
  }

  private static Number dx(Args a) {
    Object d = a.keyword("dx");
    return d == null ? 1 : (Number) d;
  }

  private static boolean right(Args a) {
    String side = a.s(4, null);
    boolean right = a.b(3, false);
    if (side != null && !side.equals("left") && !side.equals("right"))
      throw new IllegalArgumentException("searchsorted: side must be left or right, got " + side);
    if (right && "left".equals(side))
      throw new IllegalArgumentException("searchsorted: right = true and side = left disagree");
    return right || "right".equals(side);
  }

  private static Object histogram(Args a) {
    return jotter.tensor.Statistics.histogram(
        a.t(0),
        a.isTensor(1) ? a.t(1) : null,
        a.isTensor(1) ? 0 : a.l(1, 10),
        a.doubles(2),
        a.t(3),
        a.b(4, false));
  }

  private static Object histogramdd(Args a) {
    boolean edges = a.get(1) instanceof List<?> l && !l.isEmpty() && l.getFirst() instanceof Tensor;
    return jotter.tensor.Statistics.histogramdd(
        a.t(0),
        edges ? a.ts(1) : null,
        edges ? null : a.longs(1),
        a.doubles(2),
        a.t(3),
        a.b(4, false));
  }

  private static Object gradient(Args a) {
    Object s = a.get(1);
    Object[] spacing;
    if (s == null) spacing = new Object[] {1.0};
    else if (s instanceof List<?> l) {
      spacing = l.toArray();
      int dims = a.given(2) ? a.ints(2).length : a.t(0).rank();
      if (spacing.length != dims)
        throw new IllegalArgumentException(
            "gradient: there are " + spacing.length + " spacings for " + dims + " dimensions");
    } else if (s instanceof Tensor t && t.rank() == 0) spacing = new Object[] {t.item()};
    else spacing = new Object[] {s};
    return jotter.tensor.Statistics.gradient(a.t(0), a.intsOrNull(2), spacing, a.i(3, 1));
  }
}
