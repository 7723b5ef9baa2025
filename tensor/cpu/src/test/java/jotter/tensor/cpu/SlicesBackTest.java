package jotter.tensor.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.UnaryOperator;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import org.junit.jupiter.api.Test;

/// The gradient of a tensor that is looked at slice by slice, against the one that is recorded
/// itself, which is put together from zeros and sums.
class SlicesBackTest {
  private static Tensor weighted(Tensor x, double by) {
    return x.mul(x).mul(by).sum();
  }

  private static final List<UnaryOperator<Tensor>> USES =
      List.of(
          // All of it, in pieces; with gaps; overlapping; with steps.
          x -> {
            Tensor[] c = x.chunk(3, 1);
            return weighted(c[0], 1).add(weighted(c[1], 2)).add(weighted(c[2], 3));
          },
          x -> weighted(x.narrow(0, 1, 2), 1).add(weighted(x.select(0, 4), 2)),
          x -> weighted(x.narrow(1, 1, 5), 1).add(weighted(x.narrow(1, 3, 4), 2)),
          x -> weighted(x.slice(0, 0L, null, 2), 1).add(weighted(x.slice(0, 1L, null, 2), 2)),
          x -> weighted(x.slice(0, 0L, null, 2), 1).add(weighted(x.slice(0, 2L, null, 3), 2)),
          // Along two dimensions; beside other uses; a slice of a slice; an empty one; backwards.
          x -> weighted(x.select(0, 1), 1).add(weighted(x.select(1, 2), 2)),
          x -> weighted(x.select(0, 1), 1).add(weighted(x, 2)).add(weighted(x.select(0, 2), 3)),
          x -> weighted(x.narrow(0, 1, 3).select(1, 2), 1).add(weighted(x.select(0, 0), 2)),
          x -> weighted(x.narrow(0, 2, 0), 1).add(weighted(x.select(0, 5), 2)),
          x -> weighted(x.flip(0).narrow(0, 0, 2), 1).add(weighted(x.select(0, 5), 2)));

  @Test
  void piecesAreSumsOfSlices() {
    Tensor x = Tensor.empty(new long[] {6, 9}, DType.FLOAT64);
    Rng.of(4).normal(x, 0, 1);
    for (UnaryOperator<Tensor> use : USES) {
      Tensor leaf = x.clone().requiresGrad_();
      // Of the leaf, and of what was computed from it.
      for (boolean computed : new boolean[] {false, true}) {
        UnaryOperator<Tensor> f = computed ? t -> use.apply(t.mul(2)) : use;
        Tensor[] on = {leaf};
        Tensor[] want = Autograd.grad(new Tensor[] {f.apply(leaf)}, on, null, true, true, false);
        Tensor[] got = Autograd.grad(new Tensor[] {f.apply(leaf)}, on, null, false, false, false);
        assertThat(got[0].allclose(want[0].detach(), 1e-12, 1e-12, false)).isTrue();
        leaf.setGrad(null);
        f.apply(leaf).backward();
        assertThat(leaf.grad().allclose(want[0].detach(), 1e-12, 1e-12, false)).isTrue();
      }
    }
  }
}
