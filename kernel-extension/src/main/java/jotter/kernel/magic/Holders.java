package jotter.kernel.magic;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;
import jotter.tensor.spi.MemoryReport;
import jotter.tensor.spi.Storage;

/// Walks from the notebook's variables to every tensor that they hold, directly or through models,
/// collections, records, and the graphs of gradients.
public final class Holders {
  private static final int MOST = 300_000;
  private static final String GRAPH = "'s graph";

  /// A tensor's memory and the way to it.
  ///
  /// @param path how it is reached, such as `model.layers[0].weight`
  /// @param inGraph whether only a graph of gradients holds it
  record Held(Tensor tensor, String path, boolean inGraph) {}

  private record Step(Object object, String path, boolean inGraph) {}

  private final Map<Storage, Held> found = Collections.synchronizedMap(new LinkedHashMap<>());
  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final ArrayDeque<Step> queue = new ArrayDeque<>();

  private Holders() {}

  /// The first, shortest way to each storage.
  static Collection<Held> of(Collection<Session.Variable> variables) {
    var holders = new Holders();
    // Direct holders first: the shortest way to a tensor is the one to be told.
    for (Session.Variable v : variables) {
      holders.add(v.value(), v.name(), false);
    }
    int steps = 0;
    while (!holders.queue.isEmpty() && steps++ < MOST) {
      holders.look(holders.queue.poll());
    }
    return holders.found.values();
  }

  /// The variables that hold most tensors, such as `many (119.0 MB)`; what several hold counts for
  /// the first.
  public static List<String> largest(Collection<Session.Variable> variables, int most) {
    var all = new LinkedHashMap<String, Long>();
    for (Held h : of(variables)) {
      String root = h.path().replaceFirst("(?:\\[|\\.|'s graph).*", "");
      all.merge(root, h.tensor().storage().bytes(), Long::sum);
    }
    return all.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(most)
        .map(e -> e.getKey() + " (" + MemoryReport.bytes(e.getValue()) + ")")
        .toList();
  }

  private static String graph(String from, GradNode node) {
    String path = from.replaceFirst(GRAPH + ".*", "") + GRAPH;
    if (node == null || node.op() == null) {
      return path;
    }
    return path + ": " + node.name() + (node.scope() == null ? "" : " of " + node.scope());
  }

  private void add(Object o, String path, boolean inGraph) {
    if (o != null && path.length() < 200 && seen.add(o)) {
      queue.add(new Step(o, path, inGraph));
    }
  }

  private void look(Step step) {
    Object o = step.object();
    switch (o) {
      case Tensor t -> {
        if (!t.storage().isReleased()) {
          found.putIfAbsent(t.storage(), new Held(t, step.path(), step.inGraph()));
        }
        add(t.grad(), step.path() + ".grad()", step.inGraph());
        add(t.gradNode(), graph(step.path(), t.gradNode()), true);
      }
      case GradNode node -> {
        // The way through a graph is long and says nothing; which operation keeps it does.
        for (GradNode next : node.next()) {
          add(next, graph(step.path(), next), true);
        }
        fields(step);
      }
      case Map<?, ?> map ->
          map.forEach((k, v) -> add(v, step.path() + "[" + k + "]", step.inGraph()));
      case Collection<?> many -> {
        int i = 0;
        for (Object one : many) {
          add(one, step.path() + (step.inGraph() ? "" : "[" + i++ + "]"), step.inGraph());
        }
      }
      case Optional<?> one -> one.ifPresent(v -> add(v, step.path(), step.inGraph()));
      case Object[] many -> {
        for (int i = 0; i < Array.getLength(many); i++) {
          add(many[i], step.path() + (step.inGraph() ? "" : "[" + i + "]"), step.inGraph());
        }
      }
      default -> {
        if (!isOpaque(o.getClass())) {
          fields(step);
        }
      }
    }
  }

  /// What holds no tensors, or hides what it holds.
  private static boolean isOpaque(Class<?> c) {
    return c.isPrimitive()
        || c.isArray()
        || c.isEnum()
        || c == Class.class
        || c.getName().startsWith("java.")
        || c.getName().startsWith("javax.")
        || c.getName().startsWith("jdk.")
        || c.getName().startsWith("sun.");
  }

  private void fields(Step step) {
    // Inside of a graph, names of fields tell a user nothing.
    for (Class<?> c = step.object().getClass();
        c != null && c != Object.class;
        c = c.getSuperclass()) {
      for (Field f : c.getDeclaredFields()) {
        if (Modifier.isStatic(f.getModifiers()) || f.getType().isPrimitive()) {
          continue;
        }
        try {
          f.setAccessible(true);
          String path = step.inGraph() ? step.path() : step.path() + "." + f.getName();
          add(f.get(step.object()), path, step.inGraph());
        } catch (ReflectiveOperationException | RuntimeException closed) {
          // A library that keeps its fields to itself holds no tensor of ours.
          continue;
        }
      }
    }
  }
}
