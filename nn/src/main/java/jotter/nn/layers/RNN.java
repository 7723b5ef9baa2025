package jotter.nn.layers;

import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A recurrent layer: h = tanh(W·x + b + U·h + c), or relu.
///
/// Input (L, N, in), (N, L, in) with `batchFirst`, or (L, in); states begin as zeros.
///
/// ```java
/// var layer = new RNN(10, 20, RnnOptions.USUAL.layers(2));
/// var r = layer.apply(Tensor.randn(5, 3, 10), null);
/// r.output().shape(); // [5, 3, 20]
/// ```
public final class RNN extends RnnBase {
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

  public RNN(long in, long hidden) {
    this(in, hidden, RnnOptions.USUAL);
  }

  public RNN(long in, long hidden, RnnOptions options) {
    super(1, in, hidden, options);
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
    Tensor weight = value("weight_hh" + end);
    Tensor bias = value("bias_hh" + end);
    return steps(
        x,
        state,
        end,
        backwards,
        (input, before) -> {
          Tensor y = input.add(F.linear(before[0], weight, bias));
          return new Tensor[] {options().relu() ? y.relu() : y.tanh()};
        });
  }
}
