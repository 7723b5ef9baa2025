package jotter.nn;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import jotter.nn.layers.LSTM;
import jotter.nn.layers.Linear;
import jotter.nn.optim.*;
import jotter.tensor.F;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Compile;
import jotter.tensor.graph.Compiled;
import jotter.tensor.io.SafeTensors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an engine keeps of weights between calls never outlives a change of them.
class InferenceAfterChangesTest {
  private static final int CALLS = 5;

  private final Linear layer = new Linear(130, 70);
  private final Tensor x = Tensor.randn(9, 130);

  @BeforeEach
  void seed() {
    Rng.seed(5);
  }

  /// Often enough for an engine to keep the weights, and compared with copies that nobody keeps.
  private void asksOften() {
    asksOften(layer);
  }

  private void asksOften(Layer of) {
    Tensor w = of.stateDict().get("weight").detach().clone();
    Tensor b = of.stateDict().get("bias").detach().clone();
    Tensor expected = Grad.off(() -> F.linear(x, w, b));
    for (int i = 0; i < CALLS; i++)
      assertThat(Grad.off(() -> of.apply(x)).equal(expected)).as("call " + i).isTrue();
  }

  private Param weight() {
    return layer.parameters().getFirst();
  }

  private static final Map<String, Function<Collection<Param>, Optimizer>> OPTIMIZERS =
      new TreeMap<>();

  static {
    OPTIMIZERS.put("plain SGD", p -> new SGD(p, 0.05));
    OPTIMIZERS.put("SGD", p -> new SGD(p, 0.05).momentum(0.9).nesterov(true));
    OPTIMIZERS.put("Adam", p -> new Adam(p, 0.1).amsgrad(true));
    OPTIMIZERS.put("AdamW", p -> new AdamW(p, 0.1));
    OPTIMIZERS.put("NAdam", p -> new NAdam(p, 0.1));
    OPTIMIZERS.put("RAdam", p -> new RAdam(p, 0.1));
    OPTIMIZERS.put("Adamax", p -> new Adamax(p, 0.1));
    OPTIMIZERS.put("Adadelta", p -> new Adadelta(p, 1).eps(1e-2));
    OPTIMIZERS.put("Adagrad", p -> new Adagrad(p, 0.5));
    OPTIMIZERS.put("Adafactor", p -> new Adafactor(p, 0.1));
    OPTIMIZERS.put("ASGD", p -> new ASGD(p, 0.1));
    OPTIMIZERS.put("RMSprop", p -> new RMSprop(p, 0.05).centered(true).momentum(0.5));
    OPTIMIZERS.put("Rprop", p -> new Rprop(p, 0.05));
    OPTIMIZERS.put("SparseAdam", p -> new SparseAdam(p, 0.1));
    OPTIMIZERS.put("Muon", p -> new Muon(p, 0.05));
    OPTIMIZERS.put("LBFGS", p -> new LBFGS(p, 1).strongWolfe(true));
  }

  static Stream<String> optimizers() {
    return OPTIMIZERS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void stepsOfOptimizers(String name) {
    Tensor start = layer.stateDict().get("weight").detach().clone();
    Collection<Param> params = layer.parameters();
    if (name.equals("Muon")) params = List.of(weight());
    Optimizer o = OPTIMIZERS.get(name).apply(params);
    for (int i = 0; i < 3; i++) {
      asksOften();
      o.step(
          () -> {
            o.zeroGrad();
            Tensor loss = layer.apply(x).square().mean();
            loss.backward();
            return loss;
          });
      asksOften();
    }
    assertThat(layer.stateDict().get("weight").detach().equal(start)).isFalse();
  }

  @Test
  void loadedStates(@TempDir Path dir) throws IOException {
    asksOften();
    layer.loadStateDict(new Linear(130, 70).stateDict());
    asksOften();
    Path file = dir.resolve("weights.safetensors");
    SafeTensors.save(new Linear(130, 70).stateDict(), file);
    layer.loadStateDict(SafeTensors.load(file));
    asksOften();
    weight().set(Tensor.randn(70, 130).requiresGrad_());
    asksOften();
  }

  @Test
  void averagedWeights() {
    AveragedWeights average = AveragedWeights.exponential(layer, 0.5);
    for (int i = 0; i < 3; i++) {
      asksOften(average.model());
      Grad.off(() -> weight().value().mul_(1.5));
      average.update(layer);
      asksOften(average.model());
      asksOften();
    }
  }

  @Test
  void compiledFunctionsThatChangeTheWeight() {
    Tensor w = weight().value();
    Compiled change = Compile.of(t -> w.add_(t.mean()));
    for (int i = 0; i < 3; i++) {
      asksOften();
      Grad.off(() -> change.apply(x));
      asksOften();
    }
  }

  @Test
  void compiledLayers() {
    Layer compiled = layer.compile();
    for (int k = 0; k < 3; k++) {
      asksOften();
      Tensor expected = Grad.off(() -> layer.apply(x));
      for (int i = 0; i < CALLS; i++)
        assertThat(Grad.off(() -> compiled.apply(x)).equal(expected)).isTrue();
      Grad.off(() -> weight().value().neg_());
    }
  }

  @Test
  void recurrentLayers() {
    LSTM lstm = new LSTM(40, 50);
    Tensor sequence = Tensor.randn(7, 6, 40);
    for (int k = 0; k < 3; k++) {
      LSTM copy = new LSTM(40, 50);
      copy.loadStateDict(lstm.stateDict());
      Tensor expected = Grad.off(() -> copy.apply(sequence));
      for (int i = 0; i < CALLS; i++)
        assertThat(Grad.off(() -> lstm.apply(sequence)).equal(expected)).isTrue();
      Grad.off(() -> lstm.parameters().forEach(p -> p.value().mul_(0.5)));
    }
  }
}
