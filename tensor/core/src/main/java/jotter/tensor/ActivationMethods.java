package jotter.tensor;

import jotter.tensor.op.Activation;
import jotter.tensor.op.Softmax;

/// The nonlinearities of networks, element by element.
public sealed interface ActivationMethods permits Tensor {
  /// This tensor.
  Tensor self();

  /// max(x, 0)
  default Tensor relu() {
    return Dispatch.pointwise(new Activation.Relu(), self());
  }

  /// min(max(x, 0), 6)
  default Tensor relu6() {
    return Dispatch.pointwise(new Activation.Relu6(), self());
  }

  /// x where x > 0, negativeSlope·x elsewhere
  default Tensor leakyRelu(double negativeSlope) {
    return Dispatch.pointwise(new Activation.LeakyRelu(negativeSlope), self());
  }

  /// x where x > 0, α(eˣ - 1) elsewhere (arXiv:1511.07289)
  default Tensor elu(double alpha) {
    return Dispatch.pointwise(new Activation.Elu(alpha), self());
  }

  /// x where x > 0, α(e^(x/α) - 1) elsewhere (arXiv:1704.07483)
  default Tensor celu(double alpha) {
    return Dispatch.pointwise(new Activation.Celu(alpha), self());
  }

  /// the self-normalizing unit (arXiv:1706.02515)
  default Tensor selu() {
    return Dispatch.pointwise(new Activation.Selu(), self());
  }

  /// x·Φ(x) (arXiv:1606.08415)
  default Tensor gelu() {
    return Dispatch.pointwise(new Activation.Gelu(), self());
  }

  /// gelu, approximated by tanh
  default Tensor geluTanh() {
    return Dispatch.pointwise(new Activation.GeluTanh(), self());
  }

  /// x·σ(x) (arXiv:1702.03118)
  default Tensor silu() {
    return Dispatch.pointwise(new Activation.Silu(), self());
  }

  /// x·tanh(softplus(x)) (arXiv:1908.08681)
  default Tensor mish() {
    return Dispatch.pointwise(new Activation.Mish(), self());
  }

  /// log(1 + e^(βx))/β; x itself where βx > threshold
  default Tensor softplus(double beta, double threshold) {
    return Dispatch.pointwise(new Activation.Softplus(beta, threshold), self());
  }

  /// log(σ(x))
  default Tensor logSigmoid() {
    return Dispatch.pointwise(new Activation.LogSigmoid(), self());
  }

  /// x limited to [min, max]
  default Tensor hardtanh(double min, double max) {
    Check.value(min <= max, "hardtanh", "needs min <= max, got " + min + " and " + max);
    return Dispatch.pointwise(new Activation.Hardtanh(min, max), self());
  }

  /// min(max(x + 3, 0), 6)/6
  default Tensor hardsigmoid() {
    return Dispatch.pointwise(new Activation.Hardsigmoid(), self());
  }

  /// x·hardsigmoid(x) (arXiv:1905.02244)
  default Tensor hardswish() {
    return Dispatch.pointwise(new Activation.Hardswish(), self());
  }

  /// x where |x| > λ, 0 elsewhere
  default Tensor hardshrink(double lambda) {
    return Dispatch.pointwise(new Activation.Hardshrink(lambda), self());
  }

  /// x moved by λ towards 0, 0 within
  default Tensor softshrink(double lambda) {
    Check.value(lambda >= 0, "softshrink", "lambda must not be negative, got " + lambda);
    return Dispatch.pointwise(new Activation.Softshrink(lambda), self());
  }

  /// x - tanh(x)
  default Tensor tanhshrink() {
    return Dispatch.pointwise(new Activation.Tanhshrink(), self());
  }

  /// x / (1 + |x|)
  default Tensor softsign() {
    return Dispatch.pointwise(new Activation.Softsign(), self());
  }

  /// x where x > threshold, value elsewhere
  default Tensor threshold(double threshold, double value) {
    return Dispatch.pointwise(new Activation.Threshold(threshold, value), self());
  }

  /// e^xᵢ / Σ e^xⱼ along `dim`
  default Tensor softmax(int dim) {
    return softmax(dim, null);
  }

  /// e^xᵢ / Σ e^xⱼ along `dim`, of x converted to `type` (null: not)
  default Tensor softmax(int dim, DType type) {
    return soft("softmax", dim, type, false);
  }

  /// log softmax along `dim`
  default Tensor logSoftmax(int dim) {
    return logSoftmax(dim, null);
  }

  /// log softmax along `dim`, of x converted to `type` (null: not)
  default Tensor logSoftmax(int dim, DType type) {
    return soft("logSoftmax", dim, type, true);
  }

  private Tensor soft(String op, int dim, DType type, boolean log) {
    Tensor x = type == null ? self() : self().to(type);
    Check.floating(op, "x", x);
    int d = Check.dim(op, dim, x.rank());
    if (x.rank() == 0) {
      Tensor one = x.reshape(1);
      return (log ? one.logSoftmax(0) : one.softmax(0)).reshape();
    }
    return Dispatch.one(new Softmax(d, log), x);
  }

  /// softmax of -x along `dim`
  default Tensor softmin(int dim) {
    return self().neg().softmax(dim);
  }

  /// The first half along `dim` times the sigmoid of the second half. Dauphin et al. 2016,
  /// arXiv:1612.08083.
  default Tensor glu(int dim) {
    Tensor x = self();
    if (x.rank() == 0) throw Check.shapeError("glu", "needs at least one dimension");
    long n = x.size(Check.dim("glu", dim, x.rank()));
    if (n % 2 != 0)
      throw Check.shapeError(
          "glu", "dimension " + dim + " must have an even size, got " + Check.shape(x.shape()));
    return x.narrow(dim, 0, n / 2).mul(x.narrow(dim, n / 2, n / 2).sigmoid());
  }

  /// log(1 + eˣ)
  default Tensor softplus() {
    return softplus(1, 20);
  }

  /// x where x > 0, weight·x elsewhere. The weight has one element, or one for each channel
  /// (dimension 1).
  default Tensor prelu(Tensor weight) {
    Tensor x = self();
    Check.value(
        weight.rank() <= 1,
        "prelu",
        "the weight must have at most one dimension, got " + Check.shape(weight.shape()));
    Check.sameDType("prelu", "x", x, "the weight", weight);
    long channels = x.rank() > 1 ? x.size(1) : 1;
    if (weight.numel() != 1) {
      if (x.rank() == 0 || weight.numel() != channels)
        throw Check.shapeError(
            "prelu",
            "the weight has "
                + weight.numel()
                + " elements, but x "
                + Check.shape(x.shape())
                + " has "
                + channels
                + " channels; use one weight or one for each channel");
      long[] s = new long[x.rank()];
      java.util.Arrays.fill(s, 1);
      if (s.length > 1) s[1] = channels;
      weight = weight.reshape(s);
    } else if (weight.rank() > 0) {
      weight = weight.reshape();
    }
    return Dispatch.pointwise(new Activation.Prelu(), x, weight);
  }
}
