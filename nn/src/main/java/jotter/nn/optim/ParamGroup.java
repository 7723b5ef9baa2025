package jotter.nn.optim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Param;
import jotter.tensor.Check;

/// Parameters that are updated with the same options.
public final class ParamGroup {
  private final List<Param> params;
  private final Map<String, Double> options;

  ParamGroup(Collection<Param> params, Map<String, Double> options) {
    this.params = new ArrayList<>(params);
    this.options = new LinkedHashMap<>(options);
  }

  /// The parameters.
  public List<Param> params() {
    return params;
  }

  /// All options by name; switches are 0 or 1.
  public Map<String, Double> options() {
    return options;
  }

  /// The learning rate.
  public double lr() {
    return get("lr");
  }

  /// Sets the learning rate.
  public ParamGroup lr(double lr) {
    return set("lr", lr);
  }

  /// The option `name`.
  public double get(String name) {
    Double v = options.get(name);
    if (v == null)
      throw Check.valueError(
          "optimizer", "no option '" + name + "'; there are " + options.keySet());
    return v;
  }

  /// Whether the switch `name` is on.
  public boolean is(String name) {
    return get(name) != 0;
  }

  /// Whether there is an option `name`.
  public boolean has(String name) {
    return options.containsKey(name);
  }

  /// Sets the option `name`.
  public ParamGroup set(String name, double value) {
    options.put(name, value);
    return this;
  }
}
