package jotter.kernel.magic;

import java.util.LinkedHashMap;
import java.util.Map;
import jotter.kernel.magic.np.NpScript;
import jotter.tensor.Tensor;

/// `%%np`: NumPy's and PyTorch's notation over the notebook's tensors.
///
/// ```
/// %%np
/// c = a @ b.T + 1
/// d = c[1:3, ::2].mean(axis=0)
/// d / d.max()
/// ```
///
/// What is assigned becomes a variable of the notebook; the last line's value is shown.
public final class NpMagic implements Magic {
  @Override
  public String name() {
    return "np";
  }

  @Override
  public String summary() {
    return "Computes with tensors in NumPy's notation: operators, slices, methods.";
  }

  @Override
  public String usage() {
    return "%%np above a cell, or %np EXPR, such as c = a @ b.T + 1";
  }

  @Override
  public boolean takesCell() {
    return true;
  }

  @Override
  public boolean takesLine() {
    return true;
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    String source = call.body() == null ? call.argument() : call.body();
    if (source.isBlank()) {
      throw new IllegalArgumentException("there is nothing to compute");
    }
    Map<String, Object> names = new LinkedHashMap<>();
    for (Session.Variable v : call.session().variables()) {
      Object value = v.value();
      if (value instanceof Integer i) {
        value = i.longValue();
      } else if (value instanceof Float f) {
        value = f.doubleValue();
      }
      if (value instanceof Tensor || value instanceof Number || value instanceof Boolean) {
        names.put(v.name(), value);
      }
    }
    NpScript.Result result = NpScript.run(source, names);
    for (Map.Entry<String, Object> e : result.assigned().entrySet()) {
      Object v = e.getValue();
      String type =
          switch (v) {
            case Tensor _ -> "jotter.tensor.Tensor";
            case Long _ -> "long";
            case Double _ -> "double";
            case Boolean _ -> "boolean";
            default -> "Object";
          };
      call.session().assign(e.getKey(), type, v);
    }
    return result.value();
  }
}
