package jotter.bench.workloads;

import java.util.List;
import jotter.bench.Data;
import jotter.bench.models.MLP;
import jotter.nn.Layer;
import jotter.nn.loss.Loss;
import jotter.nn.loss.SmoothL1Loss;
import jotter.nn.optim.Adam;
import jotter.nn.optim.Optimizer;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Learns what actions are worth: as much as their reward and the best that a network which is held
/// fast sees after them. Mnih et al. 2015, "Human-level control through deep reinforcement
/// learning".
final class QLearning implements Training.Step {
  private static final long SAMPLES = 64;
  private static final double DISCOUNT = 0.99;

  /// What happened.
  ///
  /// @param state where an action was taken (N, 4)
  /// @param action which (N, 1)
  /// @param reward what it brought (N)
  /// @param next where it led to (N, 4)
  /// @param done 1 if it was the last (N)
  private record Transitions(
      Tensor state, Tensor action, Tensor reward, Tensor next, Tensor done) {}

  private final Layer model = Data.init("dqn", MLP.of(4, 128, 128, 2));
  private final Layer fixed = Data.init("dqn", MLP.of(4, 128, 128, 2)).freeze();
  private final Layer network;
  private final Layer target;
  private final Optimizer optimizer = new Adam(model.parameters(), 1e-3);
  private final Loss criterion = new SmoothL1Loss();
  private final List<Transitions> batches =
      Training.batches(
          k ->
              new Transitions(
                  Data.normal("dqn/s" + k, SAMPLES, 4),
                  Data.integers("dqn/a" + k, 0, 2, SAMPLES, 1),
                  Data.normal("dqn/r" + k, SAMPLES),
                  Data.normal("dqn/n" + k, SAMPLES, 4),
                  Data.integers("dqn/d" + k, 0, 10, SAMPLES).eq(0).to(DType.FLOAT32)));

  QLearning(boolean compiled) {
    network = compiled ? model.compile() : model;
    target = compiled ? fixed.compile() : fixed;
  }

  @Override
  public Tensor on(int k) {
    Transitions batch = batches.get(k);
    return Scope.run(
        () -> {
          Tensor value = network.apply(batch.state()).gather(1, batch.action()).squeeze(1);
          Tensor goal = Grad.off(() -> goal(batch));
          Tensor loss = criterion.apply(value, goal);
          optimizer.zeroGrad();
          loss.backward();
          optimizer.step();
          return loss.detach();
        });
  }

  private Tensor goal(Transitions batch) {
    Tensor best = target.apply(batch.next()).amax(1);
    return batch.reward().add(best.mul(DISCOUNT).mul(batch.done().rsub(1)));
  }
}
