package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jotter.bench.models.CharLSTM;
import jotter.bench.models.GPT;
import jotter.bench.models.LeNet;
import jotter.bench.models.MLP;
import jotter.bench.models.ResNet18;
import jotter.bench.models.UNet;
import jotter.nn.CompiledLayer;
import jotter.nn.Layer;
import jotter.nn.optim.Adam;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Compiled models train like the models themselves, and infer like them.
class CompiledModelsTest {
  private record Example(Supplier<Layer> model, Supplier<Tensor> input) {}

  private static Map<String, Example> models() {
    Map<String, Example> r = new LinkedHashMap<>();
    r.put("mlp", new Example(() -> MLP.of(20, 16, 4), () -> Tensor.randn(3, 20)));
    r.put("lenet", new Example(LeNet::new, () -> Tensor.randn(2, 1, 28, 28)));
    r.put("resnet18", new Example(ResNet18::new, () -> Tensor.randn(2, 3, 16, 16)));
    r.put("unet", new Example(UNet::new, () -> Tensor.randn(1, 1, 32, 32)));
    r.put("charlstm", new Example(CharLSTM::new, () -> Tensor.randint(0, 65, 2, 8)));
    r.put("gpt", new Example(GPT::new, () -> Tensor.randint(0, 65, 2, 8)));
    return r;
  }

  @TestFactory
  Stream<DynamicTest> modelsTrain() {
    return models().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getValue())));
  }

  private static void check(Example e) {
    Layer plain = e.model().get();
    Layer copy = plain.copy();
    CompiledLayer fast = copy.compile();
    Tensor x = e.input().get();
    Tensor target = Tensor.randnLike(Grad.off(() -> plain.copy().apply(x)));
    var a = new Adam(plain.parameters(), 1e-3);
    var b = new Adam(fast.parameters(), 1e-3);
    for (int step = 0; step < 3; step++) {
      double expected = step(plain, a, x, target);
      assertThat(step(fast, b, x, target))
          .as("step " + step)
          .isCloseTo(expected, org.assertj.core.data.Percentage.withPercentage(0.05));
    }
    assertThat(fast.compiled().statistics()).contains("compiled 1 times", "is for 0 kinds");
    assertThat(fast.stateNames()).isEqualTo(plain.stateNames());
    plain.eval();
    copy.loadStateDict(plain.stateDict());
    fast.eval();
    Tensor expected = Grad.off(() -> plain.apply(x));
    assertThat(Grad.off(() -> fast.apply(x)).toByteArray()).isEqualTo(expected.toByteArray());
    Tensor frozen = Grad.off(() -> copy.freezeAndCompile().apply(x));
    double scale = 1 + expected.abs().max().item();
    assertThat(frozen.sub(expected).abs().max().item()).isLessThan(1e-3 * scale);
  }

  private static double step(Layer model, Adam optimizer, Tensor x, Tensor target) {
    return Scope.run(
        () -> {
          optimizer.zeroGrad();
          Tensor loss = model.apply(x).sub(target).square().mean();
          loss.backward();
          optimizer.step();
          return loss.item();
        });
  }
}
