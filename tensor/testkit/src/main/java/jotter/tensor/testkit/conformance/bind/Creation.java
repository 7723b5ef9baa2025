package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.DType;
import jotter.tensor.Promotion;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;

/// Making tensors, random ones too.
public final class Creation {
  private Creation() {}

  public static void bind(Bindings b) {
    filled(b);
    likes(b);
    ranges(b);
    random(b);
  }

  private static DType type(Args a, DType otherwise) {
    return a.named("dtype") instanceof DType t ? t : otherwise;
  }

  private static void filled(Bindings b) {
    b.on("zeros", "size dtype", a -> Tensor.zeros(a.sizes(0), type(a, DType.FLOAT32)));
    b.on("ones", "size dtype", a -> Tensor.ones(a.sizes(0), type(a, DType.FLOAT32)));
    b.on(
        "empty", "size dtype memory_format", a -> Tensor.empty(a.sizes(0), type(a, DType.FLOAT32)));
    b.on(
        "full",
        "size fill_value dtype",
        a -> Tensor.full(a.longs(0), a.num(1), type(a, Promotion.ofScalar(a.get(1)))));
    b.on("eye", "n m dtype", a -> Tensor.eye(a.l(0, 0), a.l(1, a.l(0, 0)), type(a, DType.FLOAT32)));
    b.on(
        "empty_strided",
        "size stride dtype",
        a -> Tensor.emptyStrided(a.longs(0), a.longs(1), type(a, DType.FLOAT32)));
    b.on(
        "empty_permuted",
        "size physical_layout dtype",
        a -> Tensor.emptyPermuted(a.longs(0), a.ints(1), type(a, DType.FLOAT32)));
    b.on(
        "scalar_tensor",
        "s dtype",
        a -> Tensor.full(new long[0], a.num(0), type(a, DType.FLOAT32)));
    b.on("torch.Tensor.item", "input", a -> item(a.t(0)));
  }

  private static Object item(Tensor t) {
    if (t.dtype() == DType.BOOL) return t.itemBoolean();
    if (t.dtype().isComplex()) return t.itemComplex();
    return t.dtype().isFloatingPoint() ? (Object) t.item() : (Object) t.itemLong();
  }

  private static void likes(Bindings b) {
    b.on("zeros_like", "input dtype memory_format", a -> Tensor.zeros(shape(a), like(a)));
    b.on("ones_like", "input dtype memory_format", a -> Tensor.ones(shape(a), like(a)));
    b.on("empty_like", "input dtype memory_format", a -> Tensor.empty(shape(a), like(a)));
    b.on(
        "full_like",
        "input fill_value dtype memory_format",
        a -> Tensor.full(shape(a), a.num(1), like(a)));
    b.on("rand_like", "input dtype memory_format", a -> Tensor.rand(shape(a), like(a)));
    b.on("randn_like", "input dtype memory_format", a -> Tensor.randn(shape(a), like(a)));
    b.on(
        "randint_like",
        "input low high dtype memory_format",
        a ->
            a.given(2)
                ? Tensor.randint(a.l(1, 0), a.l(2, 1), shape(a), like(a))
                : Tensor.randint(0, a.num(a.given(1) ? 1 : 2).longValue(), shape(a), like(a)));
    b.on("torch.Tensor.new_zeros", "input size dtype", a -> Tensor.zeros(a.sizes(1), like(a)));
    b.on("torch.Tensor.new_ones", "input size dtype", a -> Tensor.ones(a.sizes(1), like(a)));
    b.on("torch.Tensor.new_empty", "input size dtype", a -> Tensor.empty(a.sizes(1), like(a)));
    b.on(
        "torch.Tensor.new_full",
        "input size fill_value dtype",
        a -> Tensor.full(a.longs(1), a.num(2), like(a)));
    b.on(
        "torch.Tensor.new_empty_strided",
        "input size stride dtype",
        a -> Tensor.emptyStrided(a.longs(1), a.longs(2), like(a)));
    b.on(
        "torch.Tensor.new_tensor",
        "input data dtype requires_grad",
        a -> Nested.tensor(a.get(1), like(a)));
  }

  private static long[] shape(Args a) {
    return a.t(0).shape();
  }

  private static DType like(Args a) {
    return type(a, a.t(0).dtype());
  }

  private static void ranges(Bindings b) {
    b.on(
        "arange",
        "start end step dtype",
        a -> {
          Number s = a.given(1) ? a.num(0, 0) : 0L;
          Number e = a.given(1) ? a.num(1) : a.num(0);
          Number by = a.num(2, 1L);
          return a.named("dtype") instanceof DType t
              ? Tensor.arange(s, e, by, t)
              : Tensor.arange(s, e, by);
        });
    b.on(
        "linspace",
        "start end steps dtype",
        a -> Tensor.linspace(a.num(0), a.num(1), steps(a), type(a, null)));
    b.on(
        "logspace",
        "start end steps base dtype",
        a -> Tensor.logspace(a.num(0), a.num(1), steps(a), a.d(3, 10), type(a, null)));
    b.on(
        "tril_indices",
        "row col offset dtype",
        a -> Tensor.trilIndices(a.l(0, 0), a.l(1, 0), a.l(2, 0), type(a, DType.INT64)));
    b.on(
        "triu_indices",
        "row col offset dtype",
        a -> Tensor.triuIndices(a.l(0, 0), a.l(1, 0), a.l(2, 0), type(a, DType.INT64)));
  }

  private static long steps(Args a) {
    if (!a.given(2)) throw new IllegalArgumentException("linspace: the number of steps is missing");
    return a.l(2, 0);
  }

  private static void random(Bindings b) {
    b.on("rand", "size dtype", a -> Tensor.rand(a.sizes(0), type(a, DType.FLOAT32)));
    b.on("randn", "size dtype", a -> Tensor.randn(a.sizes(0), type(a, DType.FLOAT32)));
    b.on(
        "randint",
        "low high size dtype",
        a ->
            a.isNumber(1)
                ? Tensor.randint(a.l(0, 0), a.l(1, 1), a.longs(2), type(a, DType.INT64))
                : Tensor.randint(
                    0,
                    a.num(a.given(0) ? 0 : 1).longValue(),
                    a.longs(a.given(2) ? 2 : 1),
                    type(a, DType.INT64)));
    b.on("randperm", "n dtype", a -> Tensor.randperm(a.l(0, 0), type(a, DType.INT64)));
    b.on(
        "normal",
        "mean std size dtype",
        a -> {
          if (a.isTensor(0) && a.isTensor(1)) return Tensor.normal(a.t(0), a.t(1));
          if (a.isTensor(0))
            return Tensor.normal(a.t(0), Tensor.full(new long[0], a.num(1, 1), a.t(0).dtype()));
          if (a.isTensor(1))
            return Tensor.normal(Tensor.full(new long[0], a.num(0, 0), a.t(1).dtype()), a.t(1));
          return Tensor.randn(a.longs(2), type(a, DType.FLOAT32)).mul(a.num(1)).add(a.num(0));
        });
    b.on(
        "bernoulli",
        "input p",
        a ->
            a.given(1)
                ? Tensor.bernoulli(Tensor.fullLike(a.t(0), a.num(1)))
                : Tensor.bernoulli(a.t(0)));
    b.on(
        "multinomial",
        "input num_samples replacement",
        a -> Tensor.multinomial(a.t(0), a.l(1, 1), a.b(2, false)));
    b.on("poisson", "input", a -> Tensor.poisson(a.t(0)));
    b.on("binomial", "count prob", a -> Tensor.binomial(a.t(0), a.t(1)));
    b.on("torch.Tensor.uniform_", "input from to", a -> a.t(0).uniform_(a.d(1, 0), a.d(2, 1)));
    b.on("torch.Tensor.normal_", "input mean std", a -> a.t(0).normal_(a.d(1, 0), a.d(2, 1)));
    b.on("torch.Tensor.exponential_", "input lambd", a -> a.t(0).exponential_(a.d(1, 1)));
    b.on("torch.Tensor.cauchy_", "input median sigma", a -> a.t(0).cauchy_(a.d(1, 0), a.d(2, 1)));
    b.on(
        "torch.Tensor.log_normal_", "input mean std", a -> a.t(0).logNormal_(a.d(1, 1), a.d(2, 2)));
    b.on("torch.Tensor.geometric_", "input p", a -> a.t(0).geometric_(a.num(1).doubleValue()));
  }
}
