package jotter.tensor.graph;

import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jotter.tensor.Tensor;

/// Makes functions of tensors faster: captured once for each kind of arguments (shapes, strides,
/// types, whether gradients are wanted), rewritten, and run as a whole.
///
/// Chains of pointwise operations become one kernel each, forwards and backwards; what backward can
/// compute again from what is there is not kept; memory is given back at the last use. Results have
/// the bits of the function itself. A function that decides by data runs as it is, which one line
/// in the log says. What it does besides computing with tensors (counting, printing) it does at
/// compilation only.
///
/// ```java
/// Compiled f = Compile.of((a, b) -> a.mul(a.sigmoid()).mul(b).add(a));
/// Tensor y = f.apply(Tensor.rand(1000), Tensor.rand(1000));
/// ```
public final class Compile {
  private static final int LIMIT = 8;

  private Compile() {}

  /// A function of one tensor.
  public static Compiled of(UnaryOperator<Tensor> f) {
    return all(a -> new Tensor[] {f.apply(a[0])});
  }

  /// A function of two tensors.
  public static Compiled of(BinaryOperator<Tensor> f) {
    return all(a -> new Tensor[] {f.apply(a[0], a[1])});
  }

  /// A function of any number of tensors with any number of results.
  public static Compiled all(Function<Tensor[], Tensor[]> f) {
    return new Compiled("the function", f, Map::of, () -> "", false, LIMIT);
  }

  /// A function that uses tensors from outside which somebody may replace.
  ///
  /// @param name what messages call it
  /// @param outside the tensors that it finds outside, by name
  /// @param guard what else decides on what it computes: it is compiled anew when this is no longer
  ///   equal to what it was
  public static Compiled guarded(
      String name,
      Function<Tensor[], Tensor[]> f,
      Supplier<Map<String, Tensor>> outside,
      Supplier<? extends Object> guard) {
    return new Compiled(name, f, outside, guard, false, LIMIT);
  }
}
