package jotter.tensor.autograd;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import jotter.tensor.Autograd;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Derivatives of functions of tensors, what `torch.func` is to PyTorch.
///
/// ```java
/// Tensor g = Functional.grad(x -> x.mul(x).sum()).apply(Tensor.of(1f, 2f)); // tensor([2., 4.])
/// Tensor j = Functional.jacobian(x -> x.mul(x), Tensor.of(1f, 2f));        // diagonal 2, 4
/// ```
public final class Functional {
  private Functional() {}

  /// A value and what belongs to it.
  public record Pair(Tensor value, Tensor derivative) {}

  private static Tensor leaf(Tensor x) {
    return x.detach().requiresGrad_();
  }

  /// The function that gives the gradient of the scalar function `f`. It can be differentiated
  /// again.
  public static UnaryOperator<Tensor> grad(Function<Tensor, Tensor> f) {
    return x ->
        Grad.on(
            () -> {
              // An input with a history keeps it, so that gradients of gradients reach it.
              Tensor in = x.requiresGrad() ? x : leaf(x);
              Tensor y = f.apply(in);
              Tensor[] g =
                  Autograd.grad(new Tensor[] {y}, new Tensor[] {in}, null, true, true, true);
              Tensor r = g[0] == null ? Tensor.zerosLike(in.detach()) : g[0];
              return x.requiresGrad() ? r : r.detach();
            });
  }

  /// f(x) and vᵀ·J, v having the shape of f(x).
  public static Pair vjp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
    return Grad.on(
        () -> {
          Tensor in = leaf(x);
          Tensor y = f.apply(in);
          Tensor g =
              Autograd.grad(
                  new Tensor[] {y}, new Tensor[] {in}, new Tensor[] {v}, false, false, true)[0];
          return new Pair(y.detach(), g == null ? Tensor.zerosLike(x.detach()) : g);
        });
  }

  /// f(x) and J·v, v having the shape of x: the gradient of uᵀ·J by u, which is linear in u.
  public static Pair jvp(Function<Tensor, Tensor> f, Tensor x, Tensor v) {
    Check.sameShape("jvp", "x", x, "v", v);
    return Grad.on(
        () -> {
          Tensor in = leaf(x);
          Tensor y = f.apply(in);
          Tensor u = Tensor.zerosLike(y.detach()).requiresGrad_();
          Tensor g =
              Autograd.grad(
                  new Tensor[] {y}, new Tensor[] {in}, new Tensor[] {u}, true, true, true)[0];
          Tensor zero = Tensor.zerosLike(y.detach());
          if (g == null || !g.requiresGrad()) return new Pair(y.detach(), zero);
          Tensor j =
              Autograd.grad(
                  new Tensor[] {g}, new Tensor[] {u}, new Tensor[] {v}, false, false, true)[0];
          return new Pair(y.detach(), j == null ? zero : j);
        });
  }

  /// All derivatives of f at x: shape of f(x), then shape of x.
  public static Tensor jacobian(Function<Tensor, Tensor> f, Tensor x) {
    return Grad.on(
        () -> {
          Tensor in = leaf(x);
          return rows(f.apply(in), in).detach();
        });
  }

  /// The gradients of every element of y by x.
  private static Tensor rows(Tensor y, Tensor x) {
    int n = Math.toIntExact(y.numel());
    Tensor[] r = new Tensor[n];
    for (int i = 0; i < n; i++) {
      Tensor one = Tensor.zeros(new long[] {n}, y.dtype());
      one.select(0, i).fill_(1);
      Tensor g =
          !y.requiresGrad()
              ? null
              : Autograd.grad(
                  new Tensor[] {y},
                  new Tensor[] {x},
                  new Tensor[] {one.reshape(y.shape())},
                  true,
                  false,
                  true)[0];
      r[i] = g == null ? Tensor.zerosLike(x.detach()) : g;
    }
    long[] s = Arrays.copyOf(y.shape(), y.rank() + x.rank());
    System.arraycopy(x.shape(), 0, s, y.rank(), x.rank());
    return n == 0 ? Tensor.zeros(s, y.dtype()) : Tensor.stack(0, r).reshape(s);
  }

  /// All second derivatives of the scalar function f at x: shape of x, twice.
  public static Tensor hessian(Function<Tensor, Tensor> f, Tensor x) {
    return Grad.on(
        () -> {
          Tensor in = leaf(x);
          Tensor y = f.apply(in);
          Tensor g = Autograd.grad(new Tensor[] {y}, new Tensor[] {in}, null, true, true, true)[0];
          if (g == null) g = Tensor.zerosLike(in.detach());
          return rows(g, in).detach();
        });
  }

  /// f for every slice of x along `in`, the results along `out`. The function sees single slices;
  /// it may hold any tensors, loops and branches.
  public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f, int in, int out) {
    return x -> Tensor.stack(out, each(f, x.unbind(in)));
  }

  /// f for every slice of x along its first dimension.
  public static UnaryOperator<Tensor> vmap(Function<Tensor, Tensor> f) {
    return vmap(f, 0, 0);
  }

  private static Tensor[] each(Function<Tensor, Tensor> f, Tensor[] slices) {
    if (slices.length == 0)
      throw Check.shapeError("vmap", "an empty dimension does not say what f would give");
    return Arrays.stream(slices).map(f).toArray(Tensor[]::new);
  }
}
