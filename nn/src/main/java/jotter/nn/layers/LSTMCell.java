package jotter.nn.layers;

import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.init.Init;
import jotter.tensor.Check;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// One step of {@link LSTM}.
///
/// Input (N, in) or (in), state (N, hidden) or (hidden). Parameters begin uniform in ±1/√hidden.
public final class LSTMCell extends BaseLayer {
  private final long in;
  private final long hidden;
  public final Param weightIh;
  public final Param weightHh;
  public final Param biasIh;
  public final Param biasHh;

  /// The new state.
  public record Result(Tensor hidden, Tensor cell) {}

  public LSTMCell(long in, long hidden) {
    this(in, hidden, true);
  }

  /// @param bias whether there are biases
  public LSTMCell(long in, long hidden, boolean bias) {
    Check.value(hidden > 0, "LSTMCell", "the hidden size must be positive, got " + hidden);
    this.in = in;
    this.hidden = hidden;
    double bound = 1 / Math.sqrt(hidden);
    weightIh = new Param(Init.uniform(Tensor.empty(4 * hidden, in), -bound, bound));
    weightHh = new Param(Init.uniform(Tensor.empty(4 * hidden, hidden), -bound, bound));
    biasIh = bias ? new Param(Init.uniform(Tensor.empty(4 * hidden), -bound, bound)) : null;
    biasHh = bias ? new Param(Init.uniform(Tensor.empty(4 * hidden), -bound, bound)) : null;
  }

  /// The new state; null states are zeros.
  public Result apply(Tensor x, Tensor h, Tensor c) {
    return call(() -> next(x, h, c));
  }

  private Result next(Tensor x, Tensor h, Tensor c) {
    Check.rank("LSTMCell", "the input", x, 1, 2);
    boolean batched = x.rank() == 2;
    Tensor b = batched ? x : x.unsqueeze(0);
    Check.that(
        b.size(1) == in, "LSTMCell", "the input has " + b.size(1) + " features, expected " + in);
    Tensor[] state = {begin(h, b, batched), begin(c, b, batched)};
    Tensor a = F.linear(b, weightIh.value(), Param.orNull(biasIh));
    Tensor weight = weightHh.value();
    Tensor bias = Param.orNull(biasHh);
    Tensor[] g = a.add(F.linear(state[0], weight, bias)).chunk(4, 1);
    Tensor cell = g[1].sigmoid().mul(state[1]).add(g[0].sigmoid().mul(g[2].tanh()));
    Tensor out = g[3].sigmoid().mul(cell.tanh());
    return batched ? new Result(out, cell) : new Result(out.squeeze(0), cell.squeeze(0));
  }

  private Tensor begin(Tensor h, Tensor x, boolean batched) {
    if (h == null) return Tensor.zeros(new long[] {x.size(0), hidden}, x.dtype(), x.device());
    Tensor s = batched ? h : h.unsqueeze(0);
    Check.that(
        s.rank() == 2 && s.size(0) == x.size(0) && s.size(1) == hidden,
        "LSTMCell",
        "the state must be " + Check.shape(x.size(0), hidden) + ", got " + Check.shape(s.shape()));
    return s;
  }

  @Override
  public Tensor forward(Tensor x) {
    return next(x, null, null).hidden();
  }

  @Override
  protected String details() {
    return in + ", " + hidden + (biasIh == null ? ", bias=False" : "");
  }
}
