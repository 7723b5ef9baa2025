package jotter.tensor.autograd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import jotter.tensor.Autocast;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Saved;

/// Computes a part of a network without keeping what its gradient needs; backward computes the part
/// again. Time is spent to save memory. Chen et al. 2016, arXiv:1604.06174.
///
/// ```java
/// Tensor y = Checkpoint.run(x -> block.apply(x[0]), x);
/// ```
public final class Checkpoint {
  private Checkpoint() {}

  /// f(inputs). Tensors that f holds without being given (weights) get their gradients too, if they
  /// are leaves; with createGraph the inputs alone get theirs. Random numbers in f come out the
  /// same when it is computed again.
  public static Tensor run(Function<Tensor[], Tensor> f, Tensor... inputs) {
    return Dispatch.one(new Part(f, Rng.current().state(), Rng.current(), Autocast.type()), inputs);
  }

  private record Part(Function<Tensor[], Tensor> f, byte[] state, Rng rng, DType cast)
      implements Custom {
    @Override
    public String name() {
      return "checkpoint";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      return new Tensor[] {Grad.off(() -> f.apply(x))};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return Grad.isOn() ? recorded(s, g[0]) : computed(s, g[0]);
    }

    private Tensor again(Tensor[] x) {
      byte[] now = rng.state();
      rng.setState(state);
      Tensor y = Autocast.with(cast, () -> Grad.on(() -> f.apply(x)));
      rng.setState(now);
      return y;
    }

    /// Gradients that are to be differentiated again: of the inputs themselves, with their history.
    private Tensor[] recorded(Saved s, Tensor g) {
      Tensor[] x = new Tensor[s.inputs()];
      List<Tensor> wanted = new ArrayList<>();
      for (int i = 0; i < x.length; i++) {
        x[i] = s.input(i);
        if (s.needs(i)) wanted.add(x[i]);
      }
      Tensor y = again(x);
      Tensor[] r = new Tensor[x.length];
      if (!y.requiresGrad()) return r;
      Tensor[] found =
          Autograd.grad(
              new Tensor[] {y}, wanted.toArray(Tensor[]::new), new Tensor[] {g}, true, true, true);
      for (int i = 0, k = 0; i < x.length; i++) if (s.needs(i)) r[i] = found[k++];
      return r;
    }

    private Tensor[] computed(Saved s, Tensor g) {
      Tensor[] x = new Tensor[s.inputs()];
      for (int i = 0; i < x.length; i++) {
        x[i] = s.input(i).detach();
        if (s.needs(i)) x[i].requiresGrad_();
      }
      Tensor y = again(x);
      if (y.requiresGrad())
        Autograd.backward(new Tensor[] {y}, new Tensor[] {g.detach()}, false, false);
      return Arrays.stream(x).map(t -> t.requiresGrad() ? t.grad() : null).toArray(Tensor[]::new);
    }
  }
}
