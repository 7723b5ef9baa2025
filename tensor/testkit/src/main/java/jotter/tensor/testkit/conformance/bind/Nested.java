package jotter.tensor.testkit.conformance.bind;

import java.util.ArrayList;
import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.Promotion;
import jotter.tensor.Tensor;

/// Tensors of nested lists of numbers.
final class Nested {
  private Nested() {}

  static Tensor tensor(Object data, DType type) {
    if (data instanceof Tensor t) return type == null ? t.clone() : t.to(type).clone();
    List<Object> flat = new ArrayList<>();
    List<Long> shape = new ArrayList<>();
    walk(data, 0, shape, flat);
    DType t = type;
    if (t == null) {
      t = flat.isEmpty() ? DType.FLOAT32 : DType.BOOL;
      for (Object o : flat) t = Promotion.promote(t, Promotion.ofScalar(o));
    }
    Tensor r = Tensor.empty(shape.stream().mapToLong(x -> x).toArray(), t);
    Tensor v = r.reshape(-1);
    for (int i = 0; i < flat.size(); i++) v.select(0, i).fill_(number(flat.get(i)));
    return r;
  }

  private static Number number(Object o) {
    return o instanceof Boolean b ? (Number) (b ? 1L : 0L) : (Number) o;
  }

  private static void walk(Object o, int depth, List<Long> shape, List<Object> flat) {
    if (o instanceof List<?> l) {
      if (shape.size() == depth) shape.add((long) l.size());
      for (Object x : l) walk(x, depth + 1, shape, flat);
    } else flat.add(o);
  }
}
