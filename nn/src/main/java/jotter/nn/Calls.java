package jotter.nn;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Supplier;
import jotter.tensor.Sites;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;

/// Calls of layers: hooks, paths, errors.
///
/// The outermost layer that is called names all others: their paths are looked up once per call of
/// it and by identity, which costs little beside the cheapest operation.
final class Calls {
  private static final ScopedValue<Frame> FRAME = ScopedValue.newInstance();

  private Calls() {}

  private static final class Frame {
    final Layer root;
    Map<Layer, String> paths;

    Frame(Layer root) {
      this.root = root;
    }

    String path(Layer layer) {
      if (layer == root) return root.getClass().getSimpleName();
      if (paths == null) {
        paths = new IdentityHashMap<>();
        root.namedLayers().forEach((name, l) -> paths.putIfAbsent(l, name));
      }
      return paths.getOrDefault(layer, name(layer));
    }

    private static String name(Layer layer) {
      Class<?> c = layer.getClass();
      return c.isHidden() ? "lambda" : c.getSimpleName();
    }
  }

  static Tensor run(Layer layer, Tensor x) {
    Traits t = Traits.peek(layer);
    if (t == null || t.before.isEmpty() && t.after.isEmpty())
      return in(layer, () -> layer.forward(x));
    return in(
        layer,
        () -> {
          Tensor input = x;
          for (Layer.PreHook h : t.before) {
            Tensor r = h.before(layer, input);
            if (r != null) input = r;
          }
          Tensor out = layer.forward(input);
          for (Layer.Hook h : t.after) {
            Tensor r = h.after(layer, input, out);
            if (r != null) out = r;
          }
          return out;
        });
  }

  static <T> T in(Layer layer, Supplier<T> body) {
    if (!FRAME.isBound())
      return ScopedValue.where(FRAME, new Frame(layer)).call(() -> named(layer, body));
    return named(layer, body);
  }

  private static <T> T named(Layer layer, Supplier<T> body) {
    Frame frame = FRAME.get();
    String path = frame.path(layer);
    try {
      return Sites.inLayer(path, body);
    } catch (TensorException e) {
      throw e.getCause() instanceof TensorException ? e : inside(path, e);
    }
  }

  /// The same kind of exception with the path in front; the original is its cause.
  private static TensorException inside(String path, TensorException e) {
    String m = path + ": " + e.getMessage();
    TensorException r =
        switch (e) {
          case TensorException.OfShape s -> new TensorException.OfShape(m);
          case TensorException.OfDType s -> new TensorException.OfDType(m);
          case TensorException.OfIndex s -> new TensorException.OfIndex(m);
          case TensorException.OfGrad s -> new TensorException.OfGrad(m);
          case TensorException s -> new TensorException.OfValue(m);
        };
    r.initCause(e);
    r.setStackTrace(e.getStackTrace());
    return r;
  }
}
