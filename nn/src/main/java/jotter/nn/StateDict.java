package jotter.nn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Check;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.io.SafeTensors;

/// The tensors of a layer by name, out and in.
///
/// ```java
/// StateDict.save(model, Path.of("digits.safetensors"));
/// StateDict.load(model, Path.of("digits.safetensors"));
/// ```
public final class StateDict {
  private StateDict() {}

  /// Names that a state dict lacked, and names that the layer does not know.
  public record Difference(List<String> missing, List<String> unexpected) {
    /// Whether all names were the same.
    public boolean isEmpty() {
      return missing.isEmpty() && unexpected.isEmpty();
    }
  }

  /// Writes the layer's parameters and states to a safetensors file, all of it or nothing.
  ///
  /// @throws IOException if the file cannot be written
  public static void save(Layer layer, Path file) throws IOException {
    SafeTensors.save(of(layer), file);
  }

  /// Reads a safetensors file into the layer; names and shapes must be the layer's.
  ///
  /// @throws IOException if the file cannot be read or is damaged
  public static void load(Layer layer, Path file) throws IOException {
    load(layer, SafeTensors.load(file), true);
  }

  static Map<String, Tensor> of(Layer layer) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    Tree.visit(
        "",
        layer,
        new Tree.Visitor() {
          @Override
          public void param(String name, Param p) {
            if (p.isReady()) r.put(name, p.value().detach());
          }

          @Override
          public void state(String name, State s) {
            if (s.isKept() && s.isReady()) r.put(name, s.value().detach());
          }
        });
    return r;
  }

  static Difference load(Layer layer, Map<String, Tensor> from, boolean strict) {
    List<String> missing = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    List<Runnable> copies = new ArrayList<>();
    Map<String, Tensor> rest = new LinkedHashMap<>(from);
    Tree.visit(
        "",
        layer,
        new Tree.Visitor() {
          @Override
          public void param(String name, Param p) {
            Tensor t = rest.remove(name);
            if (t == null) missing.add(name);
            else if (!p.isReady()) copies.add(() -> p.set(t.clone()));
            else into(name, p.value(), t);
          }

          @Override
          public void state(String name, State s) {
            if (!s.isKept()) return;
            Tensor t = rest.remove(name);
            if (t == null) missing.add(name);
            else if (!s.isReady()) copies.add(() -> s.set(t.clone()));
            else into(name, s.value(), t);
          }

          private void into(String name, Tensor to, Tensor t) {
            if (!Arrays.equals(to.shape(), t.shape()))
              wrong.add(name + " " + Check.shape(t.shape()) + " into " + Check.shape(to.shape()));
            else copies.add(() -> Grad.off(() -> to.detach().copy_(t.detach())));
          }
        });
    Difference d = new Difference(List.copyOf(missing), List.copyOf(rest.keySet()));
    if (!wrong.isEmpty())
      throw Check.shapeError("loadStateDict", "shapes differ: " + String.join(", ", wrong));
    if (strict && !d.isEmpty())
      throw Check.valueError(
          "loadStateDict",
          (d.missing.isEmpty() ? "" : "missing names " + shorten(d.missing))
              + (d.missing.isEmpty() || d.unexpected.isEmpty() ? "" : ", ")
              + (d.unexpected.isEmpty() ? "" : "unknown names " + shorten(d.unexpected))
              + "; the layer's names begin with "
              + shorten(layer.stateNames())
              + "; loadStateDict(state, false) loads what fits");
    // Nothing is changed unless everything fits.
    copies.forEach(Runnable::run);
    return d;
  }

  private static String shorten(List<String> names) {
    return names.size() <= 8
        ? names.toString()
        : names.subList(0, 8) + " and " + (names.size() - 8) + " more";
  }
}
