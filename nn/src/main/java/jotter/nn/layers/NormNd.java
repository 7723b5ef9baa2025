package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.State;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// What batch and instance normalizations of all dimensions have in common.
public abstract sealed class NormNd extends BaseLayer
    permits BatchNorm1d, BatchNorm2d, BatchNorm3d, InstanceNorm1d, InstanceNorm2d, InstanceNorm3d {
  private final int n;
  private final boolean batch;
  private long features;
  private final NormOptions options;

  /// (features), begins as 1; null if not affine.
  public final Param weight;

  /// (features), begins as 0; null without bias.
  public final Param bias;

  /// (features), null if statistics are not tracked.
  public final State runningMean;

  /// (features), null if statistics are not tracked.
  public final State runningVar;

  /// How many batches were seen, null if statistics are not tracked.
  public final State numBatchesTracked;

  NormNd(int n, boolean batch, long features, NormOptions o) {
    Sizes.positive(getClass().getSimpleName(), features);
    this.n = n;
    this.batch = batch;
    this.features = features;
    this.options = o;
    weight = o.affine() ? Param.lazy() : null;
    bias = o.affine() && o.bias() ? Param.lazy() : null;
    runningMean = o.track() ? State.lazy() : null;
    runningVar = o.track() ? State.lazy() : null;
    numBatchesTracked = o.track() ? new State(Tensor.scalar(0L)) : null;
    if (features > 0) begin(DType.FLOAT32);
  }

  private void begin(DType t) {
    long[] shape = {features};
    if (weight != null) weight.ready(() -> Tensor.ones(shape, t));
    if (bias != null) bias.ready(() -> Tensor.zeros(shape, t));
    if (runningMean != null && !runningMean.isReady()) runningMean.set(Tensor.zeros(shape, t));
    if (runningVar != null && !runningVar.isReady()) runningVar.set(Tensor.ones(shape, t));
  }

  /// The dimension of the channels: instance normalization also takes a single sample.
  private int channels(Tensor x) {
    return batch || x.rank() == n + 2 ? 1 : 0;
  }

  @Override
  public Tensor forward(Tensor x) {
    String name = getClass().getSimpleName();
    if (batch && n == 1) Check.rank(name, "the input", x, 2, 3);
    else if (batch) Check.rank(name, "the input", x, n + 2);
    else Check.rank(name, "the input", x, n + 1, n + 2);
    if (features == 0) {
      features = x.size(channels(x));
      begin(x.dtype());
    }
    if (x.size(channels(x)) != features && (batch || options.affine() || options.track()))
      throw Check.shapeError(
          name,
          "expects "
              + features
              + " channels, got "
              + x.size(channels(x))
              + " in "
              + Check.shape(x.shape()));
    return batch ? batchNorm(x) : instanceNorm(x);
  }

  private Tensor batchNorm(Tensor x) {
    boolean training = isTraining();
    double momentum = options.momentum();
    if (training && numBatchesTracked != null) {
      Grad.off(() -> numBatchesTracked.value().add_(1));
      if (Double.isNaN(momentum)) momentum = 1 / numBatchesTracked.value().item();
    }
    if (Double.isNaN(momentum)) momentum = 0;
    // Statistics that are not tracked are those of the batch, also in evaluation.
    boolean own = training || runningMean == null;
    return F.batchNorm(
        x,
        State.orNull(runningMean),
        State.orNull(runningVar),
        Param.orNull(weight),
        Param.orNull(bias),
        own,
        momentum,
        options.eps());
  }

  private Tensor instanceNorm(Tensor x) {
    Tensor b = x.rank() == n + 1 ? x.unsqueeze(0) : x;
    Tensor y =
        F.instanceNorm(
            b,
            State.orNull(runningMean),
            State.orNull(runningVar),
            Param.orNull(weight),
            Param.orNull(bias),
            isTraining() || runningMean == null,
            Double.isNaN(options.momentum()) ? 0 : options.momentum(),
            options.eps());
    return x.rank() == n + 1 ? y.squeeze(0) : y;
  }

  @Override
  protected String details() {
    return features
        + ", eps="
        + Sizes.num(options.eps())
        + ", momentum="
        + (Double.isNaN(options.momentum()) ? "None" : Sizes.num(options.momentum()))
        + ", affine="
        + Sizes.bool(options.affine())
        + ", track_running_stats="
        + Sizes.bool(options.track());
  }
}
