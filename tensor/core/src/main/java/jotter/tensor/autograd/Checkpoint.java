package jotter.tensor.autograd;

import java.util.Arrays;
import java.util.function.Function;
import jotter.tensor.Autograd;
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
  /// are leaves. Random numbers in f come out the same when it is computed again.
  public static Tensor run(Function<Tensor[], Tensor> f, Tensor... inputs) {
    return Dispatch.one(new Part(f, Rng.current().state(), Rng.current()), inputs);
  }

  private record Part(Function<Tensor[], Tensor> f, byte[] state, Rng rng) implements Custom {
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
      Tensor[] x = new Tensor[s.inputs()];
      for (int i = 0; i < x.length; i++) {
        x[i] = s.input(i).detach();
        if (s.needs(i)) x[i].requiresGrad_();
      }
      byte[] now = rng.state();
      rng.setState(state);
      Tensor y = Grad.on(() -> f.apply(x));
      rng.setState(now);
      if (y.requiresGrad())
        Autograd.backward(new Tensor[] {y}, new Tensor[] {g[0].detach()}, false, false);
      return Arrays.stream(x).map(t -> t.requiresGrad() ? t.grad() : null).toArray(Tensor[]::new);
    }
  }
}
