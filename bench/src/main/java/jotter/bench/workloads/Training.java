package jotter.bench.workloads;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import jotter.bench.Data;
import jotter.bench.Serve;
import jotter.bench.Variants;
import jotter.bench.Workload;
import jotter.bench.Workload.Timed;
import jotter.bench.models.CharLSTM;
import jotter.bench.models.GPT;
import jotter.bench.models.LeNet;
import jotter.bench.models.MLP;
import jotter.bench.models.ResNet18;
import jotter.bench.models.UNet;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.loss.BCEWithLogitsLoss;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.loss.Loss;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.Adam;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.Optimizer;
import jotter.nn.optim.SGD;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Compile;

/// `train`: whole training steps, from the forgotten gradients to the changed parameters.
public final class Training implements Serve.Group {
  private static final int BATCHES = 4;
  private static final int STEPS_TO_CHECK = 5;

  /// A training step.
  interface Step {
    /// Trains on one of the batches and returns the loss.
    Tensor on(int batch);
  }

  @Override
  public List<Workload> workloads() {
    return List.of(
        training("train.mlp", Training::mlp),
        training("train.lenet", Training::lenet),
        training("train.resnet18", Training::resnet18),
        training("train.unet", Training::unet),
        training("train.charlstm", Training::charLSTM),
        training("train.gpt", Training::gpt),
        training("train.dcgan", Adversaries::new),
        training("train.dqn", QLearning::new));
  }

  /// Makes a training step anew.
  @FunctionalInterface
  interface Maker {
    /// @param compiled whether models and losses are compiled
    Step make(boolean compiled);
  }

  /// The check is the loss of the fifth step; the batches go on in rotation from there.
  static Workload training(String id, Maker make) {
    return new Workload(
        id,
        settings -> {
          Timed usual = begun(make.make(false));
          if (!settings.tuned()) {
            return usual;
          }
          return new Variants(usual, Tasks.tolerance(id))
              .or("compile", () -> begun(make.make(true)))
              .fastest();
        });
  }

  private static Timed begun(Step step) {
    Supplier<Tensor> steps = rotating(step);
    for (int i = 1; i < STEPS_TO_CHECK; i++) {
      steps.get();
    }
    return new Timed(steps.get().item(), steps::get);
  }

  /// A step on one batch after the other.
  static Supplier<Tensor> rotating(Step step) {
    return new Supplier<>() {
      private int count;

      @Override
      public Tensor get() {
        return step.on(count++ % BATCHES);
      }
    };
  }

  static <T> List<T> batches(IntFunction<T> make) {
    return IntStream.range(0, BATCHES).mapToObj(make).toList();
  }

  /// Learning from inputs and targets.
  private static Step supervised(
      boolean compiled,
      Layer model,
      IntFunction<Tensor> input,
      IntFunction<Tensor> target,
      Loss criterion,
      Function<Collection<Param>, Optimizer> method) {
    model.train();
    List<Tensor> xs = batches(input);
    List<Tensor> ys = batches(target);
    Optimizer optimizer = method.apply(model.parameters());
    Loss usual = (x, y) -> criterion.apply(model.apply(x), y);
    Loss loss = compiled ? Compile.of((x, y) -> usual.apply(x, y))::apply : usual;
    return k ->
        Scope.run(
            () -> {
              optimizer.zeroGrad();
              Tensor result = loss.apply(xs.get(k), ys.get(k));
              result.backward();
              optimizer.step();
              return result.detach();
            });
  }

  static Step tiny(boolean compiled) {
    return supervised(
        compiled,
        Data.init("tiny", MLP.of(4, 8, 2)),
        k -> Data.normal("tiny/x" + k, 1, 4),
        k -> Data.normal("tiny/y" + k, 1, 2),
        new MSELoss(),
        params -> new SGD(params, 0.01));
  }

  private static Step mlp(boolean compiled) {
    return supervised(
        compiled,
        Data.init("mlp", MLP.of(784, 512, 256, 10)),
        k -> Data.normal("mlp/x" + k, 128, 784),
        k -> Data.integers("mlp/y" + k, 0, 10, 128),
        new CrossEntropyLoss(),
        params -> new SGD(params, 0.05).momentum(0.9));
  }

  private static Step lenet(boolean compiled) {
    return supervised(
        compiled,
        Data.init("lenet", new LeNet()),
        k -> Data.normal("lenet/x" + k, 64, 1, 28, 28),
        k -> Data.integers("lenet/y" + k, 0, 10, 64),
        new CrossEntropyLoss(),
        params -> new Adam(params, 3e-3));
  }

  static Step resnet18(boolean compiled) {
    return supervised(
        compiled,
        Data.init("resnet18", new ResNet18()),
        k -> Data.normal("resnet18/x" + k, 32, 3, 32, 32),
        k -> Data.integers("resnet18/y" + k, 0, 10, 32),
        new CrossEntropyLoss(),
        params -> new SGD(params, 0.002).momentum(0.9).weightDecay(5e-4));
  }

  private static Step unet(boolean compiled) {
    return supervised(
        compiled,
        Data.init("unet", new UNet()),
        k -> Data.normal("unet/x" + k, 4, 1, 128, 128),
        k -> Data.integers("unet/y" + k, 0, 2, 4, 1, 128, 128).to(DType.FLOAT32),
        new BCEWithLogitsLoss(),
        params -> new Adam(params, 1e-3));
  }

  private static Step charLSTM(boolean compiled) {
    return supervised(
        compiled,
        Data.init("charlstm", new CharLSTM()),
        k -> Data.integers("charlstm/x" + k, 0, 16, 32, 64),
        k -> Data.integers("charlstm/y" + k, 0, 16, 32, 64),
        Training::ofEveryToken,
        params -> new Adam(params, 2e-3));
  }

  private static Step gpt(boolean compiled) {
    return supervised(
        compiled,
        Data.init("gpt", new GPT()),
        k -> Data.integers("gpt/x" + k, 0, 16, 16, 128),
        k -> Data.integers("gpt/y" + k, 0, 16, 16, 128),
        Training::ofEveryToken,
        params -> new AdamW(params, 3e-4).weightDecay(0.01));
  }

  /// Cross entropy of scores (N, L, classes).
  private static Tensor ofEveryToken(Tensor scores, Tensor targets) {
    return F.crossEntropy(scores.flatten(0, 1), targets.flatten());
  }
}
