package jotter.tensor.testkit.conformance;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// How the operations of a case are called: one line each, by PyTorch's name and argument names.
///
/// The result may be a tensor, an array or list of tensors, a record of tensors (its components are
/// the outputs), a number, a truth value or a string.
public final class Bindings {
  private record Binding(String[] names, Function<Args, Object> call) {}

  private final Map<String, Binding> table = new HashMap<>();

  /// All of the tensor library's.
  public static Bindings ofTensor() {
    Bindings b = new Bindings();
    jotter.tensor.testkit.conformance.bind.Pointwise.bind(b);
    jotter.tensor.testkit.conformance.bind.Reduction.bind(b);
    jotter.tensor.testkit.conformance.bind.Shape.bind(b);
    jotter.tensor.testkit.conformance.bind.Creation.bind(b);
    jotter.tensor.testkit.conformance.bind.Matrix.bind(b);
    jotter.tensor.testkit.conformance.bind.InPlace.bind(b);
    jotter.tensor.testkit.conformance.bind.FftSignal.bind(b);
    jotter.tensor.testkit.conformance.bind.Linalg.bind(b);
    jotter.tensor.testkit.conformance.bind.NnLayer.bind(b);
    jotter.tensor.testkit.conformance.bind.NnLoss.bind(b);
    jotter.tensor.testkit.conformance.bind.NnSpatial.bind(b);
    jotter.tensor.testkit.conformance.bind.SpecialMath.bind(b);
    jotter.tensor.testkit.conformance.bind.Statistics.bind(b);
    jotter.tensor.testkit.conformance.bind.MaskedOps.bind(b);
    return b;
  }

  /// Binds `torch.name` (or a name with its full path, beginning with `torch.`), whose arguments
  /// are called `names`, separated by blanks.
  public Bindings on(String name, String names, Function<Args, Object> call) {
    String full = name.startsWith("torch.") ? name : "torch." + name;
    String[] n = names.isBlank() ? new String[0] : names.trim().split("\\s+");
    if (table.putIfAbsent(full, new Binding(n, call)) != null)
      throw new IllegalStateException(full + " is bound twice");
    return this;
  }

  /// Whether there is a binding.
  public boolean has(String fn) {
    return table.containsKey(fn);
  }

  /// Calls `fn`.
  public Object call(String fn, List<Object> args, Map<String, Object> kwargs) {
    Binding b = table.get(fn);
    if (b == null) throw new Absent(fn);
    return b.call.apply(new Args(fn, b.names, args, kwargs));
  }

  /// There is no binding.
  public static final class Absent extends RuntimeException {
    private static final long serialVersionUID = 1;

    public Absent(String fn) {
      super("absent: " + fn);
    }
  }
}
