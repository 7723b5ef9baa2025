package jotter.tensor.testkit;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import jotter.tensor.Tensor;

/// Ways in which the same values can lie in memory.
final class Layouts {
  static final Map<String, UnaryOperator<Tensor>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("contiguous", t -> t);
    ALL.put("transposed", Layouts::transposed);
    ALL.put("sliced", Layouts::sliced);
    ALL.put("reversed", Layouts::reversed);
    ALL.put("part of an expanded one", Layouts::expanded);
  }

  private Layouts() {}

  private static Tensor transposed(Tensor t) {
    if (t.rank() < 2) return t;
    return t.transpose(0, -1).contiguous().transpose(0, -1);
  }

  private static Tensor sliced(Tensor t) {
    if (t.rank() == 0) return t;
    long[] s = t.shape();
    int d = s.length - 1;
    s[d] = 2 * s[d] + 1;
    Tensor room = Tensor.full(s, 99, t.dtype());
    Tensor view = room.slice(d, 1L, null, 2);
    view.copy_(t);
    return view;
  }

  /// The steps along the first dimension go backwards in memory.
  private static Tensor reversed(Tensor t) {
    return t.rank() == 0 ? t : t.get("::-1").contiguous().get("::-1");
  }

  /// Steps of zero along a dimension of which one place is taken.
  private static Tensor expanded(Tensor t) {
    long[] s = Arrays.copyOf(t.shape(), t.rank() + 1);
    s[t.rank()] = 3;
    return t.unsqueeze(-1).expand(s).select(-1, 1);
  }
}
