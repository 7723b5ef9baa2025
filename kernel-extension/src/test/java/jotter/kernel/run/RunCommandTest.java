package jotter.kernel.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class RunCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /// Writes a notebook of format 4.4: its cells have no ids.
  private Path notebook(String... cells) throws Exception {
    ObjectNode root = JSON.createObjectNode();
    root.put("nbformat", 4).put("nbformat_minor", 4);
    root.putObject("metadata").putObject("mine").put("kept", true);
    ArrayNode all = root.putArray("cells");
    for (String source : cells) {
      ObjectNode cell = all.addObject();
      boolean prose = source.startsWith("#");
      cell.put("cell_type", prose ? "markdown" : "code");
      ObjectNode metadata = cell.putObject("metadata");
      if (source.startsWith("!")) {
        metadata.putArray("tags").add("raises-exception");
      }
      cell.set("source", Notebook.lines(source.replaceFirst("^!", "")));
      if (!prose) {
        cell.putNull("execution_count");
        cell.putArray("outputs");
      }
    }
    Path file = folder.resolve("book.ipynb");
    JSON.writeValue(file.toFile(), root);
    return file;
  }

  private int run(Path file, Duration timeout, Path... outs) {
    return RunCommand.run(
        file,
        List.of(outs),
        timeout,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode executed() throws Exception {
    return JSON.readTree(folder.resolve("out/book.ipynb").toFile());
  }

  @Test
  void outputsAreKeptPrintedAndWritten() throws Exception {
    Path file =
        notebook(
            "# Title <b>\n\n$a_1$ and\n\n| x |\n|---|\n| 1 |",
            "System.out.println(\"größe\");\nSystem.out.println(2);\nList.of(1, 2)",
            "var live = new LiveDisplay(); for (int i = 0; i < 50; i++) live.show(\"state \" + i);",
            "");
    assertThat(run(file, null)).isEqualTo(RunCommand.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("größe\n2\n[1, 2]\nstate 49\nwrote ");
    JsonNode root = executed();
    assertThat(root.at("/metadata/mine/kept").asBoolean()).isTrue();
    assertThat(root.at("/nbformat_minor").asInt()).isEqualTo(5);
    assertThat(root.at("/cells/0/id").asText()).matches("[a-zA-Z0-9_-]+");
    assertThat(root.at("/cells/1/execution_count").asInt()).isEqualTo(1);
    assertThat(root.at("/cells/1/outputs/0/text/0").asText()).isEqualTo("größe\n");
    assertThat(root.at("/cells/1/outputs/0/text/1").asText()).isEqualTo("2\n");
    assertThat(root.at("/cells/1/outputs/1/data/text~1plain/0").asText()).isEqualTo("[1, 2]");
    assertThat(root.at("/cells/2/outputs")).hasSize(1);
    assertThat(root.at("/cells/2/outputs/0/data/text~1plain/0").asText()).isEqualTo("state 49");
    String html = Files.readString(folder.resolve("out/book.html"));
    assertThat(html)
        .contains("<title>Title &lt;b&gt;</title>", "<td>1</td>", "<msub>", "größe")
        .doesNotContain("<script", "http://", "src=\"http");
  }

  @Test
  void aFailureEndsTheRunAndMarksItsLine() throws Exception {
    Path file = notebook("!1 / 0", "int n = 0;\nint m = 1 / n;\nint o;", "\"never\"");
    assertThat(run(file, null)).isEqualTo(RunCommand.CELL_FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("cell [2] failed on line 2", "  -->   2 | int m = 1 / n;", "/ by zero")
        .doesNotContain("jdk.jshell", "jotter.kernel");
    JsonNode root = executed();
    assertThat(root.at("/cells/0/outputs/0/output_type").asText()).isEqualTo("error");
    assertThat(root.at("/cells/2/execution_count").isNull()).isTrue();
  }

  @Test
  void aCellThatTakesTooLongIsStopped() throws Exception {
    Path file = notebook("while (true) { }");
    assertThat(run(file, Duration.ofMillis(500))).isEqualTo(RunCommand.CELL_FAILED);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("longer than 0.5 s");
  }

  @Test
  void outputsGoWhereTheyAreSent() throws Exception {
    Path page = folder.resolve("deep/page.html");
    assertThat(run(notebook("1"), null, page)).isEqualTo(RunCommand.OK);
    assertThat(page).exists();
    assertThat(folder.resolve("out")).doesNotExist();
  }

  @Test
  void markdownHasItsPicturesBesideIt() throws Exception {
    Path file =
        notebook(
            "# Title",
            "System.out.println(\"said\");\nvar image = new java.awt.image.BufferedImage(3, 2, 1); image",
            "Curves.of(\"x\", Curves.panel(\"y\", Curves.curve(\"c\", new double[] {1, 2}, new"
                + " double[] {3, 4})))",
            "Tensor.arange(12).reshape(3, 4)",
            "Tensor.arange(12).sin()",
            "!1 / 0");
    Path page = folder.resolve("deep/page.md");
    assertThat(run(file, null, page)).isEqualTo(RunCommand.OK);
    assertThat(page)
        .content()
        .startsWith("# Title\n\n```java\nSystem.out")
        .contains("```text\nsaid\n```", "](page_files/cell-2.png)", "](page_files/cell-3.svg)")
        .contains("ArithmeticException: / by zero")
        .doesNotContain("\u001b", "<div");
    assertThat(folder.resolve("deep/page_files/cell-2.png")).isNotEmptyFile();
    assertThat(folder.resolve("deep/page_files/cell-3.svg")).content().startsWith("<svg");
    // What a tensor draws into its HTML, with squares as large as they are there.
    assertThat(page)
        .content()
        .contains("![heat map 3 × 4](page_files/cell-4.png)", "8,  9, 10, 11");
    assertThat(ImageIO.read(folder.resolve("deep/page_files/cell-4.png").toFile()).getWidth())
        .isGreaterThan(50);
    assertThat(folder.resolve("deep/page_files/cell-5.svg")).content().contains("</svg>");
  }

  @Test
  void aFolderBecomesASite() throws Exception {
    Path books = Files.createDirectories(folder.resolve("course"));
    Files.move(
        notebook("# One *small* step\n\nFirst, see [the next](b.ipynb#x).", "1 + 1"),
        books.resolve("a.ipynb"));
    Files.move(notebook("# Two", "\"second\""), books.resolve("b.ipynb"));
    Path site = folder.resolve("site");
    assertThat(run(books, null, site)).isEqualTo(RunCommand.OK);
    assertThat(site.resolve("index.html"))
        .content()
        .contains("<h1>Course</h1>", "<a href=\"a.html\">One <em>small</em> step</a>")
        .contains("First, see <a href=\"b.html#x\">")
        .doesNotContain("<script");
    assertThat(site.resolve("a.html"))
        .content()
        .contains("<a href=\"b.html\">Two →</a>", "href=\"index.html\"", ">2</pre>");
    assertThat(site.resolve("b.html")).content().contains("← One", "second");
    Files.move(notebook("# Three", "1 / 0"), books.resolve("c.ipynb"));
    assertThat(run(books, null, site)).isEqualTo(RunCommand.CELL_FAILED);
    assertThat(site.resolve("c.html")).content().contains("by zero");
    assertThat(run(Files.createDirectories(folder.resolve("none")), null))
        .isEqualTo(RunCommand.BAD_INPUT);
  }

  @Test
  void whatIsNoNotebookIsRefused() throws Exception {
    Path text = Files.writeString(folder.resolve("a.ipynb"), "{ not json");
    assertThat(run(text, null)).isEqualTo(RunCommand.BAD_INPUT);
    assertThat(run(folder.resolve("none.ipynb"), null)).isEqualTo(RunCommand.BAD_INPUT);
    assertThat(run(notebook("1"), null, Path.of("x.pdf"))).isEqualTo(RunCommand.BAD_INPUT);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("a.ipynb: this is not a notebook", "there is no such file", "x.pdf: an output's");
  }
}
