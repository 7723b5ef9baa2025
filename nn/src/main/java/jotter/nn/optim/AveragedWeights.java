package jotter.nn.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.State;
import jotter.tensor.Check;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// A second copy of a network whose weights are the average of those seen in training.
///
/// ```java
/// var average = AveragedWeights.exponential(model, 0.999);
/// ... optimizer.step(); average.update(model);
/// average.model().eval();
/// ```
///
/// The plain average of weights along the way generalizes better (Izmailov et al. 2018,
/// arXiv:1803.05407); the exponential one follows training with a lag. Batch statistics of a plain
/// average belong to no network that was trained: compute them anew by {@link #refreshStatistics}.
public final class AveragedWeights {
  private static final Program MOVE =
      Program.of("average", Formula.X.add(Formula.Y.sub(Formula.X).mul(Formula.P0)));

  private static final String PREFIX = "module.";
  private static final String COUNT = "n_averaged";

  private final Layer model;
  private final double decay;
  private long count;

  private AveragedWeights(Layer model, double decay) {
    this.model = model.copy().freeze();
    this.decay = decay;
  }

  /// The plain average of all weights given to {@link #update}.
  public static AveragedWeights mean(Layer model) {
    return new AveragedWeights(model, Double.NaN);
  }

  /// The exponential average: each update keeps `decay` of the average.
  public static AveragedWeights exponential(Layer model, double decay) {
    Check.value(
        decay >= 0 && decay <= 1, "AveragedWeights", "the decay must be in [0, 1], got " + decay);
    return new AveragedWeights(model, decay);
  }

  /// The network with averaged weights.
  public Layer model() {
    return model;
  }

  /// How many weights were averaged.
  public long count() {
    return count;
  }

  /// Takes the present weights of `from` into the average.
  public void update(Layer from) {
    double share = Double.isNaN(decay) ? 1.0 / (count + 1) : count == 0 ? 1 : 1 - decay;
    List<Param> to = model.parameters();
    List<Param> ps = from.parameters();
    Check.value(to.size() == ps.size(), "AveragedWeights", "the networks are not the same");
    Grad.off(
        () -> {
          for (int i = 0; i < to.size(); i++) {
            Tensor a = to.get(i).value().detach();
            Tensor b = ps.get(i).value().detach();
            if (share == 1) a.copy_(b);
            else Dispatch.update(MOVE, new double[] {share}, a, b);
          }
          Map<String, State> own = model.namedStates();
          from.namedStates().forEach((n, s) -> own.get(n).value().copy_(s.value()));
        });
    count++;
  }

  /// The averages as `module.…`, and how many weights they are of as `n_averaged`: the names of
  /// PyTorch's `AveragedModel`.
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> r = new LinkedHashMap<>();
    r.put(COUNT, Tensor.scalar(count));
    model.stateDict().forEach((n, t) -> r.put(PREFIX + n, t));
    return r;
  }

  /// Goes on from what {@link #stateDict} gave.
  ///
  /// @throws jotter.tensor.TensorException if names or shapes are not those of this network
  public void loadStateDict(Map<String, Tensor> state) {
    Map<String, Tensor> of = new LinkedHashMap<>();
    state.forEach(
        (n, t) -> {
          if (n.startsWith(PREFIX)) of.put(n.substring(PREFIX.length()), t);
        });
    Tensor n = state.get(COUNT);
    Check.value(n != null, "AveragedWeights", "the state has no " + COUNT);
    model.loadStateDict(of);
    count = n.itemLong();
  }

  /// Computes running statistics anew, by applying the network to some batches in training mode.
  public void refreshStatistics(Iterable<Tensor> inputs) {
    model
        .namedStates()
        .forEach(
            (n, s) -> {
              if (n.endsWith("running_mean") || n.endsWith("num_batches_tracked"))
                s.value().zero_();
              if (n.endsWith("running_var")) s.value().fill_(1);
            });
    jotter.nn.Mode.train(
        () -> {
          for (Tensor x : inputs) Grad.off(() -> model.apply(x));
          return null;
        });
  }
}
