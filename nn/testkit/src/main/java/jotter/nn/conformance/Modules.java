package jotter.nn.conformance;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import jotter.nn.Layer;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Args;
import jotter.tensor.testkit.conformance.Bindings;
import jotter.tensor.testkit.conformance.Values.ModuleValue;

/// PyTorch's modules by name: how each is made from PyTorch's arguments, and how it is called.
final class Modules {
  /// A module that was made.
  ///
  /// @param layer where its parameters are, null if it has none
  /// @param inputs the names of what it is called with
  /// @param call calls it
  record Made(Layer layer, String inputs, Function<Args, Object> call) {}

  private record Entry(String names, Function<Args, Made> make) {}

  private static final Map<String, Entry> TABLE = new LinkedHashMap<>();

  private Modules() {}

  static {
    ModuleTable.register();
  }

  /// A layer of one tensor.
  static void layer(String name, String arguments, Function<Args, ? extends Layer> make) {
    of(
        name,
        arguments,
        a -> {
          Layer l = make.apply(a);
          return new Made(l, "input", in -> l.apply(in.t(0)));
        });
  }

  /// A module called in its own way.
  static void of(String name, String arguments, Function<Args, Made> make) {
    TABLE.put(name, new Entry(arguments, make));
  }

  static Made make(String name, List<Object> args, Map<String, Object> kwargs) {
    String key = name.replaceAll("^.*\\.", "");
    Entry e = TABLE.get(key);
    if (e == null) throw new Bindings.Absent("module " + name);
    List<Object> values = new ArrayList<>();
    for (Object o : args) values.add(inner(o));
    Map<String, Object> named = new LinkedHashMap<>();
    kwargs.forEach((n, v) -> named.put(n, inner(v)));
    String[] names = e.names.isEmpty() ? new String[0] : e.names.split(" ");
    return e.make.apply(new Args(key, names, values, named));
  }

  private static Object inner(Object o) {
    return o instanceof ModuleValue m ? make(m.name(), m.args(), m.kwargs()).layer() : o;
  }

  static Tensor orNull(Args a, int i) {
    return a.t(i);
  }
}
