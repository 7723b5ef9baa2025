package jotter.nn.layers;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import jotter.nn.BaseLayer;
import jotter.nn.Param;
import jotter.nn.StateName;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// Parameters by number. PyTorch's `ParameterList`; a plain `List<Param>` as a field does the same.
///
/// ```java
/// var scales = new ParamList(Tensor.ones(4), Tensor.zeros(4));
/// scales.get(-1).shape(); // [4]
/// ```
public final class ParamList extends BaseLayer implements Iterable<Tensor> {
  @StateName("")
  private final List<Param> params = new ArrayList<>();

  /// A parameter of each tensor.
  public ParamList(Tensor... values) {
    for (Tensor t : values) add(t);
  }

  /// Adds a parameter that begins with `value`.
  public ParamList add(Tensor value) {
    return add(new Param(value));
  }

  /// Adds a parameter, which may be another layer's as well.
  public ParamList add(Param p) {
    params.add(p);
    return this;
  }

  /// Parameter `i`; -1 is the last.
  public Param param(int i) {
    int at = i < 0 ? i + params.size() : i;
    if (at < 0 || at >= params.size())
      throw Check.indexError("ParamList", "there is no parameter " + i + " among " + params.size());
    return params.get(at);
  }

  /// The value of parameter `i`; -1 is the last.
  public Tensor get(int i) {
    return param(i).value();
  }

  /// How many parameters there are.
  public int size() {
    return params.size();
  }

  /// The values, in order.
  @Override
  public Iterator<Tensor> iterator() {
    return params.stream().map(Param::value).iterator();
  }

  /// Throws: parameters compute nothing.
  @Override
  public Tensor forward(Tensor x) {
    throw Check.valueError("ParamList", "a list of parameters computes nothing by itself");
  }
}
