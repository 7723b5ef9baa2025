package jotter.tensor.testkit.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;

/// Runs a suite and reports.
public final class ConformanceCommand {
  private ConformanceCommand() {}

  /// Runs the groups (or cases) of `dir` that `only` matches; null means all.
  ///
  /// @param only a glob over group names, or over `group/id`
  /// @param json print every failure as a line of JSON
  /// @return 0 if all passed, 1 otherwise, 2 if the suite cannot be read
  public static int run(Path dir, String only, boolean json, PrintStream out) {
    Map<String, CaseRunner> runners = new TreeMap<>();
    for (CaseRunner r : ServiceLoader.load(CaseRunner.class)) runners.put(r.kind(), r);
    try {
      List<Outcome> all = new ArrayList<>();
      for (Suite.Group g : new Suite(dir).groups()) {
        List<Outcome> o = run(g, only, runners.get(g.kind()));
        if (o.isEmpty()) continue;
        report(g.name(), o, json, out);
        all.addAll(o);
      }
      long failed = all.stream().filter(o -> !o.passed()).count();
      out.println((all.size() - failed) + " passed, " + failed + " failed");
      return failed == 0 ? 0 : 1;
    } catch (IOException e) {
      out.println("conformance: " + e.getMessage());
      return 2;
    }
  }

  /// Runs one group.
  public static List<Outcome> run(Suite.Group g, String only, CaseRunner runner)
      throws IOException {
    List<Outcome> outcomes = new ArrayList<>();
    PathMatcher matcher =
        only == null ? null : FileSystems.getDefault().getPathMatcher("glob:" + only);
    boolean whole = matcher == null || matcher.matches(Path.of(g.name()));
    TensorFile tensors = g.open();
    g.forEach(
        test -> {
          String id = test.get("id").asText();
          if (!whole && !matcher.matches(Path.of(g.name() + "/" + id))) return;
          String message = null;
          try {
            if (runner == null)
              throw new IllegalStateException("there is no runner for kind " + g.kind());
            runner.run(test, tensors);
          } catch (Bindings.Absent | Compare.Mismatch e) {
            message = e.getMessage();
          } catch (RuntimeException | StackOverflowError | AssertionError e) {
            message = e.toString() + origin(e);
          }
          String op = test.has("op") ? test.get("op").asText() : id.replaceAll("/.*", "");
          outcomes.add(new Outcome(g.name(), id, op, message));
        });
    return outcomes;
  }

  private static String origin(Throwable e) {
    StackTraceElement[] s = e.getStackTrace();
    return s.length == 0 ? "" : " at " + s[0];
  }

  private static void report(String group, List<Outcome> o, boolean json, PrintStream out) {
    ObjectMapper mapper = new ObjectMapper();
    TreeSet<String> absent = new TreeSet<>();
    for (Outcome x : o) {
      if (x.passed()) continue;
      if (x.message().startsWith("absent: ")) absent.add(x.message().substring(8));
      if (json) {
        out.println(
            mapper
                .createObjectNode()
                .put("group", x.group())
                .put("id", x.id())
                .put("op", x.op())
                .put("message", x.message())
                .toString());
      } else out.println("FAIL " + group + " " + x.id() + ": " + x.message());
    }
    long failed = o.stream().filter(x -> !x.passed()).count();
    double share = 100.0 * (o.size() - failed) / o.size();
    String line =
        "%s: %d passed, %d failed (%.1f %%)%s"
            .formatted(
                group,
                o.size() - failed,
                failed,
                share,
                absent.isEmpty() ? "" : ", absent " + absent);
    out.println(json ? mapper.createObjectNode().put("summary", line).toString() : line);
  }
}
