package jotter.nn.layers;

import java.util.function.UnaryOperator;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.nn.Parametrization;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Computes parameters of layers from others that are trained in their place.
///
/// ```java
/// var critic = Parametrize.spectralNorm(new Linear(16, 1), "weight");
/// var steady = Parametrize.weightNorm(new Conv2d(3, 8, 3), "weight");
/// var even = Parametrize.by(new Linear(4, 4), "weight", w -> w.add(w.t()).div(2));
/// Parametrize.remove(even, "weight"); // an ordinary weight again, with its last value
/// ```
///
/// Parameters are found by their names in the layer's state dict; those in the layer's place are
/// named as in PyTorch, `parametrizations.weight.original`. Optimizers are made afterwards.
public final class Parametrize {
  private Parametrize() {}

  /// Direction and length apart, for each output: w = g·v/‖v‖. Salimans and Kingma 2016,
  /// arXiv:1602.07868.
  public static <L extends Layer> L weightNorm(L layer, String name) {
    return weightNorm(layer, name, 0);
  }

  /// @param dim the dimension whose elements have a length each; -1 for one length of all
  public static <L extends Layer> L weightNorm(L layer, String name, int dim) {
    Param p = find(layer, name);
    p.source(new WeightNorm(p.value(), dim));
    return layer;
  }

  /// The weight divided by its largest singular value. Miyato et al. 2018, arXiv:1802.05957.
  public static <L extends Layer> L spectralNorm(L layer, String name) {
    return spectralNorm(layer, name, 1, 1e-12, transposed(layer) ? 1 : 0);
  }

  /// @param iterations how many steps of the power method each training pass takes
  /// @param eps what lengths are at least divided by
  /// @param dim the dimension of the outputs
  public static <L extends Layer> L spectralNorm(
      L layer, String name, int iterations, double eps, int dim) {
    Param p = find(layer, name);
    p.source(new SpectralNorm(p.value(), iterations, eps, dim));
    return layer;
  }

  /// A weight whose columns (or rows, if those are fewer) are orthonormal: the exponential of a
  /// skew-symmetric matrix, times the orthogonal matrix that was there. Lezcano-Casado 2019,
  /// arXiv:1909.09501.
  public static <L extends Layer> L orthogonal(L layer, String name) {
    Param p = find(layer, name);
    p.source(new Orthogonal(p.value()));
    return layer;
  }

  /// A function of the parameter that is there, such as a symmetric or a positive one. The value
  /// may be set again only if the function leaves it as it is.
  public static <L extends Layer> L by(L layer, String name, UnaryOperator<Tensor> rule) {
    return by(layer, name, rule, t -> t);
  }

  /// @param inverse what the function has to be given for a value; asked for the value that is
  ///   there
  public static <L extends Layer> L by(
      L layer, String name, UnaryOperator<Tensor> rule, UnaryOperator<Tensor> inverse) {
    Param p = find(layer, name);
    p.source(new Mapped(p.value(), rule, inverse));
    return layer;
  }

  /// Trains the parameter itself again, from the value that it has now.
  public static <L extends Layer> L remove(L layer, String name) {
    Param p = layer.ownParams().get(name);
    Check.value(
        p != null && p.source() != null,
        "remove",
        "the layer has no parameter " + name + " that is computed from others");
    p.source(null);
    return layer;
  }

  private static boolean transposed(Layer l) {
    return l instanceof ConvTranspose1d
        || l instanceof ConvTranspose2d
        || l instanceof ConvTranspose3d;
  }

  private static Param find(Layer layer, String name) {
    Param p = layer.ownParams().get(name);
    Check.value(
        p != null,
        "parametrize",
        "the layer has no parameter " + name + " of its own; it has " + layer.ownParams().keySet());
    Check.value(
        p.source() == null,
        "parametrize",
        "the parameter " + name + " is computed by " + p.source() + " already");
    return p;
  }

  private static final class Mapped extends Parametrization {
    final Param original;

    private final UnaryOperator<Tensor> rule;
    private final UnaryOperator<Tensor> inverse;

    Mapped(Tensor value, UnaryOperator<Tensor> rule, UnaryOperator<Tensor> inverse) {
      this.rule = rule;
      this.inverse = inverse;
      original = new Param(inverse.apply(value.detach()).clone());
    }

    @Override
    public Tensor value() {
      return rule.apply(original.value());
    }

    @Override
    public void assign(Tensor t) {
      original.set(inverse.apply(t.detach()));
    }
  }
}
