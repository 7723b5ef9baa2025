package jotter.tensor.display;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jotter.tensor.Tensor;

/// What a list of variables says of a value: a line, and facts to be opened.
///
/// @param line the value in a line
/// @param inside names to values, which may have facts of their own; null where there is none
public record Facts(String line, Map<String, Object> inside) {
  private static final int SHORT = 8;

  /// The facts of a value that has any beside its fields.
  public static Optional<Facts> of(Object value) {
    return switch (value) {
      case Tensor t -> Optional.of(of(t));
      case HasFacts h -> Optional.of(h.facts());
      case null, default -> Optional.empty();
    };
  }

  private static Facts of(Tensor t) {
    var inside = new LinkedHashMap<String, Object>();
    inside.put("shape", Arrays.toString(t.shape()));
    inside.put("dtype", t.dtype().toString());
    inside.put("device", t.device().toString());
    inside.put("strides", Arrays.toString(t.strides()));
    inside.put("bytes", t.nbytes());
    inside.put("requiresGrad", t.requiresGrad());
    inside.put("grad", t.grad());
    inside.put("madeAt", t.madeAt());
    String values = t.storage().isReleased() ? "released" : t.numel() <= SHORT ? t.toString() : "";
    String line = t.dtype() + Arrays.toString(t.shape()) + " " + values;
    return new Facts(line.strip(), inside);
  }
}
