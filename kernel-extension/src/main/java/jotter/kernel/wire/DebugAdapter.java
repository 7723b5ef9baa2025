package jotter.kernel.wire;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jotter.kernel.debug.Debugger;
import jotter.kernel.debug.Frame;
import jotter.kernel.eval.Engine;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;

/// Jupyter's debugger: the Debug Adapter Protocol in messages of the control channel.
///
/// Answers on the thread of that channel, while the thread of a cell stands in [Debugger].
final class DebugAdapter {
  private static final Gson GSON = new Gson();
  private static final long EVALUATION_SECONDS = 10;
  private static final String THROWN = "thrown";

  private final AtomicInteger sequence = new AtomicInteger();
  private final VariableTree tree = new VariableTree();
  private final Map<Integer, Standing> frames = new LinkedHashMap<>();
  private final Consumer<JsonObject> publish;
  private boolean listening;
  private int lastFrame;

  /// A frame of a thread that stands.
  private record Standing(long thread, Frame frame, Throwable thrown) {}

  /// @param publish sends an event to all front ends
  DebugAdapter(Consumer<JsonObject> publish) {
    this.publish = publish;
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
    Object body;
    try {
      body = body(command, arguments, engine);
      reply.addProperty("success", true);
    } catch (IllegalArgumentException | IllegalStateException refused) {
      body = Map.of();
      reply.addProperty("success", false);
      reply.addProperty("message", String.valueOf(refused.getMessage()));
    }
    reply.add("body", GSON.toJsonTree(body));
    return reply;
  }

  private Object body(String command, JsonObject arguments, Engine engine) {
    Debugger debugger = engine.debugger();
    return switch (command) {
      case "debugInfo" -> info(debugger);
      case "initialize" -> {
        listen(debugger);
        engine.debug(true);
        yield Map.of(
            "supportsConfigurationDoneRequest",
            true,
            "supportsEvaluateForHovers",
            true,
            "exceptionBreakpointFilters",
            List.of(Map.of("filter", THROWN, "label", "Exceptions thrown in cells")));
      }
      case "attach", "configurationDone" -> Map.of();
      case "disconnect", "terminate" -> {
        engine.debug(false);
        forget();
        yield Map.of();
      }
      case "dumpCell" -> Map.of("sourcePath", debugger.dump(History.text(arguments, "code", "")));
      case "source" -> Map.of("content", source(arguments, debugger), "mimeType", "text/x-java");
      case "setBreakpoints" -> breakpoints(arguments, debugger);
      case "setExceptionBreakpoints" -> {
        debugger.stopAtExceptions(
            arguments.get("filters") instanceof JsonArray all
                && all.asList().stream().anyMatch(f -> f.getAsString().equals(THROWN)));
        yield Map.of();
      }
      case "continue" -> resume(arguments, debugger, Debugger.Way.CONTINUE);
      case "next" -> resume(arguments, debugger, Debugger.Way.NEXT);
      case "stepIn" -> resume(arguments, debugger, Debugger.Way.STEP_IN);
      case "stepOut" -> resume(arguments, debugger, Debugger.Way.STEP_OUT);
      case "modules" -> Map.of("modules", List.of(), "totalModules", 0);
      case "threads" -> threads(debugger);
      case "stackTrace" -> stack(arguments, debugger);
      case "scopes" -> scopes(arguments, engine);
      case "inspectVariables" -> {
        if (debugger.stopped().isEmpty()) {
          tree.clear();
        }
        yield Map.of("variables", tree.all(engine.variables()));
      }
      case "variables" ->
          Map.of("variables", tree.children(History.number(arguments, "variablesReference", 0)));
      case "richInspectVariables" -> rich(arguments, engine);
      case "evaluate" -> evaluate(arguments, engine);
      case "copyToGlobals" -> copy(arguments, engine);
      default -> throw new IllegalArgumentException("Jotter's debugger has no " + command);
    };
  }

  private synchronized void listen(Debugger debugger) {
    if (!listening) {
      listening = true;
      debugger.listen((name, body) -> publish.accept(event(name, body)));
    }
    publish.accept(event("initialized", Map.of()));
  }

  private JsonObject event(String name, Map<String, Object> body) {
    var event = new JsonObject();
    event.addProperty("seq", sequence.incrementAndGet());
    event.addProperty("type", "event");
    event.addProperty("event", name);
    event.add("body", GSON.toJsonTree(body));
    return event;
  }

  private static Map<String, Object> info(Debugger debugger) {
    var set = new ArrayList<Map<String, Object>>();
    debugger
        .breakpoints()
        .forEach(
            (path, lines) ->
                set.add(
                    Map.of(
                        "source",
                        path,
                        "breakpoints",
                        lines.stream().map(l -> Map.of("line", l)).toList())));
    return Map.ofEntries(
        Map.entry("isStarted", debugger.isOn()),
        Map.entry("hashMethod", "Murmur2"),
        Map.entry("hashSeed", Debugger.seed()),
        Map.entry("tmpFilePrefix", Debugger.prefix()),
        Map.entry("tmpFileSuffix", Debugger.suffix()),
        Map.entry("breakpoints", set),
        Map.entry("stoppedThreads", List.copyOf(debugger.stopped().keySet())),
        Map.entry("richRendering", true),
        Map.entry("exceptionPaths", List.of()),
        Map.entry("copyToGlobals", true));
  }

  private static String path(JsonObject arguments) {
    return arguments.get("source") instanceof JsonObject source
        ? History.text(source, "path", "")
        : "";
  }

  private static String source(JsonObject arguments, Debugger debugger) {
    return debugger
        .source(path(arguments))
        .orElseThrow(() -> new IllegalArgumentException("no cell has this text any more"));
  }

  private static Map<String, Object> breakpoints(JsonObject arguments, Debugger debugger) {
    var wanted = new ArrayList<Integer>();
    if (arguments.get("breakpoints") instanceof JsonArray all) {
      for (JsonElement one : all) {
        if (one instanceof JsonObject b) {
          wanted.add(History.number(b, "line", 1));
        }
      }
    }
    String path = path(arguments);
    return Map.of(
        "breakpoints",
        debugger.setBreakpoints(path, wanted).stream()
            .map(l -> Map.of("verified", true, "line", l, "source", Map.of("path", path)))
            .toList());
  }

  // --- threads that stand ---

  private static Map<String, Object> threads(Debugger debugger) {
    var all = new ArrayList<Map<String, Object>>();
    debugger.stopped().forEach((id, s) -> all.add(Map.of("id", id, "name", s.thread().getName())));
    return Map.of("threads", all.isEmpty() ? List.of(Map.of("id", 1, "name", "cells")) : all);
  }

  private synchronized void forget() {
    frames.clear();
    tree.clear();
  }

  private Map<String, Object> resume(JsonObject arguments, Debugger debugger, Debugger.Way way) {
    long thread = History.number(arguments, "threadId", 0);
    if (debugger.stopped().size() <= 1) {
      forget();
    }
    if (debugger.resume(thread, way)) {
      return Map.of("allThreadsContinued", false);
    }
    // JupyterLab forgets which thread stands before it lets it go on, and names the thread 1.
    Set<Long> standing = debugger.stopped().keySet();
    if (standing.isEmpty()) {
      throw new IllegalStateException("no thread stands at a line");
    }
    standing.forEach(t -> debugger.resume(t, way));
    return Map.of("allThreadsContinued", true);
  }

  private synchronized Map<String, Object> stack(JsonObject arguments, Debugger debugger) {
    long thread = History.number(arguments, "threadId", 0);
    Debugger.Stopped stopped = debugger.stopped().get(thread);
    var all = new ArrayList<Map<String, Object>>();
    if (stopped != null) {
      for (Frame frame : stopped.frames()) {
        int id = ++lastFrame;
        frames.put(id, new Standing(thread, frame, all.isEmpty() ? stopped.thrown() : null));
        Optional<Debugger.Place> place = debugger.place(frame);
        String path = place.map(Debugger.Place::path).orElse("");
        String cell = "cell " + place.map(Debugger.Place::cell).orElse(0);
        all.add(
            Map.of(
                "id",
                id,
                "name",
                frame.method().isEmpty() ? cell : frame.method(),
                "line",
                debugger.line(frame),
                "column",
                1,
                "source",
                Map.of("name", cell, "path", path)));
      }
    }
    return Map.of("stackFrames", all, "totalFrames", all.size());
  }

  private synchronized Standing frame(JsonObject arguments, String key) {
    Standing standing = frames.get(History.number(arguments, key, 0));
    if (standing == null) {
      throw new IllegalStateException("no cell stands at a line");
    }
    return standing;
  }

  private Map<String, Object> scopes(JsonObject arguments, Engine engine) {
    Standing at = frame(arguments, "frameId");
    var locals = new LinkedHashMap<String, Object>();
    if (at.thrown != null) {
      locals.put("(thrown)", at.thrown);
    }
    locals.putAll(at.frame.variables());
    var notebook = new LinkedHashMap<String, Object>();
    engine.variables().forEach(v -> notebook.put(v.name(), v.value()));
    return Map.of(
        "scopes", List.of(scope("Locals", locals, false), scope("Notebook", notebook, true)));
  }

  private Map<String, Object> scope(String name, Map<String, Object> variables, boolean slow) {
    return Map.of("name", name, "variablesReference", tree.group(variables), "expensive", slow);
  }

  private Map<String, Object> rich(JsonObject arguments, Engine engine) {
    String name = History.text(arguments, "variableName", "");
    Standing standing;
    synchronized (this) {
      standing = frames.get(History.number(arguments, "frameId", 0));
    }
    if (standing != null && standing.frame.variables().containsKey(name)) {
      MimeBundle shown = Renderers.render(standing.frame.variables().get(name));
      return Map.of("data", shown.data(), "metadata", shown.metadata());
    }
    return VariableTree.rich(name, engine.variables());
  }

  private Map<String, Object> evaluate(JsonObject arguments, Engine engine) {
    Standing at = frame(arguments, "frameId");
    String expression = History.text(arguments, "expression", "");
    Object value =
        wait(engine.debugger().on(at.thread, () -> engine.evaluate(at.frame, expression)));
    return Map.of(
        "result",
        value == null ? "" : VariableTree.brief(value),
        "type",
        value == null ? "" : value.getClass().getSimpleName(),
        "variablesReference",
        0);
  }

  private Map<String, Object> copy(JsonObject arguments, Engine engine) {
    Standing at = frame(arguments, "srcFrameId");
    String from = History.text(arguments, "srcVariableName", "");
    String to = History.text(arguments, "dstVariableName", from);
    if (!at.frame.variables().containsKey(from)) {
      throw new IllegalArgumentException(from + ": no such variable here");
    }
    wait(
        engine
            .debugger()
            .on(
                at.thread,
                () -> {
                  engine.copy(at.frame, from, to);
                  return null;
                }));
    return Map.of();
  }

  private static Object wait(Future<?> work) {
    try {
      return work.get(EVALUATION_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      Throwable why = failed.getCause();
      throw new IllegalArgumentException(
          why instanceof IllegalArgumentException ? why.getMessage() : String.valueOf(why), why);
    } catch (TimeoutException slow) {
      throw new IllegalStateException("not done after " + EVALUATION_SECONDS + " s", slow);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the kernel is shutting down", stopping);
    }
  }
}
