package jotter.tensor.autograd;

import java.util.Arrays;
import java.util.function.Function;
import jotter.tensor.Autograd;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Gradients compared with central differences (f(x + h) - f(x - h)) / 2h. Give float64 inputs:
/// single precision has too few digits for differences.
///
/// ```java
/// GradCheck.check(x -> x[0].mul(x[1]).tanh(), a, b); // throws if a gradient is wrong
/// ```
public final class GradCheck {
  private static final double STEP = 1e-6;

  private GradCheck() {}

  /// Throws unless the gradients of `f` for all inputs agree with differences to 1e-5 +
  /// 1e-3·|value|.
  public static void check(Function<Tensor[], Tensor> f, Tensor... inputs) {
    check(f, 1e-5, 1e-3, inputs);
  }

  /// Throws unless the gradients of `f` for all inputs agree with differences.
  public static void check(
      Function<Tensor[], Tensor> f, double atol, double rtol, Tensor... inputs) {
    Tensor[] x = leaves(inputs);
    Tensor y = Grad.on(() -> f.apply(x));
    Tensor v = weights(y.shape(), y.dtype());
    Tensor[] g =
        y.requiresGrad()
            ? Autograd.grad(new Tensor[] {y}, x, new Tensor[] {v}, false, false, true)
            : new Tensor[x.length];
    for (int i = 0; i < x.length; i++)
      compare("gradient", i, g[i], numeric(f, x, i, v), atol, rtol);
  }

  /// Throws unless the gradients of the gradients of `f` agree with differences.
  public static void checkTwice(Function<Tensor[], Tensor> f, Tensor... inputs) {
    Function<Tensor[], Tensor> first =
        x -> {
          Tensor y = f.apply(x);
          if (!y.requiresGrad()) return y.mul(0).sum();
          Tensor[] g =
              Autograd.grad(
                  new Tensor[] {y},
                  x,
                  new Tensor[] {weights(y.shape(), y.dtype())},
                  true,
                  true,
                  true);
          Tensor sum = null;
          for (int i = 0; i < g.length; i++) {
            if (g[i] == null) continue;
            Tensor t = g[i].mul(weights(g[i].shape(), g[i].dtype()).add(i)).sum();
            sum = sum == null ? t : sum.add(t);
          }
          return sum == null ? y.mul(0).sum() : sum;
        };
    check(x -> Grad.on(() -> first.apply(x)), 1e-4, 1e-3, inputs);
  }

  private static Tensor[] leaves(Tensor[] inputs) {
    return Arrays.stream(inputs)
        .map(
            t -> {
              if (t.dtype() != DType.FLOAT64)
                throw Check.dtypeError(
                    "gradcheck", "needs float64 inputs, got " + t.dtype() + "; use x.to(FLOAT64)");
              return t.detach().requiresGrad_();
            })
        .toArray(Tensor[]::new);
  }

  /// Weights for the outputs, all different, so that errors do not cancel.
  private static Tensor weights(long[] shape, DType type) {
    long n = 1;
    for (long s : shape) n *= s;
    return Tensor.arange(n)
        .to(DType.FLOAT64)
        .mul(0.37)
        .add(0.5)
        .sin()
        .add(1.5)
        .reshape(shape)
        .to(type);
  }

  private static Tensor numeric(Function<Tensor[], Tensor> f, Tensor[] x, int i, Tensor v) {
    int n = Math.toIntExact(x[i].numel());
    double[] r = new double[n];
    double[] at = x[i].toDoubleArray();
    for (int k = 0; k < n; k++) {
      double h = STEP * Math.max(1, Math.abs(at[k]));
      r[k] = (value(f, x, i, at, k, h, v) - value(f, x, i, at, k, -h, v)) / (2 * h);
    }
    return Tensor.of(r).reshape(x[i].shape());
  }

  private static double value(
      Function<Tensor[], Tensor> f, Tensor[] x, int i, double[] at, int k, double h, Tensor v) {
    double[] moved = at.clone();
    moved[k] += h;
    Tensor[] in = x.clone();
    // Of leaves, because the function may differentiate inside.
    in[i] = Tensor.of(moved).reshape(x[i].shape()).requiresGrad_();
    Tensor y = f.apply(in).detach();
    Tensor p = y.mul(v).sum();
    return p.dtype().isComplex() ? p.real().item() : p.item();
  }

  private static void compare(
      String what, int i, Tensor actual, Tensor expected, double atol, double rtol) {
    Tensor a = actual == null ? Tensor.zerosLike(expected) : actual.detach();
    Tensor off = a.sub(expected).abs().sub(expected.abs().mul(rtol).add(atol));
    if (off.numel() > 0 && !(off.max().item() <= 0))
      throw Check.gradError(
          "gradcheck",
          "the " + what + " of input " + i + " is\n" + a + "\nbut differences give\n" + expected);
  }
}
