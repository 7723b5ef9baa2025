package jotter.nn.loss;

import java.util.Arrays;
import jotter.nn.BaseLayer;
import jotter.nn.State;
import jotter.nn.layers.Linear;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// A linear map to logits and the cross entropy of their softmax, as the end of a classifier.
///
/// Input (N, in), target int64 (N) or, with further dimensions of the output, (N, out...).
public final class LinearCrossEntropyLoss extends BaseLayer {
  private final long classes;
  private final long[] out;
  private final CrossEntropyLoss loss;

  /// The map to logits.
  public final Linear linear;

  /// The weight of each class, or null.
  public final State weight;

  /// @param out further dimensions of the output behind the classes; none as a rule
  public LinearCrossEntropyLoss(
      long in, long classes, long[] out, boolean bias, CrossEntropyLoss loss) {
    this.classes = classes;
    this.out = out.clone();
    this.loss = loss.weight(null);
    this.linear = new Linear(in, classes * Arrays.stream(out).reduce(1, (a, b) -> a * b), bias);
    this.weight = loss.weight() == null ? null : new State(loss.weight());
  }

  /// The loss of `x` against `target`.
  public Tensor apply(Tensor x, Tensor target) {
    return call(
        () ->
            F.crossEntropy(
                forward(x),
                target,
                State.orNull(weight),
                loss.ignoreIndex(),
                loss.reduction().text(),
                loss.labelSmoothing()));
  }

  /// The logits (N, classes, out...).
  @Override
  public Tensor forward(Tensor x) {
    Tensor y = linear.apply(x);
    if (out.length == 0) return y;
    long[] shape = new long[x.rank() + out.length];
    for (int i = 0; i < x.rank() - 1; i++) shape[i] = x.size(i);
    shape[x.rank() - 1] = classes;
    System.arraycopy(out, 0, shape, x.rank(), out.length);
    return y.reshape(shape);
  }
}
