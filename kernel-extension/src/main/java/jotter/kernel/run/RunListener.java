package jotter.kernel.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.kernel.eval.CellFailure;
import jotter.kernel.eval.CellListener;
import jotter.tensor.display.MimeBundle;

/// Keeps what a cell says in the notebook, and prints its text as it comes.
final class RunListener implements CellListener {
  private final ArrayNode outputs;
  private final Map<String, List<ObjectNode>> displays;
  private final PrintStream out;
  private final PrintStream err;
  private final Map<String, MimeBundle> live = new LinkedHashMap<>();
  private boolean clearNext;

  /// @param displays what was shown under an id anywhere in the notebook; also the lock for all of
  ///   it
  RunListener(
      ArrayNode outputs, Map<String, List<ObjectNode>> displays, PrintStream out, PrintStream err) {
    this.outputs = outputs;
    this.displays = displays;
    this.out = out;
    this.err = err;
  }

  @Override
  public void stream(boolean error, String text) {
    synchronized (displays) {
      begin();
      (error ? err : out).print(text);
      String name = error ? "stderr" : "stdout";
      JsonNode last = outputs.isEmpty() ? null : outputs.get(outputs.size() - 1);
      if (last instanceof ObjectNode stream
          && stream.path("output_type").asText().equals("stream")
          && stream.path("name").asText().equals(name)) {
        append((ArrayNode) stream.get("text"), text);
        return;
      }
      ObjectNode stream = outputs.addObject();
      stream.put("name", name);
      stream.put("output_type", "stream");
      stream.set("text", Notebook.lines(text));
    }
  }

  /// Adds to a list of lines, whose last may be unfinished.
  private static void append(ArrayNode lines, String text) {
    ArrayNode more = Notebook.lines(text);
    int last = lines.size() - 1;
    if (last >= 0 && !lines.get(last).asText().endsWith("\n") && !more.isEmpty()) {
      lines.set(last, Notebook.NODES.textNode(lines.get(last).asText() + more.remove(0).asText()));
    }
    lines.addAll(more);
  }

  @Override
  public void display(MimeBundle bundle, String id) {
    synchronized (displays) {
      begin();
      ObjectNode display = outputs.addObject();
      fill(display, bundle);
      display.put("output_type", "display_data");
      if (id == null) {
        print(bundle);
      } else {
        live.put(id, bundle);
        displays.computeIfAbsent(id, _ -> new ArrayList<>()).add(display);
      }
    }
  }

  @Override
  public void update(String id, MimeBundle bundle) {
    synchronized (displays) {
      displays.getOrDefault(id, List.of()).forEach(d -> fill(d, bundle));
      live.computeIfPresent(id, (_, _) -> bundle);
    }
  }

  /// Prints the last state of what has changed in place: its frames would only scroll by.
  void end() {
    synchronized (displays) {
      live.values().forEach(this::print);
      live.clear();
    }
  }

  @Override
  public void clear(boolean wait) {
    synchronized (displays) {
      if (wait) {
        clearNext = true;
      } else {
        outputs.removeAll();
      }
    }
  }

  @Override
  public String input(String prompt, boolean password) throws IOException {
    throw new IOException("a notebook that runs by itself cannot ask for input");
  }

  void result(int count, MimeBundle bundle) {
    synchronized (displays) {
      begin();
      print(bundle);
      ObjectNode result = outputs.addObject();
      fill(result, bundle);
      result.put("execution_count", count);
      result.put("output_type", "execute_result");
    }
  }

  void error(CellFailure failure) {
    synchronized (displays) {
      begin();
      failure
          .picture()
          .ifPresent(
              p -> {
                ObjectNode picture = outputs.addObject();
                fill(picture, p);
                picture.put("output_type", "display_data");
              });
      ObjectNode error = outputs.addObject();
      error.put("ename", failure.name());
      error.put("evalue", failure.message());
      error.put("output_type", "error");
      ArrayNode trace = error.putArray("traceback");
      failure.lines().forEach(trace::add);
    }
  }

  private void begin() {
    if (clearNext) {
      clearNext = false;
      outputs.removeAll();
    }
  }

  private void print(MimeBundle bundle) {
    out.println(bundle.plain());
  }

  private static void fill(ObjectNode output, MimeBundle bundle) {
    ObjectNode data = Notebook.NODES.objectNode();
    bundle
        .data()
        .forEach(
            (type, content) ->
                data.set(
                    type,
                    content instanceof String text && !isBase64(type)
                        ? Notebook.lines(text)
                        : Notebook.tree(content)));
    output.set("data", data);
    output.set("metadata", Notebook.tree(bundle.metadata()));
  }

  private static boolean isBase64(String type) {
    return type.startsWith("image/") && !type.equals(MimeBundle.SVG);
  }
}
