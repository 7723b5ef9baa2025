package jotter.nn.loss;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.Sequential;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// A softmax over very many classes, the rare ones in clusters with smaller maps. Grave et al.
/// 2017, "Efficient softmax approximation for GPUs", arXiv:1609.04309. Classes are ordered by
/// frequency.
public final class AdaptiveLogSoftmaxWithLoss extends BaseLayer {
  /// The log probability of each target (N), and the mean loss.
  public record Result(Tensor output, Tensor loss) {}

  private final long classes;
  private final long[] bounds;
  public final Linear head;
  private final List<Sequential> tail = new ArrayList<>();

  /// @param in the features of the input
  /// @param cutoffs the first class of each cluster but the first, ascending
  /// @param division by how much smaller each cluster's map is than the one before
  /// @param headBias whether the map of the most frequent classes has a bias
  public AdaptiveLogSoftmaxWithLoss(
      long in, long classes, long[] cutoffs, double division, boolean headBias) {
    boolean ascending = cutoffs.length > 0 && cutoffs[cutoffs.length - 1] < classes;
    for (int i = 0; i < cutoffs.length; i++)
      ascending &= cutoffs[i] > (i == 0 ? 0 : cutoffs[i - 1]);
    Check.value(
        ascending,
        "AdaptiveLogSoftmaxWithLoss",
        "cutoffs must ascend between 1 and " + (classes - 1) + ", got " + Arrays.toString(cutoffs));
    this.classes = classes;
    bounds = Arrays.copyOf(cutoffs, cutoffs.length + 1);
    bounds[cutoffs.length] = classes;
    head = new Linear(in, bounds[0] + cutoffs.length, headBias);
    for (int i = 0; i < cutoffs.length; i++) {
      long hidden = (long) Math.floor(in / Math.pow(division, i + 1));
      tail.add(
          new Sequential(
              new Linear(in, hidden, false), new Linear(hidden, bounds[i + 1] - bounds[i], false)));
    }
  }

  /// The log probabilities of the targets.
  public Result apply(Tensor x, Tensor target) {
    return call(
        () -> {
          Tensor b = x.rank() == 1 ? x.unsqueeze(0) : x;
          Tensor t = x.rank() == 1 ? target.unsqueeze(0) : target;
          boolean ok = t.numel() == 0 || t.min().itemLong() >= 0 && t.max().itemLong() < classes;
          Check.value(
              ok, "AdaptiveLogSoftmaxWithLoss", "targets must be in [0, " + (classes - 1) + "]");
          Tensor y = forward(b).gather(1, t.unsqueeze(1)).squeeze(1);
          return new Result(x.rank() == 1 ? y.squeeze(0) : y, y.neg().mean());
        });
  }

  /// The log probabilities of all classes (N, classes).
  @Override
  public Tensor forward(Tensor x) {
    Tensor h = head.apply(x).logSoftmax(1);
    List<Tensor> parts = new ArrayList<>();
    parts.add(h.narrow(1, 0, bounds[0]));
    for (int i = 0; i < tail.size(); i++)
      parts.add(tail.get(i).apply(x).logSoftmax(1).add(h.narrow(1, bounds[0] + i, 1)));
    return Tensor.cat(1, parts.toArray(Tensor[]::new));
  }

  /// The most probable class of each sample.
  public Tensor predict(Tensor x) {
    return apply(x).argmax(1);
  }
}
