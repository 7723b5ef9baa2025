package jotter.nn.layers;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Parameters by name. PyTorch's `ParameterDict`; a plain `Map<String, Param>` as a field does the
/// same.
///
/// ```java
/// var p = new ParamDict().put("left", Tensor.zeros(3)).put("right", Tensor.ones(3));
/// p.get("right").sum().item(); // 3
/// ```
public final class ParamDict extends BaseLayer {
  @StateName("")
  private final Map<String, Param> params = new LinkedHashMap<>();

  /// Adds a parameter that begins with `value`, or replaces the one of this name.
  public ParamDict put(String name, Tensor value) {
    return put(name, new Param(value));
  }

  /// Adds a parameter, which may be another layer's as well.
  public ParamDict put(String name, Param p) {
    Check.value(
        !name.isEmpty() && name.indexOf('.') < 0,
        "ParamDict",
        "a name must not be empty or have a dot, got '" + name + "'");
    params.put(name, p);
    return this;
  }

  /// The parameter named `name`.
  public Param param(String name) {
    Param p = params.get(name);
    if (p == null)
      throw Check.valueError(
          "ParamDict", "there is no parameter '" + name + "'; there are " + params.keySet());
    return p;
  }

  /// The value of the parameter named `name`.
  public Tensor get(String name) {
    return param(name).value();
  }

  /// Whether there is a parameter of this name.
  public boolean contains(String name) {
    return params.containsKey(name);
  }

  /// The parameters by name.
  public Map<String, Param> asMap() {
    return Collections.unmodifiableMap(params);
  }

  /// Throws: parameters compute nothing.
  @Override
  public Tensor forward(Tensor x) {
    throw Check.valueError("ParamDict", "parameters compute nothing by themselves");
  }
}
