package jotter.nn;

import java.lang.reflect.Field;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What the fields of one layer declare: parameters, states and layers, by name.
///
/// @param computed parameters whose value is computed from others, which are children
record Fields(
    Map<String, Param> params,
    Map<String, State> states,
    Map<String, Layer> children,
    Map<String, Param> computed) {
  /// A field and its name in the state dict.
  private record Slot(Field field, String name) {}

  private static final ClassValue<List<Slot>> SLOTS =
      new ClassValue<>() {
        @Override
        protected List<Slot> computeValue(Class<?> type) {
          return slots(type);
        }
      };

  private static List<Slot> slots(Class<?> type) {
    List<Slot> r = new ArrayList<>();
    // A lambda is a hidden class: what it captured is nobody's declaration.
    if (type == null || type == Object.class || type.isHidden()) return r;
    r.addAll(slots(type.getSuperclass()));
    for (Field f : type.getDeclaredFields()) {
      int m = f.getModifiers();
      if (f.isSynthetic() || Modifier.isStatic(m) || Modifier.isTransient(m)) continue;
      if (!mayHold(f.getType())) continue;
      try {
        f.setAccessible(true);
      } catch (InaccessibleObjectException e) {
        throw new IllegalStateException(
            "the field "
                + f.getName()
                + " of the layer "
                + type.getName()
                + " cannot be read; add `opens "
                + type.getPackageName()
                + " to jotter.nn;` to the module-info of "
                + type.getModule().getName(),
            e);
      }
      StateName own = f.getAnnotation(StateName.class);
      r.add(new Slot(f, own != null ? own.value() : snake(f.getName())));
    }
    return r;
  }

  private static boolean mayHold(Class<?> t) {
    return !t.isPrimitive()
        && t != String.class
        && t != jotter.tensor.Tensor.class
        && !Number.class.isAssignableFrom(t)
        && !t.isEnum();
  }

  /// `inProjWeight` as `in_proj_weight`.
  static String snake(String name) {
    StringBuilder s = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (Character.isUpperCase(c) && i > 0 && name.charAt(i - 1) != '_') s.append('_');
      s.append(c);
    }
    return s.toString().toLowerCase(Locale.ROOT);
  }

  static Fields of(Layer layer) {
    Fields r =
        new Fields(
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>(),
            new LinkedHashMap<>());
    for (Slot s : SLOTS.get(layer.getClass())) {
      try {
        r.add(s.name, s.field.get(layer));
      } catch (IllegalAccessException e) {
        throw new IllegalStateException("the field " + s.field + " cannot be read", e);
      }
    }
    return r;
  }

  /// All parameters, those that are computed from others included.
  static Map<String, Param> all(Layer layer) {
    Fields f = of(layer);
    Map<String, Param> r = new LinkedHashMap<>(f.params);
    r.putAll(f.computed);
    return r;
  }

  private void add(String name, Object value) {
    switch (value) {
      case Param p when p.source() != null -> {
        computed.put(name, p);
        children.put(join("parametrizations", name), p.source());
      }
      case Param p -> params.put(name, p);
      case State s -> states.put(name, s);
      case Layer l -> children.put(name, l);
      case Iterable<?> list when !(value instanceof java.nio.file.Path) -> {
        int i = 0;
        for (Object o : list) add(join(name, Integer.toString(i++)), o);
      }
      case Map<?, ?> map -> map.forEach((k, v) -> add(join(name, String.valueOf(k)), v));
      case Object[] array -> {
        for (int i = 0; i < array.length; i++) add(join(name, Integer.toString(i)), array[i]);
      }
      case java.util.Optional<?> o -> o.ifPresent(v -> add(name, v));
      case null, default -> {}
    }
  }

  static String join(String path, String name) {
    return path.isEmpty() ? name : name.isEmpty() ? path : path + "." + name;
  }
}
