package jotter.nn.layers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

class ContainersTest {
  static final class Net extends BaseLayer {
    final LayerList floors = new LayerList(new Linear(4, 4), new ReLU());
    final LayerDict heads =
        new LayerDict().put("left", new Linear(4, 1)).put("right", new Linear(4, 2, false));
    final ParamList scales = new ParamList(Tensor.ones(4), Tensor.zeros(4));
    final ParamDict named = new ParamDict().put("shift", Tensor.zeros(2));

    @Override
    public Tensor forward(Tensor x) {
      for (Layer l : floors) x = l.apply(x).mul(scales.get(0)).add(scales.get(1));
      return heads.get("right").apply(x).add(named.get("shift"));
    }
  }

  @Test
  void namesAreThoseOfPyTorch() {
    var net = new Net();
    assertThat(net.stateDict().keySet())
        .containsExactly(
            "floors.0.weight",
            "floors.0.bias",
            "heads.left.weight",
            "heads.left.bias",
            "heads.right.weight",
            "scales.0",
            "scales.1",
            "named.shift");
    net.apply(Tensor.randn(3, 4)).sum().backward();
    assertThat(net.scales.param(0).grad()).isNotNull();
    Net copy = (Net) net.copy();
    copy.scales.get(0).detach().zero_();
    assertThat(net.scales.get(0).sum().item()).isEqualTo(4);
    assertThat(copy.floors.get(-1)).isInstanceOf(ReLU.class);
  }

  @Test
  void listsChange() {
    var a = new Linear(2, 2);
    var b = new ReLU();
    var l = new LayerList(a).add(b).insert(0, b).set(-1, a);
    assertThat(l.size()).isEqualTo(3);
    assertThat(l.get(0)).isSameAs(b);
    assertThat(l.get(-1)).isSameAs(a);
    assertThat(l.remove(0)).isSameAs(b);
    List<Layer> all = new ArrayList<>();
    l.addAll(List.of(b)).forEach(all::add);
    assertThat(all).containsExactly(a, a, b);
  }

  @Test
  void whatIsNotThereIsNamed() {
    var net = new Net();
    assertThatThrownBy(() -> net.floors.get(2)).hasMessageContaining("no layer 2 among 2");
    assertThatThrownBy(() -> net.heads.get("up")).hasMessageContaining("[left, right]");
    assertThatThrownBy(() -> net.scales.get(5)).hasMessageContaining("among 2");
    assertThatThrownBy(() -> net.named.get("x")).hasMessageContaining("[shift]");
    assertThatThrownBy(() -> net.heads.put("a.b", x -> x)).hasMessageContaining("'a.b'");
    assertThatThrownBy(() -> net.floors.apply(Tensor.ones(1, 4)))
        .hasMessageContaining("Sequential");
  }

  /// As torch's register_full_backward_hook: what it is told, and that it may change the gradient.
  @Test
  void hooksSeeTheWayBack() {
    var first = new Linear(2, 2, false);
    var second = new Linear(2, 1, false);
    first.weight.set(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    second.weight.set(Tensor.of(new float[] {5, 6}, 1, 2));
    List<String> seen = new ArrayList<>();
    Runnable remove =
        second.onBackward(
            (l, in, out) -> {
              seen.add(
                  "second "
                      + java.util.Arrays.toString(in.toFloatArray())
                      + " "
                      + java.util.Arrays.toString(out.toFloatArray()));
              return in.mul(2);
            });
    first.onBackward(
        (l, in, out) -> {
          seen.add("first " + in + " " + java.util.Arrays.toString(out.toFloatArray()));
          return null;
        });
    var net = new Sequential(first, second);
    Tensor x = Tensor.ones(1, 2);
    net.apply(x).sum().backward();
    assertThat(seen).containsExactly("second [5.0, 6.0] [1.0]", "first null [10.0, 12.0]");
    assertThat(first.weight.grad().toFloatArray()).containsExactly(10, 10, 12, 12);
    assertThat(second.weight.grad().toFloatArray()).containsExactly(3, 7);
    remove.run();
    net.zeroGrad();
    net.apply(x).sum().backward();
    assertThat(first.weight.grad().toFloatArray()).containsExactly(5, 5, 6, 6);
  }
}
