package jotter.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.layers.BatchNorm1d;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.tensor.DType;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import org.junit.jupiter.api.Test;

class LayerTest {
  /// A class with every kind of field.
  static final class Net extends BaseLayer {
    private final Param inProjWeight = new Param(Tensor.ones(2, 2));
    final State runningMean = new State(Tensor.zeros(2));
    final State scratch = State.transitory(Tensor.zeros(2));
    final List<Layer> blocks = List.of(new Linear(2, 2), new ReLU());
    final Map<String, Layer> heads = new LinkedHashMap<>(Map.of("left", new Linear(2, 1)));
    final Layer tied = blocks.getFirst();
    final Layer square = x -> x.mul(x);

    @Override
    public Tensor forward(Tensor x) {
      for (Layer l : blocks) x = l.apply(x);
      return heads.get("left").apply(square.apply(x.matmul(inProjWeight.value())));
    }
  }

  record Residual(Layer inner) implements Layer {
    @Override
    public Tensor forward(Tensor x) {
      return inner.apply(x).add(x);
    }
  }

  @Test
  void fieldsAreTheRegistrationAndNamesArePyTorchs() {
    Net net = new Net();
    assertThat(net.namedParameters().keySet())
        .containsExactly(
            "in_proj_weight",
            "blocks.0.weight",
            "blocks.0.bias",
            "heads.left.weight",
            "heads.left.bias");
    assertThat(net.stateDict().keySet())
        .containsExactly(
            "in_proj_weight",
            "running_mean",
            "blocks.0.weight",
            "blocks.0.bias",
            "heads.left.weight",
            "heads.left.bias",
            "tied.weight",
            "tied.bias");
    assertThat(new Residual(new Linear(2, 2)).namedParameters().keySet())
        .containsExactly("inner.weight", "inner.bias");
    assertThat(net.parameterCount()).isEqualTo(4 + 4 + 2 + 2 + 1);
  }

  @Test
  void stateIsLoadedAsAWholeOrNotAtAll() {
    var a = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
    var b = new Sequential(new Linear(3, 4), new BatchNorm1d(4));
    assertThat(b.loadStateDict(a.stateDict()).isEmpty()).isTrue();
    Tensor x = Tensor.randn(5, 3);
    assertThat(Mode.eval(() -> a.apply(x)).equal(Mode.eval(() -> b.apply(x)))).isTrue();

    Map<String, Tensor> wrong = new LinkedHashMap<>(a.stateDict());
    wrong.put("0.weight", Tensor.zeros(4, 5));
    wrong.put("1.bias", Tensor.ones(4));
    assertThatThrownBy(() -> b.loadStateDict(wrong))
        .isInstanceOf(TensorException.OfShape.class)
        .hasMessageContaining("0.weight (4×5) into (4×3)");
    assertThat(((BatchNorm1d) b.get(1)).bias.value().sum().item()).isZero();

    Map<String, Tensor> other = new LinkedHashMap<>(a.stateDict());
    other.remove("1.running_var");
    other.put("head.weight", Tensor.ones(1));
    assertThatThrownBy(() -> b.loadStateDict(other))
        .hasMessageContaining("missing names [1.running_var]")
        .hasMessageContaining("unknown names [head.weight]");
    assertThat(b.loadStateDict(other, false))
        .isEqualTo(new StateDict.Difference(List.of("1.running_var"), List.of("head.weight")));
  }

  @Test
  void modeBelongsToLayersUnlessTheCodeSaysOtherwise() {
    var net = new Sequential(new Dropout(0.5), new Residual(new Dropout(0.5)));
    assertThat(net.layers()).allMatch(Layer::isTraining);
    net.eval();
    assertThat(net.layers()).noneMatch(Layer::isTraining);
    assertThat(Mode.train(() -> net.get(0).isTraining())).isTrue();
    assertThat(net.get(0).isTraining()).isFalse();
    net.train();
    assertThat(Mode.eval(() -> net.apply(Tensor.ones(8)).sum().item())).isEqualTo(16);
    // Records are equal by value; their modes are their own all the same.
    Layer twin = new Dropout(0.5);
    assertThat(twin.isTraining()).isTrue();
  }

  @Test
  void anErrorNamesTheLayer() {
    var net = new Sequential(new Linear(3, 4), new Sequential(new ReLU(), new Linear(5, 6)));
    assertThatThrownBy(() -> net.apply(Tensor.zeros(2, 3)))
        .isInstanceOf(TensorException.OfShape.class)
        .hasMessageStartingWith("1.1: linear: ");
  }

  @Test
  void hooksSeeAndChangeWhatPasses() {
    var net = new Sequential(new ReLU(), new ReLU());
    List<String> seen = new ArrayList<>();
    Runnable before =
        net.get(0)
            .onBefore(
                (l, x) -> {
                  seen.add("before");
                  return x.neg();
                });
    net.get(0)
        .onAfter(
            (l, x, y) -> {
              seen.add("after");
              return null;
            });
    assertThat(net.apply(Tensor.of(-2f)).item()).isEqualTo(2);
    assertThat(seen).containsExactly("before", "after");
    before.run();
    assertThat(net.apply(Tensor.of(-2f)).item()).isZero();
  }

  @Test
  void aCopySharesNothingButWhatIsSharedInside() {
    Net net = new Net();
    net.eval();
    Net copy = (Net) net.copy();
    assertThat(copy.isTraining()).isFalse();
    assertThat(copy.tied).isSameAs(copy.blocks.getFirst()).isNotSameAs(net.tied);
    Tensor x = Tensor.randn(3, 2);
    assertThat(copy.apply(x).equal(net.apply(x))).isTrue();
    copy.inProjWeight.set(Tensor.zeros(2, 2));
    assertThat(net.inProjWeight.value().sum().item()).isEqualTo(4);
    Layer frozen = new Residual(new Linear(2, 2)).freeze().copy();
    assertThat(frozen.parameters()).noneMatch(Param::requiresGrad);
  }

  @Test
  void movingToAnotherTypeKeepsParametersAndTheirGradients() {
    var net = new Sequential(new Linear(2, 2), new BatchNorm1d(2));
    Param w = net.parameters().getFirst();
    net.to(DType.FLOAT64);
    assertThat(net.parameters().getFirst()).isSameAs(w);
    assertThat(w.value().dtype()).isEqualTo(DType.FLOAT64);
    assertThat(net.stateDict().get("1.num_batches_tracked").dtype()).isEqualTo(DType.INT64);
    net.apply(Tensor.randn(new long[] {4, 2}, DType.FLOAT64)).square().sum().backward();
    assertThat(w.grad()).isNotNull();
  }

  @Test
  void lazyLayersTakeTheirSizesFromTheFirstInput() {
    var net = new Sequential(Linear.lazy(3, true), new ReLU());
    assertThat(net.parameters()).noneMatch(Param::isReady);
    assertThat(net.apply(Tensor.ones(2, 7)).shape()).containsExactly(2, 3);
    assertThat(net.stateDict().get("0.weight").shape()).containsExactly(3, 7);
  }

  @Test
  void printsLikePyTorch() {
    assertThat(new Sequential(new Linear(2, 3), new Residual(new ReLU())).toString())
        .isEqualTo(
            """
            Sequential(
              (0): Linear(in_features=2, out_features=3, bias=True)
              (1): Residual(
                (inner): ReLU()
              )
            )""");
  }

  @Test
  void theSummaryCountsAndShowsShapes() {
    Summary s = Summary.of(new Sequential(new Linear(4, 3), new BatchNorm1d(3)), 2, 4);
    assertThat(s.rows()).extracting(Summary.Row::path).containsExactly("", "0", "1");
    assertThat(s.rows().get(1).output()).containsExactly(2, 3);
    assertThat(s.parameters()).isEqualTo(4 * 3 + 3 + 3 + 3);
    assertThat(s.toString()).contains("Linear (0)", "(2×3)", "Parameters: 21");
  }
}
