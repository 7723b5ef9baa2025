package jotter.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import jotter.kernel.eval.Engine;
import jotter.kernel.magic.Session;
import jotter.tensor.display.Facts;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// The variables of the notebook, for JupyterLab's panel of variables.
///
/// The panel speaks the Debug Adapter Protocol in Jupyter's wrapping. What has to do with variables
/// is answered: their list, what is inside of them, and how they show themselves. Breakpoints are
/// declined with the reason: a JVM cannot halt a thread of its own and still answer for it; that
/// takes a second process that is attached to the first.
final class VariablePanel {
  private static final int MOST_CHILDREN = 100;
  private static final int LONGEST = 200;
  private static final Gson GSON = new Gson();

  private final AtomicInteger sequence = new AtomicInteger();
  private final Map<Integer, Object> shown = new LinkedHashMap<>();
  private volatile boolean started;

  /// The event that says that the adapter is there.
  static JsonObject initialized() {
    var event = new JsonObject();
    event.addProperty("seq", 1);
    event.addProperty("type", "event");
    event.addProperty("event", "initialized");
    return event;
  }

  /// Answers a request, whatever it is.
  JsonObject answer(JsonObject request, Engine engine) {
    String command = History.text(request, "command", "");
    JsonObject arguments =
        request.get("arguments") instanceof JsonObject given ? given : new JsonObject();
    var reply = new JsonObject();
    reply.addProperty("type", "response");
    reply.addProperty("seq", sequence.incrementAndGet());
    reply.addProperty("request_seq", History.number(request, "seq", 0));
    reply.addProperty("command", command);
    reply.addProperty("success", true);
    Object body =
        switch (command) {
          case "debugInfo" -> info();
          case "initialize" -> {
            started = true;
            yield Map.of("supportsConfigurationDoneRequest", true);
          }
          case "attach", "configurationDone", "setExceptionBreakpoints", "continue" -> Map.of();
          case "disconnect", "terminate" -> {
            started = false;
            yield Map.of();
          }
          case "dumpCell" -> Map.of("sourcePath", "cell-" + arguments.hashCode());
          case "setBreakpoints" -> declined(arguments);
          case "modules" -> Map.of("modules", List.of(), "totalModules", 0);
          case "threads" -> Map.of("threads", List.of(Map.of("id", 1, "name", "cells")));
          case "stackTrace" -> Map.of("stackFrames", List.of(), "totalFrames", 0);
          case "scopes" -> Map.of("scopes", List.of());
          case "inspectVariables" -> Map.of("variables", variables(engine));
          case "variables" -> Map.of("variables", children(arguments));
          case "richInspectVariables" -> rich(History.text(arguments, "variableName", ""), engine);
          default -> null;
        };
    if (body == null) {
      reply.addProperty("success", false);
      reply.addProperty("message", "Jotter shows variables; it has no " + command);
      body = Map.of();
    }
    reply.add("body", GSON.toJsonTree(body));
    return reply;
  }

  private Map<String, Object> info() {
    return Map.ofEntries(
        Map.entry("isStarted", started),
        Map.entry("hashMethod", "Murmur2"),
        Map.entry("hashSeed", 0),
        Map.entry("tmpFilePrefix", "cell-"),
        Map.entry("tmpFileSuffix", ".jshell"),
        Map.entry("breakpoints", List.of()),
        Map.entry("stoppedThreads", List.of()),
        Map.entry("richRendering", true),
        Map.entry("exceptionPaths", List.of()),
        Map.entry("copyToGlobals", false));
  }

  private static Map<String, Object> declined(JsonObject arguments) {
    var all = new ArrayList<Map<String, Object>>();
    if (arguments.get("breakpoints") instanceof JsonArray wanted) {
      wanted.forEach(
          _ -> all.add(Map.of("verified", false, "message", "this kernel cannot stop at a line")));
    }
    return Map.of("breakpoints", all);
  }

  private synchronized List<Map<String, Object>> variables(Engine engine) {
    shown.clear();
    return engine.variables().stream()
        .map(v -> variable(v.name(), v.type(), v.value(), v.name()))
        .toList();
  }

  private Map<String, Object> variable(String name, String type, Object value, String evaluate) {
    int reference = 0;
    if (hasChildren(value)) {
      reference = shown.size() + 1;
      shown.put(reference, value);
    }
    String brief = brief(value);
    return Map.of(
        "name", name,
        // JupyterLab shows the type alone of whatever has parts; with a tensor, its facts say more.
        "type", Facts.of(value).isPresent() ? type + " " + brief : type,
        "value", brief,
        "evaluateName", evaluate,
        "variablesReference", reference);
  }

  private static String brief(Object value) {
    String text = Facts.of(value).map(Facts::line).orElseGet(() -> Renderers.render(value).plain());
    String line = text.replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private static boolean hasChildren(Object value) {
    return value != null
        && !(value instanceof CharSequence || value instanceof Number)
        && !(value instanceof Boolean || value instanceof Character || value instanceof Enum<?>);
  }

  private synchronized List<Map<String, Object>> children(JsonObject arguments) {
    Object value = shown.get(History.number(arguments, "variablesReference", 0));
    var all = new ArrayList<Map<String, Object>>();
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
      case Iterable<?> many -> {
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
    String type = value == null ? "null" : value.getClass().getSimpleName();
    to.add(variable(name, type, value, ""));
  }

  private static Map<String, Object> rich(String name, Engine engine) {
    for (Session.Variable v : engine.variables()) {
      if (v.name().equals(name)) {
        MimeBundle b = Renderers.render(v.value());
        return Map.of("data", b.data(), "metadata", b.metadata());
      }
    }
    return Map.of("data", Map.of("text/plain", name + ": no such variable"), "metadata", Map.of());
  }
}
