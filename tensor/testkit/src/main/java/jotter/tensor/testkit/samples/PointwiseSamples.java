package jotter.tensor.testkit.samples;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Map;
import jotter.tensor.DType;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.op.Pointwise;

/// Pointwise operations: attributes by name, and where the function is smooth.
public final class PointwiseSamples {
  /// Attributes that need a certain value; others are 0.7.
  private static final Map<String, Double> ATTRIBUTES =
      Map.ofEntries(
          Map.entry("min", -0.8),
          Map.entry("max", 0.9),
          Map.entry("eps", 0.05),
          Map.entry("scale", 100.0),
          Map.entry("positive", 2.0),
          Map.entry("nan", 0.0),
          Map.entry("posinf", 5.0),
          Map.entry("neginf", -5.0),
          Map.entry("threshold", 0.4),
          Map.entry("beta", 0.6));

  /// Intervals in which inputs are drawn; others are [-1.9, 1.9] without a margin around 0.
  private static final Map<String, double[]> DOMAINS =
      Map.ofEntries(
          Map.entry("Log", new double[] {0.2, 3}),
          Map.entry("Log2", new double[] {0.2, 3}),
          Map.entry("Log10", new double[] {0.2, 3}),
          Map.entry("Log1p", new double[] {-0.7, 3}),
          Map.entry("Sqrt", new double[] {0.2, 3}),
          Map.entry("Rsqrt", new double[] {0.2, 3}),
          Map.entry("Pow", new double[] {0.2, 2}),
          Map.entry("Logit", new double[] {0.1, 0.9}),
          Map.entry("LogitClamped", new double[] {0.1, 0.9}),
          Map.entry("Asin", new double[] {-0.9, 0.9}),
          Map.entry("Acos", new double[] {-0.9, 0.9}),
          Map.entry("Acosh", new double[] {1.1, 3}),
          Map.entry("Atanh", new double[] {-0.9, 0.9}),
          Map.entry("Tan", new double[] {-1.2, 1.2}),
          Map.entry("Xlogy", new double[] {0.2, 3}),
          Map.entry("Xlog1py", new double[] {0.2, 3}),
          Map.entry("Erfinv", new double[] {-0.9, 0.9}),
          Map.entry("Ndtri", new double[] {0.1, 0.9}),
          Map.entry("Lgamma", new double[] {0.3, 4}),
          Map.entry("Digamma", new double[] {0.3, 4}),
          Map.entry("Polygamma", new double[] {1, 3}),
          Map.entry("Zeta", new double[] {1.5, 4}),
          Map.entry("Gammainc", new double[] {0.5, 3}),
          Map.entry("Gammaincc", new double[] {0.5, 3}),
          Map.entry("Entr", new double[] {0.2, 2}),
          Map.entry("BesselY0", new double[] {0.3, 4}),
          Map.entry("BesselY1", new double[] {0.3, 4}),
          Map.entry("ModifiedBesselK0", new double[] {0.3, 4}),
          Map.entry("ModifiedBesselK1", new double[] {0.3, 4}),
          Map.entry("ScaledModifiedBesselK0", new double[] {0.3, 4}),
          Map.entry("ScaledModifiedBesselK1", new double[] {0.3, 4}),
          Map.entry("BinaryCrossEntropy", new double[] {0.1, 0.9}));

  private PointwiseSamples() {}

  /// The operation with sample attributes.
  public static Pointwise of(Class<?> c) throws ReflectiveOperationException {
    RecordComponent[] parts = c.getRecordComponents();
    Class<?>[] types = new Class<?>[parts.length];
    Object[] values = new Object[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      values[i] = ATTRIBUTES.getOrDefault(parts[i].getName(), 0.7);
    }
    Constructor<?> make = c.getDeclaredConstructor(types);
    return (Pointwise) make.newInstance(values);
  }

  /// float64 inputs of shape `shape`, away from the steps and kinks that are at whole numbers.
  public static Tensor[] inputs(Pointwise op, long... shape) {
    double[] d = DOMAINS.getOrDefault(op.getClass().getSimpleName(), new double[] {-1.9, 1.9});
    Rng rng = Rng.of(op.name().hashCode());
    Tensor[] x = new Tensor[op.program().inputs()];
    for (int i = 0; i < x.length; i++) {
      x[i] = Tensor.empty(shape, DType.FLOAT64);
      rng.uniform(x[i], d[0], d[1]);
      Tensor r = x[i].round();
      Tensor near = x[i].sub(r).abs().lt(0.03);
      x[i] = Tensor.where(near, x[i].add(0.06), x[i]);
    }
    return x;
  }
}
