package jotter.kernel.wire;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jotter.kernel.magic.Session;
import jotter.tensor.display.Facts;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// Variables for JupyterLab's panel of variables: their list, what is inside of them, and how they
/// show themselves.
///
/// The front end asks for the inside of a value by a number, which stands for it until [#clear].
final class VariableTree {
  private static final int MOST_CHILDREN = 100;
  private static final int LONGEST = 200;

  private final Map<Integer, Object> shown = new HashMap<>();
  private int last;

  /// Variables under one number.
  private record Group(Map<String, Object> variables) {}

  /// Lets go of all values.
  synchronized void clear() {
    shown.clear();
  }

  /// A number for some variables, which are listed when it is asked for.
  synchronized int group(Map<String, Object> variables) {
    shown.put(++last, new Group(variables));
    return last;
  }

  /// The variables of the notebook.
  synchronized List<Map<String, Object>> all(List<Session.Variable> variables) {
    return variables.stream().map(v -> variable(v.name(), v.type(), v.value(), v.name())).toList();
  }

  private Map<String, Object> variable(String name, String type, Object value, String evaluate) {
    int reference = 0;
    if (hasChildren(value)) {
      reference = ++last;
      shown.put(reference, value);
    }
    String brief = brief(value);
    var all = new LinkedHashMap<String, Object>();
    all.put("name", name);
    // JupyterLab shows the type alone where there is one, but for an int. With a tensor its facts
    // say more, with a number the number does.
    String kind = type.replaceAll("\\b(?:[a-z_]\\w*\\.)+(?=[A-Z])", "");
    if (Facts.of(value).isPresent()) {
      all.put("type", kind + " " + brief);
    } else if (hasChildren(value) || value == null || value instanceof Integer) {
      all.put("type", value instanceof Integer ? "int" : kind);
    }
    all.put("value", value instanceof CharSequence ? '"' + brief + '"' : brief);
    all.put("evaluateName", evaluate);
    all.put("variablesReference", reference);
    return all;
  }

  /// A value in a line.
  static String brief(Object value) {
    String text = Facts.of(value).map(Facts::line).orElseGet(() -> Renderers.render(value).plain());
    String line = text.replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private static boolean hasChildren(Object value) {
    return value != null
        && !(value instanceof CharSequence || value instanceof Number)
        && !(value instanceof Boolean || value instanceof Character || value instanceof Enum<?>);
  }

  /// What is inside of the value or group with this number.
  synchronized List<Map<String, Object>> children(int reference) {
    Object value = shown.get(reference);
    var all = new ArrayList<Map<String, Object>>();
    if (value instanceof Group(Map<String, Object> variables)) {
      variables.forEach((name, v) -> all.add(variable(name, typeName(v), v, name)));
      return all;
    }
    Optional<Facts> facts = Facts.of(value);
    if (facts.isPresent()) {
      facts.get().inside().forEach((name, fact) -> add(all, name, fact));
      return all;
    }
    switch (value) {
      case null -> {}
      case Map<?, ?> map ->
          map.forEach(
              (k, v) -> {
                if (all.size() < MOST_CHILDREN) {
                  add(all, String.valueOf(k), v);
                }
              });
      // What is no collection may do work while it is gone through, as a loader of data does.
      case Collection<?> many -> {
        int i = 0;
        for (Object o : many) {
          if (i == MOST_CHILDREN) {
            break;
          }
          add(all, "[" + i++ + "]", o);
        }
      }
      case Object array when array.getClass().isArray() -> {
        for (int i = 0; i < Math.min(MOST_CHILDREN, Array.getLength(array)); i++) {
          add(all, "[" + i + "]", Array.get(array, i));
        }
      }
      default -> fields(all, value);
    }
    return all;
  }

  private void fields(List<Map<String, Object>> all, Object value) {
    for (Class<?> c = value.getClass(); c != null && c != Object.class; c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (Modifier.isStatic(f.getModifiers()) || all.size() >= MOST_CHILDREN) {
          continue;
        }
        try {
          f.setAccessible(true);
          add(all, f.getName(), f.get(value));
        } catch (ReflectiveOperationException | RuntimeException closed) {
          // A module that is not open keeps its fields to itself.
          add(all, f.getName(), "(not accessible)");
        }
      }
    }
  }

  private void add(List<Map<String, Object>> to, String name, Object value) {
    to.add(variable(name, typeName(value), value, ""));
  }

  private static String typeName(Object value) {
    return value == null ? "null" : value.getClass().getSimpleName();
  }

  /// A variable of the notebook as it shows itself.
  static Map<String, Object> rich(String name, List<Session.Variable> variables) {
    for (Session.Variable v : variables) {
      if (v.name().equals(name)) {
        MimeBundle b = Renderers.render(v.value());
        return Map.of("data", b.data(), "metadata", b.metadata());
      }
    }
    return Map.of("data", Map.of("text/plain", name + ": no such variable"), "metadata", Map.of());
  }
}
