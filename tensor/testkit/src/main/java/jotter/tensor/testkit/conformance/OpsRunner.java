package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.tensor.Autograd;
import jotter.tensor.Complex;
import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Compare.Mismatch;

/// Runs cases of operations: values, what was changed in place, first and second gradients.
public final class OpsRunner implements CaseRunner {
  private final Bindings bindings = Bindings.ofTensor();

  @Override
  public String kind() {
    return "ops";
  }

  @Override
  public void run(JsonNode test, TensorFile file) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    List<Object> args = Values.list(Values.read(test.get("args"), file, "args", inputs::put));
    Map<String, Object> kwargs = Values.map(test.get("kwargs"), file, "kwargs", inputs::put);
    String fn = test.get("fn").asText();
    String check = test.get("check").asText();
    if (check.equals("error")) {
      expectError(fn, args, kwargs);
      return;
    }
    // A leaf cannot be changed in place while gradients are recorded; a copy of it can.
    boolean inPlace = fn.endsWith("_") && !fn.endsWith("__");
    if (inPlace && args.getFirst() instanceof Tensor t && t.requiresGrad()) args.set(0, t.clone());
    Object result = bindings.call(fn, args, kwargs);
    List<Object> outputs = flat(result);
    Checks.verify(check, test, file, args, kwargs, outputs);
    mutated(test, file, args, kwargs);
    gradients(test, file, check, args, kwargs, inputs, outputs);
  }

  private void expectError(String fn, List<Object> args, Map<String, Object> kwargs) {
    if (!bindings.has(fn)) throw new Bindings.Absent(fn);
    Object r;
    try {
      r = bindings.call(fn, args, kwargs);
    } catch (RuntimeException e) {
      if (e.getMessage() == null || e.getMessage().isBlank())
        throw new Mismatch("threw " + e + " without a message");
      if (e instanceof NullPointerException || e instanceof ClassCastException)
        throw new Mismatch("threw " + e + ", which explains nothing");
      return;
    }
    throw new Mismatch("was accepted, giving " + r);
  }

  /// The outputs one after the other; records and arrays are taken apart.
  public static List<Object> flat(Object r) {
    List<Object> out = new ArrayList<>();
    flatten(r, out);
    return out;
  }

  private static void flatten(Object r, List<Object> out) {
    switch (r) {
      case null -> out.add(null);
      case Tensor t -> out.add(t);
      case Object[] a -> {
        for (Object o : a) flatten(o, out);
      }
      case List<?> l -> l.forEach(o -> flatten(o, out));
      case long[] l -> out.add(Arrays.stream(l).boxed().toList());
      case Record rec -> {
        for (RecordComponent c : rec.getClass().getRecordComponents()) {
          try {
            c.getAccessor().setAccessible(true);
            flatten(c.getAccessor().invoke(rec), out);
          } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
          }
        }
      }
      default -> out.add(r);
    }
  }

  public static void scalar(String what, Object actual, JsonNode e) {
    boolean ok =
        switch (actual) {
          case null -> e.isNull();
          case Boolean b -> e.isBoolean() && e.booleanValue() == b;
          case String s -> e.isTextual() && e.textValue().equals(s);
          case Complex c ->
              e.has("complex")
                  && same(c.re(), Values.number(e.get("complex").get(0)))
                  && same(c.im(), Values.number(e.get("complex").get(1)));
          case Number n ->
              e.isNumber()
                  ? same(n.doubleValue(), e.doubleValue())
                  : e.has("float") && same(n.doubleValue(), Values.number(e));
          case List<?> l -> {
            if (!e.isArray() || e.size() != l.size()) yield false;
            for (int i = 0; i < l.size(); i++) scalar(what, l.get(i), e.get(i));
            yield true;
          }
          default -> false;
        };
    if (!ok) throw new Mismatch(what + " is " + actual + ", expected " + e);
  }

  private static boolean same(double a, double b) {
    return Double.isNaN(a) && Double.isNaN(b) || a == b || Math.abs(a - b) <= 1e-9 * Math.abs(b);
  }

  private static Object at(String path, List<Object> args, Map<String, Object> kwargs) {
    String[] p = path.split("\\.");
    Object o = p[0].equals("args") ? args : kwargs;
    for (int i = 1; i < p.length; i++)
      o =
          o instanceof Map<?, ?> m
              ? m.get(p[i])
              : o instanceof Values.TupleValue t
                  ? t.items().get(Integer.parseInt(p[i]))
                  : ((List<?>) o).get(Integer.parseInt(p[i]));
    return o;
  }

  private static void mutated(
      JsonNode test, TensorFile file, List<Object> args, Map<String, Object> kwargs) {
    if (!test.has("mutated")) return;
    test.get("mutated")
        .properties()
        .forEach(
            e ->
                Compare.value(
                    "the changed " + e.getKey(),
                    (Tensor) at(e.getKey(), args, kwargs),
                    file.get(e.getValue()),
                    test.get("rtol").asDouble(),
                    test.get("atol").asDouble()));
  }

  private static void gradients(
      JsonNode test,
      TensorFile file,
      String check,
      List<Object> args,
      Map<String, Object> kwargs,
      Map<String, Tensor> inputs,
      List<Object> outputs) {
    JsonNode g = test.path("grads");
    if (!g.isObject() || inputs.isEmpty()) return;
    List<Tensor> differentiated = Checks.differentiated(check, test, outputs);
    List<Tensor> ys = new ArrayList<>();
    List<Tensor> cotangents = new ArrayList<>();
    JsonNode cs = g.get("cotangents");
    for (int i = 0; i < cs.size(); i++) {
      if (cs.get(i).isNull()) continue;
      Tensor y = differentiated.get(i);
      Tensor c = file.get(cs.get(i));
      if (y == null || !y.requiresGrad()) continue;
      ys.add(y);
      cotangents.add(c);
    }
    boolean second = test.path("grads2").isObject();
    Map<String, Tensor> first = grad(ys, cotangents, inputs, second, "the gradient", g, file);
    if (second) second(test.get("grads2"), first, inputs, file);
  }

  private static Map<String, Tensor> grad(
      List<Tensor> ys,
      List<Tensor> cotangents,
      Map<String, Tensor> inputs,
      boolean create,
      String what,
      JsonNode expected,
      TensorFile file) {
    Map<String, Tensor> r = new LinkedHashMap<>();
    Tensor[] xs = inputs.values().toArray(Tensor[]::new);
    Tensor[] gs =
        ys.isEmpty()
            ? new Tensor[xs.length]
            : Autograd.grad(
                ys.toArray(Tensor[]::new),
                xs,
                cotangents.toArray(Tensor[]::new),
                true,
                create,
                true);
    int i = 0;
    for (String path : inputs.keySet()) {
      Tensor actual = gs[i++];
      r.put(path, actual);
      JsonNode e = expected.get("inputs").get(path);
      if (e == null) continue;
      Tensor x = inputs.get(path);
      Tensor want = e.isNull() ? Tensor.zeros(x.shape(), x.dtype()) : file.get(e);
      if (actual == null) actual = Tensor.zeros(x.shape(), x.dtype());
      Compare.value(
          what + " of " + path,
          actual,
          want,
          expected.get("rtol").asDouble(),
          expected.get("atol").asDouble());
    }
    return r;
  }

  private static void second(
      JsonNode g2, Map<String, Tensor> first, Map<String, Tensor> inputs, TensorFile file) {
    List<Tensor> ys = new ArrayList<>();
    List<Tensor> vs = new ArrayList<>();
    g2.get("vectors")
        .properties()
        .forEach(
            e -> {
              Tensor g = first.get(e.getKey());
              if (g == null || !g.requiresGrad()) return;
              ys.add(g);
              vs.add(file.get(e.getValue()));
            });
    grad(ys, vs, inputs, false, "the second gradient", g2, file);
  }
}
