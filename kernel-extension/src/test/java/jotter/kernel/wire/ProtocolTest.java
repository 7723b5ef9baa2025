package jotter.kernel.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The kernel as Jupyter's own client sees it: `protocol.py` starts it as a process and talks to it
/// message by message, and to ipykernel beside it where that is installed.
///
/// Needs a Python with `jupyter_client`: the one that the property `jotter.python` or the variable
/// `JOTTER_PYTHON` names, or `python3`. Debian has it as `python3-jupyter-client`.
class ProtocolTest {
  private static final Path SCRIPT = Path.of("src/test/python/protocol.py").toAbsolutePath();

  @TempDir private Path temp;

  /// One line of the script's report.
  private record Line(String kernel, String test, String outcome, String millis, String why) {
    static Line of(String text) {
      String[] parts = text.split("\t", -1);
      return parts.length == 5 ? new Line(parts[0], parts[1], parts[2], parts[3], parts[4]) : null;
    }
  }

  @TestFactory
  @Timeout(value = 15, unit = TimeUnit.MINUTES)
  List<DynamicTest> jupytersClientAndTheKernelUnderstandOneAnother() throws Exception {
    String python = python();
    if (!can(python, "import jupyter_client")) {
      String why = python + " is not there or has no jupyter_client; name another: JOTTER_PYTHON";
      System.out.println("ProtocolTest is skipped: " + why);
      return List.of(dynamicTest("jupyter_client", () -> abort(why)));
    }
    install();
    var command = new ArrayList<>(List.of(python, SCRIPT.toString(), "jotter"));
    boolean beside = can(python, "import ipykernel");
    if (beside) {
      spec("beside", List.of(python, "-m", "ipykernel_launcher", "-f", "{connection_file}"));
      command.add("beside");
    }
    List<Line> lines = report(command);
    if (beside) {
      compare(lines);
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Line line : lines) {
      if (line.kernel().equals("jotter")) {
        tests.add(dynamicTest(line.test(), () -> judge(line)));
      }
    }
    assertThat(tests).as("tests that the script ran").hasSizeGreaterThan(40);
    return tests;
  }

  private static void judge(Line line) {
    if (line.outcome().equals("skip")) {
      abort(line.why());
    }
    assertThat(line.outcome()).as(line.why()).isEqualTo("ok");
  }

  private static String python() {
    String named = System.getProperty("jotter.python", System.getenv("JOTTER_PYTHON"));
    return named == null || named.isBlank() ? "python3" : named;
  }

  private static boolean can(String python, String statement) throws InterruptedException {
    try {
      Process p =
          new ProcessBuilder(python, "-c", statement)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return p.waitFor(60, TimeUnit.SECONDS) && p.exitValue() == 0;
    } catch (IOException none) {
      return false;
    }
  }

  private void install() throws IOException {
    spec(
        "jotter",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-modules=jdk.incubator.vector",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "-Djava.awt.headless=true",
            "-cp",
            System.getProperty("java.class.path"),
            "jotter.kernel.KernelMain",
            "{connection_file}"));
  }

  private void spec(String name, List<String> argv) throws IOException {
    Path folder = Files.createDirectories(temp.resolve("kernels").resolve(name));
    boolean ours = name.equals("jotter");
    Files.writeString(
        folder.resolve("kernel.json"),
        new Gson()
            .toJson(
                Map.of(
                    "argv",
                    argv,
                    "display_name",
                    name,
                    "language",
                    ours ? "java" : "python",
                    "interrupt_mode",
                    ours ? "message" : "signal")));
  }

  private List<Line> report(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command);
    builder.environment().put("JUPYTER_PATH", temp.toString());
    builder.environment().put("JUPYTER_RUNTIME_DIR", temp.resolve("runtime").toString());
    builder.environment().put("JUPYTER_PLATFORM_DIRS", "1");
    builder.environment().put("IPYTHONDIR", temp.resolve("ipython").toString());
    Process process = builder.redirectError(temp.resolve("errors.txt").toFile()).start();
    var lines = new ArrayList<Line>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String text = in.readLine(); text != null; text = in.readLine()) {
        Line line = Line.of(text);
        if (line != null) {
          lines.add(line);
        }
      }
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor()).as(Files.readString(temp.resolve("errors.txt"))).isZero();
    return lines;
  }

  /// Prints both kernels' results and times beside one another.
  private static void compare(List<Line> lines) {
    System.out.printf("%-46s %16s %16s%n", "protocol test", "jotter", "ipykernel");
    for (Line ours : lines) {
      if (!ours.kernel().equals("jotter")) {
        continue;
      }
      String theirs =
          lines.stream()
              .filter(l -> l.kernel().equals("beside") && l.test().equals(ours.test()))
              .map(l -> l.outcome() + " " + l.millis() + " ms")
              .findFirst()
              .orElse("-");
      System.out.printf(
          "%-46s %16s %16s%n", ours.test(), ours.outcome() + " " + ours.millis() + " ms", theirs);
    }
  }
}
