package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// One step of {@link RNN}.
///
/// Input (N, in) or (in), state (N, hidden) or (hidden). Parameters begin uniform in ±1/√hidden.
public final class RNNCell extends BaseLayer {
  private final long in;
  private final long hidden;
  private final boolean relu;
  public final Param weightIh;
  public final Param weightHh;
  public final Param biasIh;
  public final Param biasHh;

  public RNNCell(long in, long hidden) {
    this(in, hidden, true, false);
  }

  /// @param bias whether there are biases
  /// @param relu relu in the place of tanh
  public RNNCell(long in, long hidden, boolean bias, boolean relu) {
    Check.value(hidden > 0, "RNNCell", "the hidden size must be positive, got " + hidden);
    this.in = in;
    this.hidden = hidden;
    this.relu = relu;
    double bound = 1 / Math.sqrt(hidden);
    weightIh = new Param(Init.uniform(Tensor.empty(1 * hidden, in), -bound, bound));
    weightHh = new Param(Init.uniform(Tensor.empty(1 * hidden, hidden), -bound, bound));
    biasIh = bias ? new Param(Init.uniform(Tensor.empty(1 * hidden), -bound, bound)) : null;
    biasHh = bias ? new Param(Init.uniform(Tensor.empty(1 * hidden), -bound, bound)) : null;
  }

  /// The new state; null states are zeros.
  public Tensor apply(Tensor x, Tensor h) {
    return call(() -> next(x, h));
  }

  private Tensor next(Tensor x, Tensor h) {
    Check.rank("RNNCell", "the input", x, 1, 2);
    boolean batched = x.rank() == 2;
    Tensor b = batched ? x : x.unsqueeze(0);
    Check.that(
        b.size(1) == in, "RNNCell", "the input has " + b.size(1) + " features, expected " + in);
    Tensor[] state = {begin(h, b, batched)};
    Tensor a = F.linear(b, weightIh.value(), Param.orNull(biasIh));
    Tensor weight = weightHh.value();
    Tensor bias = Param.orNull(biasHh);
    Tensor y = a.add(F.linear(state[0], weight, bias));
    Tensor out = relu ? y.relu() : y.tanh();
    return batched ? out : out.squeeze(0);
  }

  private Tensor begin(Tensor h, Tensor x, boolean batched) {
    if (h == null) return Tensor.zeros(new long[] {x.size(0), hidden}, x.dtype(), x.device());
    Tensor s = batched ? h : h.unsqueeze(0);
    Check.that(
        s.rank() == 2 && s.size(0) == x.size(0) && s.size(1) == hidden,
        "RNNCell",
        "the state must be " + Check.shape(x.size(0), hidden) + ", got " + Check.shape(s.shape()));
    return s;
  }

  @Override
  public Tensor forward(Tensor x) {
    return next(x, null);
  }

  @Override
  protected String details() {
    return in + ", " + hidden + (biasIh == null ? ", bias=False" : "");
  }
}
