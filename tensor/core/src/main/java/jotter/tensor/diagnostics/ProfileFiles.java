package jotter.tensor.diagnostics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import jotter.tensor.io.AtomicFile;

/// Profiles as files for other tools.
///
/// ```java
/// Profile profile = Profile.of(() -> Tensor.ones(2, 2).exp());
/// ProfileFiles.csv(profile, Path.of("profile.csv"));     // a spreadsheet, or a plot
/// ProfileFiles.trace(profile, Path.of("trace.json"));    // ui.perfetto.dev, chrome://tracing
/// ```
public final class ProfileFiles {
  private ProfileFiles() {}

  /// Writes a table with a line for each operation and each layer: `kind,name,calls,own_ms,
  /// total_ms,bytes`, where `kind` is `op` or `layer`.
  ///
  /// @throws IOException if the file cannot be written
  public static void csv(Profile profile, Path file) throws IOException {
    var out = new StringBuilder("kind,name,calls,own_ms,total_ms,bytes\n");
    lines(out, "op", profile.byOp());
    lines(out, "layer", profile.byLayer());
    AtomicFile.write(
        file,
        false,
        channel -> {
          try (OutputStream to = Channels.newOutputStream(channel)) {
            to.write(out.toString().getBytes(StandardCharsets.UTF_8));
          }
        });
  }

  private static void lines(StringBuilder out, String kind, List<Profile.Line> lines) {
    for (Profile.Line l : lines)
      out.append(
          String.format(
              Locale.ROOT,
              "%s,%s,%d,%.6f,%.6f,%d%n",
              kind,
              quoted(l.name()),
              l.calls(),
              l.own() / 1e6,
              l.total() / 1e6,
              l.bytes()));
  }

  private static String quoted(String s) {
    return s.matches("[^\",\\n\\r]*") ? s : '"' + s.replace("\"", "\"\"") + '"';
  }

  /// Writes all events in the Trace Event Format, a row for each thread.
  ///
  /// @throws IOException if the file cannot be written
  public static void trace(Profile profile, Path file) throws IOException {
    AtomicFile.write(
        file,
        false,
        channel -> {
          try (JsonGenerator j =
              new JsonFactory().createGenerator(Channels.newOutputStream(channel))) {
            trace(profile, j);
          }
        });
  }

  private static void trace(Profile profile, JsonGenerator j) throws IOException {
    List<String> threads = new ArrayList<>();
    j.writeStartObject();
    j.writeArrayFieldStart("traceEvents");
    for (Profile.Event e : profile.events()) {
      int thread = threads.indexOf(e.thread());
      if (thread < 0) {
        thread = threads.size();
        threads.add(e.thread());
        name(j, thread, e.thread());
      }
      j.writeStartObject();
      j.writeStringField("ph", "X");
      j.writeStringField("name", e.name());
      j.writeStringField("cat", e.backward() ? "backward" : "forward");
      j.writeNumberField("pid", 1);
      j.writeNumberField("tid", thread);
      j.writeNumberField("ts", e.start() / 1e3);
      j.writeNumberField("dur", e.nanos() / 1e3);
      j.writeObjectFieldStart("args");
      if (e.layer() != null) j.writeStringField("layer", e.layer());
      j.writeNumberField("bytes", e.bytes());
      j.writeEndObject();
      j.writeEndObject();
    }
    j.writeEndArray();
    j.writeStringField("displayTimeUnit", "ms");
    j.writeEndObject();
  }

  private static void name(JsonGenerator j, int thread, String name) throws IOException {
    j.writeStartObject();
    j.writeStringField("ph", "M");
    j.writeStringField("name", "thread_name");
    j.writeNumberField("pid", 1);
    j.writeNumberField("tid", thread);
    j.writeObjectFieldStart("args");
    j.writeStringField("name", name);
    j.writeEndObject();
    j.writeEndObject();
  }
}
