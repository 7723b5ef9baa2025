package jotter.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.optim.SGD;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// Figures are those of torch.nn.utils.parametrizations in PyTorch 2.13.
class ParametrizeTest {
  private static final Tensor X = Tensor.of(new float[] {1, 2, 3, -1, 0.5f, 0.25f}, 2, 3);

  private static Linear linear() {
    var l = new Linear(3, 2);
    l.weight.set(Tensor.of(new float[] {0.5f, -1, 2, 1.5f, 0.25f, -0.75f}, 2, 3));
    l.bias.set(Tensor.of(0.1f, -0.2f));
    return l;
  }

  private static void close(Tensor t, double... expected) {
    double[] v = t.detach().flatten().toDoubleArray();
    assertThat(v).hasSameSizeAs(expected);
    for (int i = 0; i < v.length; i++) assertThat(v[i]).isCloseTo(expected[i], within(2e-6));
  }

  private static Tensor grad(Layer l, String name) {
    return l.namedParameters().get("parametrizations.weight." + name).grad();
  }

  @Test
  void lengthAndDirectionAreTrainedApart() {
    var l = Parametrize.weightNorm(linear(), "weight");
    assertThat(l.stateDict())
        .containsOnlyKeys(
            "bias", "parametrizations.weight.original0", "parametrizations.weight.original1");
    Tensor y = l.apply(X);
    close(y, 4.6, -0.45, -0.4, -1.7625);
    y.tanh().sum().backward();
    close(grad(l, "original0"), -0.1859221, -0.2236355);
    close(grad(l, "original1"), -0.8146632, 0.3474845, 0.377408, 0.9086778, 1.732557, 2.394875);
  }

  @Test
  void theLargestSingularValueIsOne() {
    var l = Parametrize.spectralNorm(linear(), "weight");
    assertThat(l.stateDict())
        .containsOnlyKeys(
            "bias",
            "parametrizations.weight.original",
            "parametrizations.weight.0._u",
            "parametrizations.weight.0._v");
    var state = l.namedStates();
    state.get("parametrizations.weight.0._u").set(Tensor.of(0.6f, 0.8f));
    state.get("parametrizations.weight.0._v").set(Tensor.of(1f, 0f, 0f));
    Tensor y = l.apply(X);
    close(y, 2.938961, -0.3577201, -0.2154402, -1.18575);
    y.tanh().sum().backward();
    close(grad(l, "original"), -0.4528381, 0.3081657, 0.1645734, 0.7873693, 1.190269, 1.697578);
    Tensor u = state.get("parametrizations.weight.0._u").value();
    close(u, 0.3162278, 0.9486833);
    l.eval();
    close(l.apply(X), 2.938961, -0.3577201, -0.2154402, -1.18575);
    assertThat(state.get("parametrizations.weight.0._u").value()).as("no step").isSameAs(u);
    l.train();
    for (int i = 0; i < 50; i++) l.weight.value();
    Tensor w = l.weight.value().detach();
    close(jotter.tensor.Linalg.svdvals(w).narrow(0, 0, 1), 1);
  }

  @Test
  void columnsStayOrthonormal() {
    var l = new Linear(2, 2, false);
    l.weight.set(Tensor.of(new float[] {0.6f, -0.8f, 0.8f, 0.6f}, 2, 2));
    Parametrize.orthogonal(l, "weight");
    assertThat(l.stateDict())
        .containsOnlyKeys("parametrizations.weight.original", "parametrizations.weight.0.base");
    close(l.weight.value(), 0.6, -0.8, 0.8, 0.6);
    l.loadStateDict(
        Map.of(
            "parametrizations.weight.original",
            Tensor.of(new float[] {0.3f, 0.1f, 0.7f, -0.2f}, 2, 2)),
        false);
    close(l.weight.value(), -0.05646881, -0.9984043, 0.9984043, -0.05646881);
    l.weight.value().mul(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2)).sum().backward();
    close(grad(l, "original"), 0, 0, -5.048491, 0);

    var tall = new Linear(2, 3, false);
    Parametrize.orthogonal(tall, "weight");
    tall.loadStateDict(
        Map.of(
            "parametrizations.weight.original",
                Tensor.of(new float[] {0.3f, 0.1f, 0.7f, -0.2f, 0.5f, 0.9f}, 3, 2),
            "parametrizations.weight.0.base", Tensor.eye(3)));
    close(tall.weight.value(), 0.6753894, -0.7300732, 0.335277, 0.4297385, 0.6568396, 0.5313359);
    var wide = Parametrize.orthogonal(new Linear(5, 3, false), "weight");
    Tensor w = wide.weight.value();
    close(w.matmul(w.t()), 1, 0, 0, 0, 1, 0, 0, 0, 1);
  }

  @Test
  void anyFunctionWillDo() {
    Rng.seed(1);
    var l = Parametrize.by(new Linear(3, 3), "weight", w -> w.add(w.t()).div(2));
    Tensor w = l.weight.value();
    assertThat(w.equal(w.t())).isTrue();
    assertThat(l.parameters()).hasSize(2);
    var sgd = new SGD(l.parameters(), 0.1);
    l.apply(Tensor.ones(1, 3)).square().sum().backward();
    sgd.step();
    Tensor after = l.weight.value();
    assertThat(after.equal(w)).isFalse();
    assertThat(after.equal(after.t())).isTrue();

    Layer copy = l.copy();
    copy.parameters().forEach(p -> p.set(Tensor.zerosLike(p.value())));
    assertThat(((Linear) copy).weight.value().abs().sum().item()).isZero();
    assertThat(l.weight.value().equal(after)).isTrue();

    Parametrize.remove(l, "weight");
    assertThat(l.stateDict()).containsOnlyKeys("weight", "bias");
    assertThat(l.weight.value().equal(after.detach())).isTrue();
    assertThat(l.weight.value().isLeaf()).isTrue();
  }

  @Test
  void whatIsNotThereIsNamed() {
    assertThatThrownBy(() -> Parametrize.weightNorm(linear(), "wait"))
        .hasMessageContaining("wait")
        .hasMessageContaining("[weight, bias]");
    var l = Parametrize.weightNorm(linear(), "weight");
    assertThatThrownBy(() -> Parametrize.spectralNorm(l, "weight")).hasMessageContaining("already");
    assertThatThrownBy(() -> Parametrize.remove(l, "bias")).hasMessageContaining("bias");
    assertThat(l.toString()).contains("(parametrizations.weight): WeightNorm(dim=0)");
  }

  @Test
  void recurrentLayersAndConvolutionsTakeThem() {
    var gru = Parametrize.weightNorm(new GRU(2, 3), "weight_hh_l0");
    gru.apply(Tensor.randn(4, 1, 2)).sum().backward();
    assertThat(gru.parameters()).allSatisfy(p -> assertThat(p.grad()).isNotNull());
    var up = Parametrize.spectralNorm(new ConvTranspose2d(2, 3, ConvOptions.kernel(2)), "weight");
    assertThat(up.namedStates().get("parametrizations.weight.0._u").value().shape())
        .containsExactly(3);
    up.apply(Tensor.randn(1, 2, 4, 4)).sum().backward();
    assertThat(grad(up, "original")).isNotNull();
  }
}
