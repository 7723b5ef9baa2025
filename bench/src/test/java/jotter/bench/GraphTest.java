package jotter.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jotter.bench.models.Bert;
import jotter.bench.models.CharLSTM;
import jotter.bench.models.Discriminator;
import jotter.bench.models.GPT;
import jotter.bench.models.Generator;
import jotter.bench.models.LeNet;
import jotter.bench.models.MLP;
import jotter.bench.models.MobileNetV2;
import jotter.bench.models.ResNet18;
import jotter.bench.models.ResNet50;
import jotter.bench.models.UNet;
import jotter.nn.Layer;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.graph.Graph;
import jotter.tensor.graph.Passes;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Models of all kinds as graphs: the same bits, and after folding the same numbers.
class GraphTest {
  private record Example(Supplier<Layer> model, Supplier<Tensor> input) {}

  private static Map<String, Example> models() {
    Map<String, Example> r = new LinkedHashMap<>();
    r.put("mlp", new Example(() -> MLP.of(20, 16, 4), () -> Tensor.randn(3, 20)));
    r.put("lenet", new Example(LeNet::new, () -> Tensor.randn(2, 1, 28, 28)));
    r.put("resnet18", new Example(ResNet18::new, () -> Tensor.randn(2, 3, 16, 16)));
    r.put("resnet50", new Example(ResNet50::new, () -> Tensor.randn(2, 3, 32, 32)));
    r.put("mobilenetv2", new Example(MobileNetV2::new, () -> Tensor.randn(2, 3, 32, 32)));
    r.put("unet", new Example(UNet::new, () -> Tensor.randn(1, 1, 32, 32)));
    r.put("generator", new Example(Generator::new, () -> Tensor.randn(2, 100, 1, 1)));
    r.put("discriminator", new Example(Discriminator::new, () -> Tensor.randn(2, 3, 32, 32)));
    r.put("charlstm", new Example(CharLSTM::new, () -> Tensor.randint(0, 65, 2, 8)));
    r.put("gpt", new Example(GPT::new, () -> Tensor.randint(0, 65, 2, 8)));
    r.put("bert", new Example(Bert::new, () -> Tensor.randint(0, 30522, 1, 6)));
    return r;
  }

  @TestFactory
  Stream<DynamicTest> modelsAsGraphs() {
    return models().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())));
  }

  private static void check(String name, Example e) {
    Layer model = e.model().get();
    Tensor x = e.input().get();
    Tensor other = e.input().get();
    train(name, model, x);
    model.eval();
    Graph g = model.trace(x);
    assertThat(g.parameters()).allSatisfy(p -> assertThat(model.stateNames()).contains(p.name()));
    Tensor expected = Grad.off(() -> model.apply(other));
    assertThat(g.run(other)[0].toByteArray()).isEqualTo(expected.toByteArray());
    Graph small = Passes.inference(g);
    assertThat(small.parameters()).isEmpty();
    assertThat(small.nodes()).hasSizeLessThanOrEqualTo(g.nodes().size());
    if (name.startsWith("resnet") || name.startsWith("mobile") || name.equals("unet")) {
      // Every normalization has gone into its convolution.
      assertThat(small.count("conv")).isEqualTo(g.count("conv"));
      assertThat(small.count("sqrt") + small.count("sub") + small.count("addcmul")).isZero();
    }
    Tensor y = small.run(other)[0];
    double scale = 1 + expected.abs().max().item();
    assertThat(y.sub(expected).abs().max().item()).isLessThan(1e-3 * scale);
    assertThat(g.diagram().boxes()).isNotEmpty();
  }

  /// In training, running statistics are updates of the graph; afterwards they are no longer 0 and
  /// 1.
  private static void train(String name, Layer model, Tensor x) {
    Map<String, Tensor> before = new LinkedHashMap<>();
    model.train();
    model.stateDict().forEach((n, t) -> before.put(n, t.clone()));
    Graph g = model.trace(x);
    model
        .stateDict()
        .forEach((n, t) -> assertThat(t.equal(before.get(n))).as("tracing changed " + n).isTrue());
    Tensor out = g.run(x)[0];
    Map<String, Tensor> updated = new LinkedHashMap<>();
    model.stateDict().forEach((n, t) -> updated.put(n, t.clone()));
    model.loadStateDict(before);
    Tensor expected = Grad.off(() -> model.apply(x));
    assertThat(out.toByteArray()).as("training").isEqualTo(expected.toByteArray());
    model
        .stateDict()
        .forEach((n, t) -> assertThat(t.equal(updated.get(n))).as("state " + n).isTrue());
  }
}
