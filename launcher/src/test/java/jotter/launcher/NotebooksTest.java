package jotter.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every notebook under `notebooks/`, run as `./jotter run` runs it: by a JVM of its own, in the
/// notebook's folder.
class NotebooksTest {
  private static final Path NOTEBOOKS = Path.of("..", "notebooks").toAbsolutePath().normalize();

  @TempDir private Path temp;

  @TestFactory
  List<DynamicTest> everyNotebookRuns() throws IOException {
    try (Stream<Path> files = Files.walk(NOTEBOOKS)) {
      return files
          .filter(file -> file.toString().endsWith(".ipynb"))
          .filter(file -> !file.toString().contains(".ipynb_checkpoints"))
          .sorted()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      NOTEBOOKS.relativize(file).toString(), file.toUri(), () -> runs(file)))
          .toList();
    }
  }

  private void runs(Path notebook) throws Exception {
    Path done = temp.resolve(notebook.getFileName());
    Path page = temp.resolve(notebook.getFileName() + ".html");
    Path log = temp.resolve(notebook.getFileName() + ".log");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(Prepare.JVM_OPTIONS);
    command.addAll(
        List.of("-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path")));
    command.addAll(List.of("jotter.launcher.Main", "run", notebook.toString()));
    command.addAll(List.of("-o", done.toString(), "-o", page.toString()));
    Process process =
        new ProcessBuilder(command)
            .directory(notebook.getParent().toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean ended = process.waitFor(15, TimeUnit.MINUTES);
    process.destroyForcibly();
    String said = Files.readString(log);
    assertThat(ended).as("ended within 15 minutes; it said:\n%s", said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    assertThat(page).isNotEmptyFile();
    JsonNode executed = new ObjectMapper().readTree(done.toFile());
    check(executed);
    checkConverted(done, executed);
  }

  /// What nbconvert makes of it shows each picture without a script.
  private static void checkConverted(Path notebook, JsonNode executed) throws Exception {
    String named = System.getenv("JOTTER_PYTHON");
    String python = named == null || named.isBlank() ? "python3" : named;
    Path page = Path.of(notebook.toString().replaceFirst("\\.ipynb$", ".nbconvert.html"));
    int status;
    try {
      status =
          new ProcessBuilder(
                  python,
                  "-m",
                  "nbconvert",
                  "--to",
                  "html",
                  "--output",
                  page.toString(),
                  notebook.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor();
    } catch (IOException none) {
      status = 1;
    }
    if (status != 0) {
      System.out.println(
          "nbconvert of " + notebook.getFileName() + " is skipped: " + python + " has none");
      return;
    }
    String html = Files.readString(page).replaceAll("(?s)<script.*?</script>", "");
    // Attributes are written in another order there, so pictures are counted.
    int drawn = 0;
    for (JsonNode cell : executed.get("cells")) {
      for (JsonNode output : cell.path("outputs")) {
        JsonNode data = output.path("data");
        String type =
            Stream.of("text/html", "image/svg+xml").filter(data::has).findFirst().orElse("");
        drawn += count(text(data.path(type)), "<svg");
        if (type.isEmpty() && data.has("image/png")) {
          String png = text(data.get("image/png")).strip().substring(0, 60);
          assertThat(html.contains(png)).as("a picture in %s", page).isTrue();
        }
      }
    }
    int shown = count(html, "<svg") + count(html, "data:image/svg+xml");
    assertThat(shown).as("drawings in %s", page).isGreaterThanOrEqualTo(drawn);
  }

  private static int count(String text, String part) {
    return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
  }

  private static String text(JsonNode lines) {
    if (lines.isTextual()) {
      return lines.asText();
    }
    var all = new StringBuilder();
    lines.forEach(line -> all.append(line.asText()));
    return all.toString();
  }

  /// Each code cell has run, and none ended in an error but those that are to show one.
  private static void check(JsonNode notebook) {
    int cells = 0;
    int outputs = 0;
    for (JsonNode cell : notebook.get("cells")) {
      if (!cell.get("cell_type").asText().equals("code") || blank(cell.get("source"))) {
        continue;
      }
      cells++;
      assertThat(cell.get("execution_count").isInt()).as(cell.get("source").toString()).isTrue();
      boolean raises = cell.at("/metadata/tags").toString().contains("\"raises-exception\"");
      boolean raised = false;
      for (JsonNode output : cell.get("outputs")) {
        outputs++;
        if (raises && output.get("output_type").asText().equals("error")) {
          raised = true;
          continue;
        }
        assertThat(output.get("output_type").asText())
            .as(cell.get("source") + "\n" + output)
            .isNotEqualTo("error");
      }
      assertThat(raised).as("an error in " + cell.get("source")).isEqualTo(raises);
    }
    assertThat(cells).as("code cells").isPositive();
    assertThat(outputs).as("outputs").isPositive();
  }

  private static boolean blank(JsonNode source) {
    if (source.isTextual()) {
      return source.asText().isBlank();
    }
    for (JsonNode line : source) {
      if (!line.asText().isBlank()) {
        return false;
      }
    }
    return true;
  }
}
