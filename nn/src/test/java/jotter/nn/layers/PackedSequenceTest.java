package jotter.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import jotter.nn.Layer;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PackedSequenceTest {
  /// Output, then final states.
  record Out(List<Tensor> outputs, Tensor... states) {}

  record Case(
      String name,
      Layer layer,
      BiFunction<PackedSequence, Tensor, Out> packed,
      BiFunction<Tensor, Tensor, Tensor[]> alone) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> cases() {
    Rng.seed(11);
    RnnOptions o = RnnOptions.USUAL.layers(2).bidirectional(true);
    return Stream.of(
            rnn("rnn", RnnOptions.USUAL),
            rnn("rnn of two layers both ways", o.relu(true)),
            gru("gru", RnnOptions.USUAL),
            gru("gru of two layers both ways", o),
            lstm("lstm", RnnOptions.USUAL),
            lstm("lstm of two layers both ways", o),
            lstm("lstm with a projection both ways", o.projection(2)))
        .peek(c -> c.layer().to(DType.FLOAT64));
  }

  private static Case rnn(String name, RnnOptions o) {
    var l = new RNN(3, 4, o);
    return new Case(
        name,
        l,
        (p, h) -> {
          var r = l.apply(p, h);
          return new Out(r.output().sequences(), r.hidden());
        },
        (x, h) -> {
          var r = l.apply(x, h);
          return new Tensor[] {r.output(), r.hidden()};
        });
  }

  private static Case gru(String name, RnnOptions o) {
    var l = new GRU(3, 4, o);
    return new Case(
        name,
        l,
        (p, h) -> {
          var r = l.apply(p, h);
          return new Out(r.output().sequences(), r.hidden());
        },
        (x, h) -> {
          var r = l.apply(x, h);
          return new Tensor[] {r.output(), r.hidden()};
        });
  }

  private static Case lstm(String name, RnnOptions o) {
    var l = new LSTM(3, 4, o);
    return new Case(
        name,
        l,
        (p, h) -> {
          var r = l.apply(p, null, h);
          return new Out(r.output().sequences(), r.hidden(), r.cell());
        },
        (x, h) -> {
          var r = l.apply(x, null, h);
          return new Tensor[] {r.output(), r.hidden(), r.cell()};
        });
  }

  /// Values and gradients of all parameters and of the input.
  @ParameterizedTest
  @MethodSource("cases")
  void eachSequenceIsComputedAsIfAlone(Case c) {
    long[] lengths = {2, 5, 1, 5};
    Tensor x = Tensor.randn(new long[] {4, 5, 3}, DType.FLOAT64).requiresGrad_();
    long layers = c.name().contains("two") || c.name().contains("both") ? 4 : 1;
    Tensor h = Tensor.randn(new long[] {layers, 4, 4}, DType.FLOAT64);
    Out packed = c.packed().apply(PackedSequence.of(x, lengths, true), h);
    Tensor sum = Tensor.scalar(0.0);
    Tensor expected = Tensor.scalar(0.0);
    for (int i = 0; i < lengths.length; i++) {
      Tensor one = x.select(0, i).narrow(0, 0, lengths[i]);
      Tensor[] alone = c.alone().apply(one, h.select(1, i));
      close(packed.outputs().get(i), alone[0]);
      sum = sum.add(packed.outputs().get(i).sin().sum());
      expected = expected.add(alone[0].sin().sum());
      for (int k = 0; k < packed.states().length; k++) {
        close(packed.states()[k].select(1, i), alone[k + 1]);
        sum = sum.add(packed.states()[k].select(1, i).cos().sum());
        expected = expected.add(alone[k + 1].cos().sum());
      }
    }
    Tensor[] leaves =
        Stream.concat(Stream.of(x), c.layer().parameters().stream().map(p -> p.value()))
            .toArray(Tensor[]::new);
    Tensor[] g = Autograd.grad(sum, leaves);
    Tensor[] wanted = Autograd.grad(expected, leaves);
    for (int i = 0; i < g.length; i++) close(g[i], wanted[i]);
  }

  private static void close(Tensor x, Tensor y) {
    assertThat(x.shape()).isEqualTo(y.shape());
    assertThat(x.detach().allclose(y.detach(), 1e-10, 1e-12, false)).isTrue();
  }

  /// The order of elements is that of torch.nn.utils.rnn.pack_padded_sequence.
  @Test
  void elementsAreInTheOrderOfTheirSteps() {
    Tensor x = Tensor.arange(12).reshape(3, 4);
    var p = PackedSequence.of(x, new long[] {2, 4, 1}, true);
    assertThat(p.data().toLongArray()).containsExactly(4, 0, 8, 5, 1, 6, 7);
    assertThat(p.batchSizes()).containsExactly(3, 2, 1, 1);
    assertThat(p.order()).containsExactly(1, 0, 2);
    var back = p.pad(true, -1);
    assertThat(back.lengths()).containsExactly(2, 4, 1);
    assertThat(back.data().flatten().toLongArray())
        .containsExactly(0, 1, -1, -1, 4, 5, 6, 7, 8, -1, -1, -1);
    assertThat(p.pad(false, 0).data().shape()).containsExactly(4, 3);
    var same = PackedSequence.of(p.sequences());
    assertThat(same.data().toLongArray()).containsExactly(p.data().toLongArray());
    assertThat(same.order()).containsExactly(p.order());
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor x = Tensor.zeros(2, 3, 4);
    assertThatThrownBy(() -> PackedSequence.of(x, new long[] {1, 4}, true))
        .hasMessageContaining("longer than 3");
    assertThatThrownBy(() -> PackedSequence.of(x, new long[] {1, 0}, true))
        .hasMessageContaining("must be positive, got 0");
    assertThatThrownBy(() -> PackedSequence.of(x, new long[] {1}, true))
        .hasMessageContaining("1 lengths");
    var p = PackedSequence.of(x, new long[] {1, 2}, true);
    assertThatThrownBy(() -> new GRU(5, 2).apply(p, null)).hasMessageContaining("GRU");
  }
}
