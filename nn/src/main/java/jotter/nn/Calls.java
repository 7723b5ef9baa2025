package jotter.nn;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import jotter.tensor.Grad;
import jotter.tensor.Sites;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;

/// Calls of layers: hooks, paths, errors.
///
/// The outermost layer that is called names all others: their paths are looked up once per call of
/// it, by identity, and only if somebody asks: a gradient, a profile, a trace or an error.
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
    if (t == null || t.before.isEmpty() && t.after.isEmpty() && t.backward.isEmpty())
      return in(layer, () -> layer.forward(x));
    return in(
        layer,
        () -> {
          Tensor input = x;
          for (Layer.PreHook h : t.before) {
            Tensor r = h.before(layer, input);
            if (r != null) input = r;
          }
          Tensor out =
              t.backward.isEmpty()
                  ? layer.forward(input)
                  : watched(layer, List.copyOf(t.backward), input);
          for (Layer.Hook h : t.after) {
            Tensor r = h.after(layer, input, out);
            if (r != null) out = r;
          }
          return out;
        });
  }

  /// The way back passes the output first and the input last; what comes in between is the layer.
  private static Tensor watched(Layer layer, List<Layer.BackwardHook> hooks, Tensor x) {
    boolean asked = x.requiresGrad() && Grad.isOn();
    // A view, so that the gradient of other uses of the input is not taken for this layer's.
    Tensor input = asked ? x.view(x.shape()) : x;
    Tensor y = layer.forward(input);
    if (!y.requiresGrad() || !Grad.isOn()) return y;
    // A view as well: a layer may hand its input through.
    Tensor out = y.view(y.shape());
    Tensor[] ofOutput = new Tensor[1];
    out.registerHook(
        g -> {
          ofOutput[0] = g;
          if (!asked) for (Layer.BackwardHook h : hooks) h.backward(layer, null, g);
          return null;
        });
    if (asked)
      input.registerHook(
          g -> {
            Tensor now = g;
            for (Layer.BackwardHook h : hooks) {
              Tensor r = h.backward(layer, now, ofOutput[0]);
              if (r != null) now = r;
            }
            ofOutput[0] = null;
            return now == g ? null : now;
          });
    return out;
  }

  static <T> T in(Layer layer, Supplier<T> body) {
    if (!FRAME.isBound())
      return ScopedValue.where(FRAME, new Frame(layer)).call(() -> named(layer, body));
    return named(layer, body);
  }

  private static <T> T named(Layer layer, Supplier<T> body) {
    Frame frame = FRAME.get();
    try {
      return Sites.inLayer(() -> frame.path(layer), body);
    } catch (TensorException e) {
      throw e.getCause() instanceof TensorException ? e : inside(frame.path(layer), e);
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
