package jotter.kernel.magic.np;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jotter.kernel.magic.Magics;
import jotter.tensor.DType;
import jotter.tensor.F;
import jotter.tensor.Tensor;

/// Operators, methods and functions of NumPy's notation, as operations of tensors.
///
/// Methods are looked up in [Tensor] by their names, `keep_dims` as `keepDims`, and by what their
/// parameters take; `axis` and `dim` mean the same.
final class NpOps {
  /// Python's `None`.
  static final Object NONE = new Object();

  private static final Map<String, String> OTHER_NAMES =
      Map.ofEntries(
          Map.entry("absolute", "abs"),
          Map.entry("power", "pow"),
          Map.entry("concatenate", "cat"),
          Map.entry("transpose", "permute"),
          Map.entry("astype", "to"),
          Map.entry("copy", "clone"),
          Map.entry("multiply", "mul"),
          Map.entry("divide", "div"),
          Map.entry("subtract", "sub"),
          Map.entry("arctan", "atan"),
          Map.entry("arcsin", "asin"),
          Map.entry("arccos", "acos"),
          Map.entry("dot", "matmul"));

  /// The arguments of a call.
  record Arguments(List<Object> all, Map<String, Object> named) {}

  private NpOps() {}

  static Object binary(String op, Object a, Object b) {
    if (a instanceof Number x && b instanceof Number y) {
      return numbers(op, x, y);
    }
    Object left = a instanceof List<?> list ? tensor(list) : a;
    Object right = b instanceof List<?> list ? tensor(list) : b;
    if (!(left instanceof Tensor) && !(right instanceof Tensor)) {
      throw new IllegalArgumentException(op + ": needs tensors or numbers");
    }
    if (left instanceof Boolean l) {
      left = Tensor.of(l);
    }
    if (right instanceof Boolean r) {
      right = Tensor.of(r);
    }
    Tensor x = left instanceof Tensor t ? t : Tensor.scalar((Number) left);
    // A number on the right keeps the tensor's type, as in Python.
    if (left instanceof Tensor t && right instanceof Number n) {
      return withNumber(op, t, n);
    }
    Tensor y = right instanceof Tensor t ? t : Tensor.scalar((Number) right);
    return switch (op) {
      case "+" -> x.add(y);
      case "-" -> x.sub(y);
      case "*" -> x.mul(y);
      case "/" -> x.div(y);
      case "//" -> x.div(y).floor();
      case "%" -> x.remainder(y);
      case "@" -> x.matmul(y);
      case "**" -> x.pow(y);
      case "==" -> x.eq(y);
      case "!=" -> x.ne(y);
      case "<" -> x.lt(y);
      case "<=" -> x.le(y);
      case ">" -> x.gt(y);
      case ">=" -> x.ge(y);
      case "&" -> x.bitwiseAnd(y);
      case "|" -> x.bitwiseOr(y);
      case "^" -> x.bitwiseXor(y);
      default -> throw new IllegalArgumentException(op + ": no such operator");
    };
  }

  private static Tensor withNumber(String op, Tensor x, Number n) {
    return switch (op) {
      case "+" -> x.add(n);
      case "-" -> x.sub(n);
      case "*" -> x.mul(n);
      case "/" -> x.div(n);
      case "//" -> x.div(n).floor();
      case "%" -> x.remainder(n);
      case "**" -> x.pow(n);
      case "==" -> x.eq(n);
      case "!=" -> x.ne(n);
      case "<" -> x.lt(n);
      case "<=" -> x.le(n);
      case ">" -> x.gt(n);
      case ">=" -> x.ge(n);
      default -> (Tensor) binary(op, x, Tensor.scalar(n));
    };
  }

  private static Object numbers(String op, Number x, Number y) {
    boolean whole = x instanceof Long && y instanceof Long;
    double a = x.doubleValue();
    double b = y.doubleValue();
    Object exact =
        !whole
            ? null
            : switch (op) {
              case "+" -> Math.addExact(x.longValue(), y.longValue());
              case "-" -> Math.subtractExact(x.longValue(), y.longValue());
              case "*" -> Math.multiplyExact(x.longValue(), y.longValue());
              case "//" -> Math.floorDiv(x.longValue(), y.longValue());
              case "%" -> Math.floorMod(x.longValue(), y.longValue());
              case "&" -> x.longValue() & y.longValue();
              case "|" -> x.longValue() | y.longValue();
              case "^" -> x.longValue() ^ y.longValue();
              case "**" -> b >= 0 && Math.pow(a, b) < 9e15 ? (Object) (long) Math.pow(a, b) : null;
              default -> null;
            };
    if (exact != null) {
      return exact;
    }
    return switch (op) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      case "%" -> a - b * Math.floor(a / b);
      case "**" -> Math.pow(a, b);
      case "==" -> a == b;
      case "!=" -> a != b;
      case "<" -> a < b;
      case "<=" -> a <= b;
      case ">" -> a > b;
      case ">=" -> a >= b;
      default -> throw new IllegalArgumentException(op + ": needs tensors");
    };
  }

  static Object unary(String op, Object v) {
    return switch (v) {
      case Long n -> op.equals("-") ? (Object) (-n) : op.equals("~") ? (Object) (~n) : n;
      case Double n -> op.equals("-") ? -n : n;
      case Tensor t -> op.equals("-") ? t.neg() : op.equals("~") ? t.bitwiseNot() : t;
      default -> throw new IllegalArgumentException(op + ": needs a tensor or a number");
    };
  }

  static Object attribute(Object v, String name) {
    if (!(v instanceof Tensor t)) {
      throw new IllegalArgumentException("only tensors have attributes such as ." + name);
    }
    return switch (name) {
      case "T" -> {
        int[] back = new int[t.rank()];
        Arrays.setAll(back, i -> t.rank() - 1 - i);
        yield t.rank() < 2 ? t : t.permute(back);
      }
      case "mT" -> t.transpose(-2, -1);
      case "shape" -> Arrays.stream(t.shape()).boxed().map(n -> (Object) n).toList();
      case "ndim" -> (long) t.rank();
      case "size" -> t.numel();
      case "grad" -> t.grad() == null ? NONE : t.grad();
      case "dtype" -> t.dtype();
      case "real", "imag" -> method(t, name, new Arguments(List.of(), Map.of()));
      default ->
          throw new IllegalArgumentException(
              "."
                  + name
                  + ": no such attribute; there are T, mT, shape, ndim, size, dtype, grad, real, imag");
    };
  }

  static Object constant(String name) {
    return switch (name) {
      case "pi" -> Math.PI;
      case "e" -> Math.E;
      case "inf" -> Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      case "newaxis" -> NONE;
      default -> {
        String plain = name.equals("float") ? "float32" : name.equals("long") ? "int64" : name;
        for (DType t : DType.values()) {
          if (t.toString().equals(plain)) {
            yield t;
          }
        }
        throw new IllegalArgumentException(name + ": no such constant");
      }
    };
  }

  /// `np.f(x, ...)`: a function that makes tensors, or a method of its first argument.
  static Object function(String name, Arguments a) {
    if (name.equals("array") || name.equals("tensor") || name.equals("asarray")) {
      return a.all().getFirst() instanceof List<?> list ? tensor(list) : a.all().getFirst();
    }
    boolean joins = List.of("cat", "concatenate", "stack").contains(name);
    if (joins && !a.all().isEmpty() && a.all().getFirst() instanceof List<?> parts) {
      Object dim =
          a.named()
              .getOrDefault(
                  "axis", a.named().getOrDefault("dim", a.all().size() > 1 ? a.all().get(1) : 0L));
      Tensor[] tensors =
          parts.stream()
              .map(t -> t instanceof List<?> l ? tensor(l) : (Tensor) t)
              .toArray(Tensor[]::new);
      int d = ((Number) dim).intValue();
      return name.equals("stack") ? Tensor.stack(d, tensors) : Tensor.cat(d, tensors);
    }
    if (!a.all().isEmpty() && a.all().getFirst() instanceof Tensor x) {
      Object found =
          invoke(
              Tensor.class,
              x,
              name,
              new Arguments(a.all().subList(1, a.all().size()), a.named()),
              false);
      if (found != null) {
        return found;
      }
    }
    for (Class<?> c : List.of(Tensor.class, F.class)) {
      Object found = invoke(c, null, name, a, false);
      if (found != null) {
        return found;
      }
    }
    if (a.all().size() == 1 && a.all().getFirst() instanceof Number n) {
      Object t = method(Tensor.scalar(n.doubleValue()), name, new Arguments(List.of(), a.named()));
      return t instanceof Tensor r ? r.item() : t;
    }
    var names = new TreeSet<String>();
    for (Class<?> c : List.of(Tensor.class, F.class)) {
      for (Method m : c.getMethods()) {
        names.add(m.getName());
      }
    }
    throw new IllegalArgumentException(
        name
            + ": no such function, or none that takes these arguments"
            + nearest(camel(name), names));
  }

  static Object method(Object v, String name, Arguments a) {
    Object target = v instanceof Number n ? Tensor.scalar(n) : v;
    if (!(target instanceof Tensor t)) {
      throw new IllegalArgumentException("only tensors have methods such as ." + name + "()");
    }
    if (name.equals("reshape") || name.equals("view")) {
      List<Object> all =
          a.all().size() == 1 && a.all().getFirst() instanceof List<?> l
              ? new ArrayList<>(l)
              : a.all();
      return t.reshape(all.stream().mapToLong(x -> ((Number) x).longValue()).toArray());
    }
    Object found = invoke(Tensor.class, t, name, a, true);
    if (found != null) {
      return found;
    }
    var names = new TreeSet<String>();
    for (Method m : Tensor.class.getMethods()) {
      names.add(m.getName());
    }
    boolean known = names.contains(camel(name));
    throw new IllegalArgumentException(
        "."
            + name
            + "(): "
            + (known ? "no such arguments" : "no such method" + nearest(camel(name), names)));
  }

  static String nearest(String name, Collection<String> names) {
    return Magics.nearest(name, names).map(n -> "; did you mean " + n + "?").orElse("");
  }

  private static String camel(String name) {
    String other = OTHER_NAMES.getOrDefault(name, name);
    var out = new StringBuilder();
    boolean up = false;
    for (char c : other.toCharArray()) {
      if (c == '_' && !out.isEmpty()) {
        up = true;
      } else {
        out.append(up ? Character.toUpperCase(c) : c);
        up = false;
      }
    }
    // An underscore at the end is part of the name: add_.
    return up ? out + "_" : out.toString();
  }

  /// Calls the method that takes the arguments; null if none does.
  private static Object invoke(Class<?> of, Object target, String name, Arguments a, boolean any) {
    var wanted = new ArrayList<Object>(a.all());
    Set<String> left = new LinkedHashSet<>(a.named().keySet());
    boolean keeps = left.contains("keepdims") || left.contains("keepdim");
    for (String key : List.of("axis", "dim")) {
      if (left.remove(key)) {
        Object dim = a.named().get(key);
        wanted.add(keeps && dim instanceof Long ? List.of(dim) : dim);
      }
    }
    for (String key : List.of("keepdims", "keepdim")) {
      if (left.remove(key)) {
        wanted.add(a.named().get(key));
      }
    }
    for (String key : List.copyOf(left)) {
      left.remove(key);
      wanted.add(a.named().get(key));
    }
    for (Method m : of.getMethods()) {
      boolean fits =
          m.getName().equals(camel(name))
              && (target == null) == Modifier.isStatic(m.getModifiers());
      if (!fits || m.getReturnType() == void.class) {
        continue;
      }
      Object[] converted = convert(m, wanted);
      if (converted == null) {
        continue;
      }
      try {
        Object r = m.invoke(target, converted);
        return r instanceof Integer i ? (Object) i.longValue() : r == null ? NONE : r;
      } catch (InvocationTargetException thrown) {
        throw thrown.getCause() instanceof RuntimeException e
            ? e
            : new IllegalStateException(thrown.getCause());
      } catch (IllegalAccessException closed) {
        throw new IllegalStateException(closed);
      }
    }
    return null;
  }

  private static Object[] convert(Method m, List<Object> given) {
    Class<?>[] types = m.getParameterTypes();
    Object[] out = new Object[types.length];
    int fixed = m.isVarArgs() ? types.length - 1 : types.length;
    if (given.size() < fixed || !m.isVarArgs() && given.size() > fixed) {
      return null;
    }
    for (int i = 0; i < fixed; i++) {
      out[i] = one(types[i], given.get(i));
      if (out[i] == null) {
        return null;
      }
    }
    if (m.isVarArgs()) {
      List<Object> rest = given.subList(fixed, given.size());
      Object many = rest.size() == 1 && rest.getFirst() instanceof List<?> ? rest.getFirst() : rest;
      out[fixed] = one(types[fixed], many);
      if (out[fixed] == null) {
        return null;
      }
    }
    return out;
  }

  private static Object one(Class<?> type, Object v) {
    if (type == Tensor.class) {
      return v instanceof Tensor ? v : v instanceof List<?> l ? tensor(l) : null;
    }
    if (v instanceof Number n && !(v instanceof Boolean)) {
      boolean whole = v instanceof Long;
      return type == double.class || type == Double.class
          ? (Object) n.doubleValue()
          : type == Number.class
              ? n
              : !whole
                  ? null
                  : type == int.class || type == Integer.class
                      ? (Object) n.intValue()
                      : type == long.class || type == Long.class ? (Object) n.longValue() : null;
    }
    if (v instanceof Boolean) {
      return type == boolean.class || type == Boolean.class ? v : null;
    }
    if (v instanceof List<?> list && type.isArray()) {
      Object array = java.lang.reflect.Array.newInstance(type.getComponentType(), list.size());
      for (int i = 0; i < list.size(); i++) {
        Object e = one(type.getComponentType(), list.get(i));
        if (e == null) {
          return null;
        }
        java.lang.reflect.Array.set(array, i, e);
      }
      return array;
    }
    if (v instanceof String s && type == DType.class) {
      return constant(s);
    }
    return type.isInstance(v) ? v : null;
  }

  /// A nested list of numbers as a tensor: int64 if all are whole, else float32, as in PyTorch.
  static Tensor tensor(List<?> list) {
    var parts = new ArrayList<Tensor>();
    boolean real = false;
    for (Object o : list) {
      Tensor t =
          switch (o) {
            case Tensor given -> given;
            case List<?> inner -> tensor(inner);
            case Long n -> Tensor.scalar(n);
            case Double n -> Tensor.scalar(n).to(DType.FLOAT32);
            case Boolean b -> Tensor.of(b).reshape();
            default ->
                throw new IllegalArgumentException("a tensor is made of numbers, not of " + o);
          };
      real |= t.isFloatingPoint();
      parts.add(t);
    }
    if (parts.isEmpty()) {
      return Tensor.zeros(0);
    }
    boolean floats = real;
    return Tensor.stack(
        0,
        parts.stream()
            .map(t -> floats && !t.isFloatingPoint() ? t.to(DType.FLOAT32) : t)
            .toArray(Tensor[]::new));
  }
}
