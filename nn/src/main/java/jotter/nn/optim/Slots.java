package jotter.nn.optim;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// What an optimizer remembers about one parameter: tensors and numbers by name.
public final class Slots {
  private final Map<String, Tensor> tensors = new LinkedHashMap<>();
  private final Map<String, Double> numbers = new LinkedHashMap<>();

  Slots() {}

  /// The tensors by name.
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /// The numbers by name.
  public Map<String, Double> numbers() {
    return numbers;
  }

  /// The tensor `name`, or null.
  public Tensor get(String name) {
    return tensors.get(name);
  }

  /// The tensor `name`, made the first time. It outlives the scope that it is made in.
  public Tensor get(String name, Supplier<Tensor> make) {
    Tensor t = tensors.get(name);
    if (t == null) {
      t = Scope.keep(make.get());
      tensors.put(name, t);
    }
    return t;
  }

  /// The tensor `name`, zeros in the shape of `like` the first time.
  public Tensor zeros(String name, Tensor like) {
    return get(name, () -> Tensor.zerosLike(like));
  }

  /// The number `name`, `otherwise` if it was never set.
  public double number(String name, double otherwise) {
    return numbers.getOrDefault(name, otherwise);
  }

  /// Sets the number `name`.
  public void setNumber(String name, double value) {
    numbers.put(name, value);
  }

  /// Counts a step; the first is 1.
  public double step() {
    return numbers.merge("step", 1.0, Double::sum);
  }
}
