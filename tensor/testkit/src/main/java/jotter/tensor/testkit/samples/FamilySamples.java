package jotter.tensor.testkit.samples;

import java.util.LinkedHashMap;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.F;
import jotter.tensor.Fft;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.autograd.Checkpoint;
import jotter.tensor.op.Attention;
import jotter.tensor.op.BatchNorm;
import jotter.tensor.op.Conv;
import jotter.tensor.op.CrossEntropy;
import jotter.tensor.op.Digits;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Fourier;
import jotter.tensor.op.Full;
import jotter.tensor.op.Indexing;
import jotter.tensor.op.Joining;
import jotter.tensor.op.LayerNorm;
import jotter.tensor.op.Matrix;
import jotter.tensor.op.Places;
import jotter.tensor.op.Pool;
import jotter.tensor.op.Reductions;
import jotter.tensor.op.Resample;
import jotter.tensor.op.Scans;
import jotter.tensor.op.ScatterExtremum;
import jotter.tensor.op.ScatterProduct;
import jotter.tensor.op.Softmax;
import jotter.tensor.op.Transfer;
import jotter.tensor.op.VectorJacobian;
import jotter.tensor.op.Views;

/// Operations of families, one line each, called as users call them.
public final class FamilySamples {
  private static final Rng RNG = Rng.of(3);

  private FamilySamples() {}

  private static Tensor x(long... shape) {
    Tensor t = Tensor.empty(shape, DType.FLOAT64);
    RNG.normal(t, 0, 1);
    return t;
  }

  private static Tensor index(long below, long... shape) {
    Tensor t = Tensor.empty(shape, DType.INT64);
    RNG.integers(t, 0, below);
    return t;
  }

  /// The samples by operation.
  public static Map<Class<?>, Sample> all() {
    Map<Class<?>, Sample> m = new LinkedHashMap<>();
    reductions(m);
    indexing(m);
    views(m);
    networks(m);
    LinalgSamples.add(m);
    m.put(
        named("jotter.tensor.autograd.Checkpoint$Part"),
        Sample.of(t -> Checkpoint.run(v -> v[0].mul(v[1]).sin(), t), x(3), x(3)));
    return m;
  }

  private static Class<?> named(String name) {
    try {
      return Class.forName(name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The rule of softmax, given its result and the gradient of that.
  private static Tensor softmaxGradient(Tensor... t) {
    long[][] shapes = {t[0].shape()};
    DType[] types = {DType.FLOAT64};
    int[] first = {0};
    var rule =
        new VectorJacobian(
            new Softmax(1, false),
            new boolean[] {true},
            shapes,
            types,
            shapes,
            types,
            new int[0],
            first,
            first);
    return Grad.off(() -> Dispatch.one(rule, t[0].softmax(1), t[1]));
  }

  private static void reductions(Map<Class<?>, Sample> m) {
    m.put(Reductions.Sum.class, Sample.of(t -> t[0].sum(new int[] {0, 2}, false), x(3, 2, 4)));
    m.put(Reductions.Mean.class, Sample.of(t -> t[0].mean(new int[] {0, 2}, true), x(3, 2, 4)));
    m.put(Reductions.Prod.class, Sample.of(t -> t[0].prod(1, true), x(3, 4)));
    m.put(Reductions.Extremum.class, Sample.of(t -> t[0].amax(1), x(3, 4)));
    m.put(Reductions.ExtremumAt.class, Sample.of(t -> t[0].min(0, true).values(), x(3, 4)));
    m.put(Reductions.ArgExtremum.class, Sample.of(t -> t[0].argmax(1), x(3, 4)));
    m.put(Reductions.Quantifier.class, Sample.of(t -> t[0].gt(0).any(1), x(3, 4)));
    m.put(Reductions.Variance.class, Sample.of(t -> t[0].var(new int[] {1}, 1, false), x(3, 4)));
    m.put(Reductions.LogSumExp.class, Sample.of(t -> t[0].logsumexp(0), x(3, 4)));
    m.put(Scans.Cumsum.class, Sample.of(t -> t[0].cumsum(1), x(3, 4)));
    m.put(Scans.Cumprod.class, Sample.of(t -> t[0].cumprod(0), x(3, 4)));
    m.put(Scans.CumExtremum.class, Sample.of(t -> t[0].cummax(1).values(), x(3, 4)));
    m.put(Scans.LogCumsumExp.class, Sample.of(t -> t[0].logcumsumexp(1), x(3, 4)));
    m.put(Matrix.MatMul.class, Sample.of(t -> t[0].matmul(t[1]), x(2, 3, 4), x(4, 5)));
    m.put(
        Matrix.Linear.class, Sample.of(t -> F.linear(t[0], t[1], t[2]), x(2, 3, 4), x(5, 4), x(5)));
    m.put(Indexing.Sort.class, Sample.of(t -> t[0].sort(1, true).values(), x(3, 5)));
    m.put(Digits.Gcd.class, Sample.of(t -> t[0].mul(6).to(DType.INT64).gcd(Tensor.of(4L)), x(5)));
    m.put(Digits.Exponent.class, Sample.of(t -> t[0].frexp()[1], x(5)));
    m.put(Digits.PowerOfTwo.class, Sample.of(t -> t[0].frexp()[0], x(5)));
    m.put(Places.class, Sample.of(t -> t[0].gt(0).nonzero(), x(3, 4)));
  }

  private static void indexing(Map<Class<?>, Sample> m) {
    Tensor i = index(3, 3, 2);
    Tensor v = index(4, 3);
    m.put(Indexing.Gather.class, Sample.of(t -> t[0].gather(1, i), x(3, 4)));
    m.put(
        Indexing.ScatterInto.class, Sample.of(t -> t[0].scatterAdd(1, i, t[1]), x(3, 4), x(3, 2)));
    m.put(Indexing.IndexSelect.class, Sample.of(t -> t[0].indexSelect(0, v), x(4, 2)));
    m.put(Indexing.IndexInto.class, Sample.of(t -> t[0].indexAdd(0, v, t[1], 2), x(4, 2), x(3, 2)));
    m.put(
        ScatterProduct.class,
        Sample.of(t -> t[0].scatterReduce(1, i, t[1], "prod", true), x(3, 4), x(3, 2)));
    m.put(
        ScatterExtremum.class,
        Sample.of(t -> t[0].scatterReduce(1, i, t[1], "amax", true), x(3, 4), x(3, 2)));
    m.put(Joining.Cat.class, Sample.of(t -> Tensor.cat(1, t), x(2, 3), x(2, 1)));
    m.put(
        Joining.Surround.class,
        Sample.of(t -> t[0].constantPad(new long[] {1, 2, 0, 1}, 2), x(2, 3)));
    m.put(Joining.Contiguous.class, Sample.of(t -> t[0].t().contiguous(), x(2, 3)));
    m.put(
        Full.class,
        Sample.of(t -> t[0].mul(Dispatch.one(new Full(2, new long[] {3}, DType.FLOAT64))), x(3)));
    m.put(
        Draw.class,
        Sample.of(t -> t[0].mul(Tensor.empty(new long[] {3}, DType.FLOAT64).bernoulli_(1)), x(3)));
    m.put(VectorJacobian.class, Sample.constant(FamilySamples::softmaxGradient, x(2, 3), x(2, 3)));
    m.put(Transfer.class, Sample.of(t -> t[0].to(t[0].device()).mul(1), x(3)));
  }

  private static void views(Map<Class<?>, Sample> m) {
    m.put(Views.Reshape.class, Sample.of(t -> t[0].reshape(6, 2).mul(2), x(3, 4)));
    m.put(Views.Permute.class, Sample.of(t -> t[0].permute(2, 0, 1).mul(2), x(2, 3, 4)));
    m.put(Views.Expand.class, Sample.of(t -> t[0].expand(3, 2, 4).mul(2), x(2, 1)));
    m.put(Views.Slice.class, Sample.of(t -> t[0].get("::-2, 1").mul(2), x(5, 3)));
    m.put(Views.Diagonal.class, Sample.of(t -> t[0].diagonal(1, 0, 1).mul(2), x(3, 4)));
    m.put(Views.Unfold.class, Sample.of(t -> t[0].unfold(0, 3, 2).mul(2), x(7, 2)));
    m.put(
        Views.ViewAs.class,
        Sample.of(
            t -> t[0].contiguous().clone().asStrided(new long[] {2, 2}, new long[] {1, 1}, 1),
            x(5)));
    m.put(Views.Embed.class, Sample.of(t -> t[0].narrow(0, 1, 2).mul(t[0].sum()), x(4)));
    m.put(Views.ScatterView.class, Sample.of(t -> t[0].selectScatter(t[1], 0, 1), x(3, 2), x(2)));
    m.put(
        Views.AsStridedScatter.class,
        Sample.of(
            t ->
                t[0].contiguous().clone().asStridedScatter(t[1], new long[] {2}, new long[] {3}, 1),
            x(6),
            x(2)));
    m.put(
        Views.CopySlices.class,
        Sample.of(
            t -> {
              Tensor y = t[0].mul(1);
              y.select(0, 1).mul_(t[1]);
              return y;
            },
            x(3, 2),
            x(2)));
  }

  private static void networks(Map<Class<?>, Sample> m) {
    long[] one = {1};
    long[] two = {2};
    m.put(Fourier.class, Sample.of(t -> Fft.fft(t[0]).real(), x(2, 6)));
    m.put(Softmax.class, Sample.of(t -> t[0].softmax(1), x(3, 4)));
    m.put(
        LayerNorm.class,
        Sample.of(t -> F.layerNorm(t[0], new long[] {4}, t[1], t[2], 1e-5), x(3, 4), x(4), x(4)));
    m.put(
        Attention.class,
        Sample.of(
            t -> F.scaledDotProductAttention(t[0], t[1], t[2], true),
            x(2, 3, 2),
            x(2, 4, 2),
            x(2, 4, 3)));
    m.put(
        BatchNorm.class,
        Sample.of(
            t -> F.batchNorm(t[0], null, null, t[1], t[2], true, 0.1, 1e-5),
            x(5, 2, 3),
            x(2),
            x(2)));
    Tensor labels = index(4, 3);
    m.put(CrossEntropy.class, Sample.of(t -> F.crossEntropy(t[0], labels), x(3, 4)));
    m.put(
        Conv.Forward.class,
        Sample.of(
            t -> F.conv2d(t[0], t[1], t[2], two, one, one, 2), x(2, 4, 5, 5), x(2, 2, 3, 3), x(2)));
    m.put(
        Conv.InputGrad.class,
        Sample.of(
            t -> F.convTranspose1d(t[0], t[1], null, two, one, one, 1, one),
            x(2, 3, 4),
            x(3, 2, 3)));
    m.put(
        Conv.WeightGrad.class,
        Sample.of(
            t -> F.conv1d(t[0], t[1], null, one, one, one, 1).square(), x(2, 3, 4), x(2, 3, 3)));
    m.put(Pool.Max.class, Sample.of(t -> F.maxPool2d(t[0], 2), x(2, 2, 4, 4)));
    m.put(Pool.Unpool.class, Sample.of(t -> F.maxPool2d(t[0], 2).square(), x(1, 2, 4, 4)));
    m.put(Pool.Average.class, Sample.of(t -> F.avgPool2d(t[0], 2), x(2, 2, 4, 4)));
    m.put(
        Resample.class,
        Sample.of(t -> F.interpolate(t[0], new long[] {5, 3}, "bilinear"), x(1, 2, 3, 4)));
    m.put(Pool.Spread.class, Sample.of(t -> F.avgPool2d(t[0], 2).square(), x(1, 2, 4, 4)));
  }
}
