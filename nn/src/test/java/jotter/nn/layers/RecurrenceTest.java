package jotter.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.autograd.GradCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The recurrences that are one operation do what their steps, one by one, do.
class RecurrenceTest {

  private static Tensor[] inputs(int gates, int states, boolean bias) {
    return inputs(gates, states, bias, 4, 2);
  }

  private static Tensor[] inputs(int gates, int states, boolean bias, int steps, int in) {
    Rng.seed(3);
    List<Tensor> x = new ArrayList<>();
    x.add(random(steps, 3, in));
    x.add(random(gates * 3, in));
    x.add(random(gates * 3, 3));
    x.add(bias ? random(gates * 3) : null);
    x.add(bias ? random(gates * 3) : null);
    for (int i = 0; i < states; i++) x.add(random(3, 3));
    return x.toArray(Tensor[]::new);
  }

  private static Tensor random(long... shape) {
    return Tensor.randn(shape, DType.FLOAT64).requiresGrad_();
  }

  private static Recurrence recurrence(String kind, boolean backwards) {
    return kind.equals("lstm") ? new LstmRecurrence(backwards, true) : new GruRecurrence(backwards);
  }

  /// The weighted sum of the states, so that every element has a gradient of its own.
  private static Tensor weighted(Tensor[] y, int states) {
    Tensor sum = Tensor.zeros(new long[0], DType.FLOAT64);
    for (int i = 0; i < states; i++) {
      Tensor w = Tensor.linspace(-1, 2, y[i].numel(), DType.FLOAT64).reshape(y[i].shape());
      sum = sum.add(y[i].mul(w).sum());
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "lstm, false, true",
    "lstm, true, true",
    "lstm, false, false",
    "gru, false, true",
    "gru, true, true",
    "gru, true, false"
  })
  void valuesAndGradientsAreThoseOfTheSteps(String kind, boolean backwards, boolean bias) {
    int states = kind.equals("lstm") ? 2 : 1;
    Tensor[] x = inputs(kind.equals("lstm") ? 4 : 3, states, bias);
    Recurrence r = recurrence(kind, backwards);
    Tensor[] whole = Dispatch.apply(r, x);
    Tensor[] steps = r.composed(x);
    Tensor[] leaves = Arrays.stream(x).filter(Objects::nonNull).toArray(Tensor[]::new);
    Tensor[] g = Autograd.grad(weighted(whole, states), leaves);
    Tensor[] expected = Autograd.grad(weighted(steps, states), leaves);
    for (int i = 0; i < states; i++) close(whole[i], steps[i]);
    for (int i = 0; i < leaves.length; i++) close(g[i], expected[i]);
  }

  private static void close(Tensor x, Tensor y) {
    assertThat(x.shape()).isEqualTo(y.shape());
    assertThat(x.detach().allclose(y.detach(), 1e-10, 1e-12, false)).isTrue();
  }

  /// So many inputs that the gradients of both weights are one product.
  @ParameterizedTest
  @CsvSource({"false, 5", "true, 5", "false, 1", "true, 1"})
  void gradientsOfBothWeightsAtOnceAreThoseOfTheSteps(boolean backwards, int steps) {
    Tensor[] x = inputs(4, 2, true, steps, 96);
    Recurrence r = recurrence("lstm", backwards);
    Tensor[] g = Autograd.grad(weighted(Dispatch.apply(r, x), 2), x);
    Tensor[] expected = Autograd.grad(weighted(r.composed(x), 2), x);
    for (int i = 0; i < x.length; i++) close(g[i], expected[i]);
  }

  @ParameterizedTest
  @CsvSource({"lstm, false", "lstm, true", "gru, false", "gru, true"})
  void gradientsOfGradientsAreRight(String kind, boolean backwards) {
    int states = kind.equals("lstm") ? 2 : 1;
    Tensor[] x = inputs(kind.equals("lstm") ? 4 : 3, states, true);
    Recurrence r = recurrence(kind, backwards);
    GradCheck.check(in -> weighted(Dispatch.apply(r, in), states), x);
    GradCheck.checkTwice(in -> weighted(Dispatch.apply(r, in), states), x);
  }

  /// Both layers, both directions, batches first: against cells that are called step by step.
  @Test
  void aStackedLayerGivesWhatItsCellsGive() {
    Rng.seed(5);
    var layer = new LSTM(2, 3, RnnOptions.USUAL.layers(2).batchFirst(true));
    Tensor x = Tensor.randn(2, 4, 2);
    Tensor seq = x;
    for (int l = 0; l < 2; l++) {
      LSTMCell cell = new LSTMCell(l == 0 ? 2 : 3, 3);
      for (String name : List.of("weight_ih", "weight_hh", "bias_ih", "bias_hh"))
        copy(layer.weight(name + "_l" + l), cell, name);
      Tensor h = Tensor.zeros(2, 3);
      Tensor c = Tensor.zeros(2, 3);
      Tensor[] out = new Tensor[4];
      for (int t = 0; t < 4; t++) {
        var next = cell.apply(seq.select(1, t), h, c);
        h = next.hidden();
        c = next.cell();
        out[t] = h;
      }
      seq = Tensor.stack(1, out);
    }
    LSTM.Result r = layer.apply(x, null, null);
    assertThat(r.output().allclose(seq, 1e-5, 1e-6, false)).isTrue();
    assertThat(r.hidden().select(0, 1).allclose(seq.select(1, -1), 1e-5, 1e-6, false)).isTrue();
  }

  /// Several products of steps together, the last of fewer, with and without a way back.
  @ParameterizedTest
  @CsvSource({"false, true", "true, true", "false, false", "true, false"})
  void longSequencesGiveWhatTheirStepsGive(boolean backwards, boolean bias) {
    Rng.seed(7);
    Tensor[] x = {
      Tensor.randn(7, 100, 5),
      Tensor.randn(44, 5),
      Tensor.randn(44, 11),
      bias ? Tensor.randn(44) : null,
      bias ? Tensor.randn(44) : null,
      Tensor.randn(100, 11),
      Tensor.randn(11, 100).t()
    };
    Tensor[] steps = new LstmRecurrence(backwards, false).composed(x);
    for (boolean keeps : new boolean[] {false, true})
      for (int round = 0; round < 3; round++) {
        Tensor[] y = new LstmRecurrence(backwards, keeps).forward(x);
        for (int i = 0; i < 2; i++) assertThat(y[i].allclose(steps[i], 1e-4, 1e-5, false)).isTrue();
        assertThat(y[2] == null).isEqualTo(!keeps);
      }
  }

  @Test
  void otherTypesThanTheWeightsAreRefused() {
    Tensor x = Tensor.randn(new long[] {4, 2, 3}, DType.FLOAT64);
    assertThatThrownBy(() -> new GRU(3, 5).apply(x)).hasMessageContaining("float64");
    Tensor h = Tensor.zeros(new long[] {1, 2, 5}, DType.FLOAT64);
    assertThatThrownBy(() -> new LSTM(3, 5).apply(x.to(DType.FLOAT32), h, null))
        .hasMessageContaining("the state");
  }

  private static void copy(Param from, Layer to, String name) {
    to.namedParameters().get(name).set(from.value().detach());
  }
}
