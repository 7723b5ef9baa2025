package jotter.bench.workloads;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import jotter.bench.Data;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.bench.models.MLP;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.loss.Loss;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.SGD;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// `train`: whole training steps, from the forgotten gradients to the changed parameters.
public final class Training {
  private static final int BATCHES = 4;
  private static final int STEPS_TO_CHECK = 5;

  /// A training step.
  interface Step {
    /// Trains on one of the batches and returns the loss.
    Tensor on(int batch);
  }

  private Training() {}

  static Workload tiny() {
    return training(
        "ov.mlp482.step",
        () ->
            supervised(
                Data.init("tiny", MLP.of(4, 8, 2)),
                k -> Data.normal("tiny/x" + k, 1, 4),
                k -> Data.normal("tiny/y" + k, 1, 2),
                new MSELoss(),
                params -> new SGD(params, 0.01)));
  }

  /// The check is the loss of the fifth step; the batches go on in rotation from there.
  static Workload training(String id, Supplier<Step> make) {
    return new Workload(
        id,
        settings -> {
          Step step = make.get();
          int[] count = {0};
          Supplier<Tensor> next = () -> step.on(count[0]++ % BATCHES);
          for (int i = 1; i < STEPS_TO_CHECK; i++) {
            next.get();
          }
          return new Timed(next.get().item(), next::get);
        });
  }

  /// Learning from inputs and targets.
  static Step supervised(
      Layer model,
      IntFunction<Tensor> input,
      IntFunction<Tensor> target,
      Loss criterion,
      Function<Collection<Param>, Optimizer> method) {
    model.train();
    List<Tensor> xs = batches(input);
    List<Tensor> ys = batches(target);
    Optimizer optimizer = method.apply(model.parameters());
    return k ->
        Scope.run(
            () -> {
              optimizer.zeroGrad();
              Tensor loss = criterion.apply(model.apply(xs.get(k)), ys.get(k));
              loss.backward();
              optimizer.step();
              return loss.detach();
            });
  }

  static <T> List<T> batches(IntFunction<T> make) {
    return java.util.stream.IntStream.range(0, BATCHES).mapToObj(make).toList();
  }
}
