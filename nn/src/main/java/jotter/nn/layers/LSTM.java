package jotter.nn.layers;

import java.util.List;
import jotter.tensor.Dispatch;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// A recurrent layer with long short-term memory: i, f, o = σ(W·x + U·h), g = tanh(W·x + U·h), c =
/// f·c + i·g, h = o·tanh(c), each with biases. Hochreiter and Schmidhuber 1997; with `projection`
/// the output is mapped to a smaller size, Sak et al. 2014, arXiv:1402.1128.
///
/// Input (L, N, in), (N, L, in) with `batchFirst`, or (L, in); states begin as zeros.
///
/// ```java
/// var layer = new LSTM(10, 20, RnnOptions.USUAL.layers(2));
/// var r = layer.apply(Tensor.randn(5, 3, 10), null, null);
/// r.output().shape(); // [5, 3, 20]
/// ```
public final class LSTM extends RnnBase {
  /// What a sequence gives.
  ///
  /// @param output the output of the last layer at each step
  /// @param hidden the final states of all layers (layers·directions, N, hidden)
  /// @param cell their final cells
  public record Result(Tensor output, Tensor hidden, Tensor cell) {}

  /// What sequences of different lengths give.
  ///
  /// @param output the output of the last layer at each step
  /// @param hidden each sequence's state after its own last step, as in {@link Result}
  /// @param cell its cell then
  public record Packed(PackedSequence output, Tensor hidden, Tensor cell) {}

  public LSTM(long in, long hidden) {
    this(in, hidden, RnnOptions.USUAL);
  }

  public LSTM(long in, long hidden, RnnOptions options) {
    super(4, in, hidden, options);
  }

  /// Output and final state of a sequence.
  ///
  /// @param hidden the initial state (layers·directions, N, hidden), or null for zeros
  /// @param cell the initial cell, or null for zeros
  public Result apply(Tensor x, Tensor hidden, Tensor cell) {
    return call(
        () -> {
          Tensor[] r = sequence(x, new Tensor[] {hidden, cell}, 2);
          return new Result(r[0], r[1], r[2]);
        });
  }

  /// Output and final state of sequences of different lengths, in their own order.
  ///
  /// @param hidden the initial state (layers·directions, N, hidden), or null for zeros
  /// @param cell the initial cell, or null for zeros
  public Packed apply(PackedSequence x, Tensor hidden, Tensor cell) {
    return call(
        () -> {
          Tensor[] r = packed(x, new Tensor[] {hidden, cell}, 2);
          return new Packed(x.with(r[0]), r[1], r[2]);
        });
  }

  /// The output alone, from a state of zeros.
  @Override
  public Tensor forward(Tensor x) {
    return sequence(x, null, 2)[0];
  }

  @Override
  Tensor[] run(Tensor x, Tensor[] state, String end, boolean backwards) {
    Tensor weight = value("weight_hh" + end);
    Tensor bias = value("bias_hh" + end);
    Tensor projection = value("weight_hr" + end);
    if (projection != null) {
      return steps(
          x,
          state,
          end,
          backwards,
          (input, before) -> {
            List<Tensor> next = LstmRecurrence.step(input, List.of(before), weight, bias);
            return new Tensor[] {F.linear(next.get(0), projection, null), next.get(1)};
          });
    }
    Tensor[] in = {
      x, value("weight_ih" + end), weight, value("bias_ih" + end), bias, state[0], state[1]
    };
    boolean keeps = false;
    for (Tensor t : in) keeps |= Grad.isOn() && t != null && t.requiresGrad();
    return Dispatch.apply(new LstmRecurrence(backwards, keeps), in);
  }
}
