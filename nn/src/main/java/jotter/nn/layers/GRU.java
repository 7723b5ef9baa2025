package jotter.nn.layers;

import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;

/// A gated recurrent layer: r = σ(W_r·x + U_r·h), z = σ(W_z·x + U_z·h), n = tanh(W_n·x +
/// r·(U_n·h)), h = (1 - z)·n + z·h, each with biases. Cho et al. 2014, arXiv:1406.1078.
///
/// Input (L, N, in), (N, L, in) with `batchFirst`, or (L, in); states begin as zeros.
///
/// ```java
/// var layer = new GRU(10, 20, RnnOptions.USUAL.layers(2));
/// var r = layer.apply(Tensor.randn(5, 3, 10), null);
/// r.output().shape(); // [5, 3, 20]
/// ```
public final class GRU extends RnnBase {
  /// What a sequence gives.
  ///
  /// @param output the output of the last layer at each step
  /// @param hidden the final states of all layers (layers·directions, N, hidden)
  public record Result(Tensor output, Tensor hidden) {}

  /// What sequences of different lengths give.
  ///
  /// @param output the output of the last layer at each step
  /// @param hidden each sequence's state after its own last step, as in {@link Result}
  public record Packed(PackedSequence output, Tensor hidden) {}

  public GRU(long in, long hidden) {
    this(in, hidden, RnnOptions.USUAL);
  }

  public GRU(long in, long hidden, RnnOptions options) {
    super(3, in, hidden, options);
  }

  /// Output and final state of a sequence.
  ///
  /// @param hidden the initial state (layers·directions, N, hidden), or null for zeros
  public Result apply(Tensor x, Tensor hidden) {
    return call(
        () -> {
          Tensor[] r = sequence(x, new Tensor[] {hidden}, 1);
          return new Result(r[0], r[1]);
        });
  }

  /// Output and final state of sequences of different lengths, in their own order.
  ///
  /// @param hidden the initial state (layers·directions, N, hidden), or null for zeros
  public Packed apply(PackedSequence x, Tensor hidden) {
    return call(
        () -> {
          Tensor[] r = packed(x, new Tensor[] {hidden}, 1);
          return new Packed(x.with(r[0]), r[1]);
        });
  }

  /// The output alone, from a state of zeros.
  @Override
  public Tensor forward(Tensor x) {
    return sequence(x, null, 1)[0];
  }

  @Override
  Tensor[] run(Tensor x, Tensor[] state, String end, boolean backwards) {
    return Dispatch.apply(
        new GruRecurrence(backwards),
        x,
        value("weight_ih" + end),
        value("weight_hh" + end),
        value("bias_ih" + end),
        value("bias_hh" + end),
        state[0]);
  }
}
