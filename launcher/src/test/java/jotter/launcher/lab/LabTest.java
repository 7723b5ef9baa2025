package jotter.launcher.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real JupyterLab in a real browser.
///
/// Needs `jupyter-lab` and Chromium: on the `PATH`, or named by `JOTTER_LAB` and `JOTTER_CHROMIUM`.
/// Pictures of what it saw go to the folder in the property `jotter.screenshots`, else to
/// `target/lab`.
@Timeout(value = 12, unit = TimeUnit.MINUTES)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LabTest {
  private static final Path NOTEBOOKS = Path.of("..", "notebooks").toAbsolutePath().normalize();
  private static final Path SHOTS =
      Path.of(System.getProperty("jotter.screenshots", "target/lab")).toAbsolutePath();
  private static final String APP = "window.jupyterapp";
  private static final String BOOK = APP + ".shell.currentWidget";

  /// A training that lasts long enough to be watched: a frame may cost no more than a hundredth of
  /// the time, and first ones are dear.
  private static final String[] TRAINING = {
    "# A training that is watched",
    """
    Rng.seed(1);
    Tensor x = Tensor.randn(20_000, 64).named("x");
    Tensor y = x.narrow(1, 0, 4).argmax(1);
    var model = new Sequential(new Linear(64, 256), new ReLU(), new Linear(256, 128), new ReLU(), new Linear(128, 4));
    var batches = DataLoader.of(new TensorDataset(x, y), 64).shuffle(true);""",
    """
    var trainer = Trainer.of(model, new CrossEntropyLoss(), new AdamW(model.parameters(), 1e-3))
        .metric("accuracy", new Accuracy()).progress(false).clipNorm(5).listen(new Dashboard());
    trainer.fit(batches, batches, 40)""",
    "x",
  };

  /// Something to complete, to ask about and to find among the variables.
  private static final String[] TYPING = {
    "# While typing",
    """
    Rng.seed(1);
    Tensor x = Tensor.randn(2000, 28, 28).named("x");
    Tensor y = Tensor.randint(0, 10, 2000);
    var batches = DataLoader.of(new TensorDataset(x, y), 64).shuffle(true);
    var model = new Sequential(new Flatten(), new Linear(784, 128), new ReLU(), new Linear(128, 10));
    var optimizer = new AdamW(model.parameters(), 1e-3);
    Map<String, Integer> classes = Map.of("cat", 0, "dog", 1);
    double rate = 0.25;""",
    "x.get(\"0, :4, :6\")",
  };

  /// A method to stop in, and a cell that calls it.
  private static final String[] DEBUGGING = {
    "# A method that is looked into",
    """
    Tensor step(Tensor w, Tensor x, double rate) {
      Tensor y = x.matmul(w).tanh();
      Tensor error = y.sub(1).square().mean(0);
      Tensor next = w.sub(error.mul(rate));
      return next;
    }""",
    """
    Rng.seed(0);
    Tensor w = Tensor.randn(8, 4);
    Tensor better = step(w, Tensor.randn(16, 8), 0.1);
    better.shape()""",
  };

  private static LabServer lab;
  private static Browser page;

  @BeforeAll
  static void start(@TempDir Path temp) throws Exception {
    Path program = program("JOTTER_LAB", "jupyter-lab");
    Path chromium = program("JOTTER_CHROMIUM", "chromium", "chromium-browser", "google-chrome");
    String missing =
        program == null
            ? "no jupyter-lab on the PATH or in JOTTER_LAB"
            : chromium == null ? "no chromium on the PATH or in JOTTER_CHROMIUM" : "";
    if (!missing.isEmpty()) {
      System.out.println("LabTest is skipped: " + missing);
    }
    assumeTrue(missing.isEmpty(), missing);
    Path books = Files.createDirectories(temp.resolve("notebooks"));
    for (String name : List.of("00-first-steps.ipynb", "01-quickstart.ipynb", "02-tensors.ipynb")) {
      Files.copy(NOTEBOOKS.resolve(name), books.resolve(name));
    }
    write(books.resolve("training.ipynb"), TRAINING);
    write(books.resolve("typing.ipynb"), TYPING);
    write(books.resolve("debugging.ipynb"), DEBUGGING);
    lab = new LabServer(program, Files.createDirectories(temp.resolve("home")), books);
    page = new Browser(chromium, Files.createDirectories(temp.resolve("profile")), 1280, 900);
  }

  private static Path program(String variable, String... names) {
    String named = System.getenv(variable);
    if (named != null && !named.isBlank()) {
      return Path.of(named);
    }
    return Stream.of(names)
        .flatMap(
            n ->
                Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                    .map(folder -> Path.of(folder).resolve(n)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }

  private static void write(Path file, String... sources) throws Exception {
    var json = new ObjectMapper();
    ObjectNode root = json.createObjectNode();
    root.put("nbformat", 4).put("nbformat_minor", 5);
    root.putObject("metadata")
        .putObject("kernelspec")
        .put("name", "jotter")
        .put("display_name", "Java (Jotter)")
        .put("language", "java");
    ArrayNode cells = root.putArray("cells");
    for (String source : sources) {
      ObjectNode cell = cells.addObject();
      boolean prose = source.startsWith("#");
      cell.put("id", "c" + cells.size()).put("cell_type", prose ? "markdown" : "code");
      cell.putObject("metadata");
      cell.put("source", source);
      if (!prose) {
        cell.putNull("execution_count").putArray("outputs");
      }
    }
    json.writeValue(file.toFile(), root);
  }

  @AfterAll
  static void stop() throws Exception {
    if (page != null) {
      page.close();
    }
    if (lab != null) {
      lab.close();
    }
  }

  // --- the page ---

  private static void open(String notebook) throws Exception {
    page.open(lab.url("lab/tree/" + notebook));
    page.await(
        "a notebook with a kernel that is idle",
        // JupyterLab opens what was open before as well, which may be in front for a moment.
        "(() => { if ("
            + BOOK
            + "?.context?.path !== '"
            + notebook
            + "') return false; const k = "
            + BOOK
            + "?.sessionContext?.session?.kernel; return k && k.status === 'idle' &&"
            + " k.connectionStatus === 'connected' && "
            + BOOK
            + ".content.widgets.length > 2 })()",
        120);
    page.value(APP + ".shell.collapseLeft()");
    page.value(APP + ".shell.collapseRight()");
  }

  private static JsonNode command(String id, String arguments) throws Exception {
    return page.value(
        "(async () => { await " + APP + ".commands.execute('" + id + "', " + arguments + ") })()");
  }

  private static void start(String command) throws Exception {
    page.value("void " + APP + ".commands.execute('" + command + "')");
  }

  private static final String IDLE = BOOK + ".sessionContext.session.kernel.status === 'idle' && ";
  private static final String ALL_RAN =
      IDLE
          + BOOK
          + ".content.widgets.every(w => w.model.type !== 'code' ||"
          + " !w.model.sharedModel.getSource().trim() || w.model.sharedModel.execution_count)";

  private static void select(int cell) throws Exception {
    page.value(
        "(async () => { const nb = "
            + BOOK
            + ".content; nb.deselectAll(); nb.activeCellIndex = "
            + cell
            + "; await nb.scrollToItem("
            + cell
            + ", 'start') })()");
  }

  /// Adds a cell at the end, with a cursor behind its text.
  private static void append(String source) throws Exception {
    page.value(
        "(async () => { const nb = "
            + BOOK
            + ".content; const n = nb.widgets.length; nb.model.sharedModel.insertCell(n, {cell_type:"
            + " 'code', source: "
            + new ObjectMapper().writeValueAsString(source)
            + "}); nb.deselectAll(); nb.activeCellIndex = n; await nb.scrollToItem(n, 'start');"
            + " nb.mode = 'edit'; const e = nb.activeCell.editor; e.focus();"
            + " e.setCursorPosition(e.getPositionAt(e.model.sharedModel.source.length)) })()");
    page.await("a cursor in the new cell", BOOK + ".content.activeCell.editor.hasFocus()", 10);
  }

  private static final String DOCS =
      "(document.querySelector('.jp-Completer-docpanel')?.innerText || '')";

  private static void removeLast() throws Exception {
    page.value(
        "(nb => nb.model.sharedModel.deleteCell(nb.widgets.length - 1))(" + BOOK + ".content)");
  }

  private static void shot(String name) throws Exception {
    Thread.sleep(600);
    page.screenshot(SHOTS.resolve(name + ".png"));
  }

  private static void theme(String name) throws Exception {
    command("apputils:change-theme", "{theme: 'JupyterLab " + name + "'}");
    page.await(
        "the theme " + name,
        "document.body.dataset.jpThemeLight === '" + name.equals("Light") + "'",
        20);
  }

  /// Runs all cells of the open notebook and checks what came of it.
  private static void runAll() throws Exception {
    start("notebook:run-all-cells");
    page.await("all cells have run", ALL_RAN, 600);
    JsonNode bad =
        page.value(
            BOOK
                + ".content.widgets.filter(w => w.model.type === 'code' &&"
                + " !(w.model.sharedModel.getMetadata('tags') || []).includes('raises-exception')"
                + " && w.model.sharedModel.getOutputs().some(o => o.output_type === 'error'))"
                + ".map(w => w.model.sharedModel.getSource())");
    assertThat(bad).as("cells that failed").isEmpty();
  }

  private static void pictures(String name, int height) throws Exception {
    page.size(1000, height);
    for (String theme : List.of("Light", "Dark")) {
      theme(theme);
      Thread.sleep(800);
      shot(name + "-" + theme.toLowerCase(Locale.ROOT));
    }
    theme("Light");
    page.size(1280, 900);
  }

  /// Clicks on the bug once it can be clicked on; a click that comes too early is lost.
  private static void startDebugger() throws Exception {
    // Each open notebook has such a button.
    String bug =
        BOOK
            + ".node.querySelector('.jp-DebuggerBugButton button,"
            + " jp-button.jp-DebuggerBugButton, .jp-DebuggerBugButton')";
    page.await(
        "the button of the debugger",
        "(b => b && !b.hasAttribute('disabled') && b.getAttribute('aria-disabled') !== 'true')("
            + bug
            + ")",
        30);
    String pressed =
        "(b => b.getAttribute('aria-pressed') === 'true' || b.pressed === true)(" + bug + ")";
    for (int i = 0; i < 5 && !page.value(pressed).asBoolean(); i++) {
      page.value(bug + ".click()");
      Thread.sleep(2000);
    }
  }

  // --- what a user does ---

  @Test
  @Order(1)
  void firstStepsRun() throws Exception {
    open("00-first-steps.ipynb");
    runAll();
    select(0);
    pictures("notebook-first-steps", 1000);
  }

  @Test
  @Order(2)
  void tensorsRun() throws Exception {
    open("02-tensors.ipynb");
    runAll();
    assertThat(page.value("document.querySelectorAll('.jotter-tensor').length").asInt())
        .isPositive();
    select(1);
    pictures("notebook-tensors", 1400);
  }

  @Test
  @Order(3)
  void theDashboardChangesInPlace() throws Exception {
    open("training.ipynb");
    start("notebook:run-all-cells");
    page.await(
        "the dashboard",
        BOOK + ".content.widgets[2].model.sharedModel.getOutputs().length > 0",
        120);
    select(2);
    Set<String> frames = new TreeSet<>();
    Set<Integer> outputs = new TreeSet<>();
    while (!page.value(ALL_RAN).asBoolean()) {
      JsonNode seen =
          page.value(
              "(() => { const o = ["
                  + "..."
                  + BOOK
                  + ".content.widgets[2].node.querySelectorAll('.jp-OutputArea-output')];"
                  + " return [o.length, o[0]?.innerText || ''] })()");
      outputs.add(seen.get(0).asInt());
      frames.add(seen.get(1).asText());
      Thread.sleep(100);
    }
    System.out.println("dashboard: " + frames.size() + " different frames, outputs " + outputs);
    assertThat(frames).hasSizeGreaterThan(4);
    assertThat(outputs)
        .as("outputs of the cell: the dashboard, then the result")
        .isSubsetOf(0, 1, 2);
    // The saved notebook holds the last frame as a picture that needs no script.
    JsonNode data = page.value(BOOK + ".content.widgets[2].model.sharedModel.getOutputs()[0].data");
    assertThat(data.path("image/svg+xml").toString()).contains("<svg", "done after");
    assertThat(data.toString()).doesNotContain("<script");
    pictures("notebook-dashboard", 1050);
  }

  @Test
  @Order(4)
  void anInterruptEndsATrainingAndKeepsTheNotebook() throws Exception {
    append("trainer.fit(batches, batches, 1000); System.out.println(\"kept\");");
    start("notebook:run-cell");
    page.await("a busy kernel", BOOK + ".sessionContext.session.kernel.status === 'busy'", 20);
    Thread.sleep(1500);
    long begun = System.nanoTime();
    start("notebook:interrupt-kernel");
    page.await("an idle kernel", IDLE + "true", 20);
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf("interrupt: idle after %.2f s%n", seconds);
    assertThat(seconds).isLessThan(3);
    append("while (true) { }");
    start("notebook:run-cell");
    Thread.sleep(1000);
    start("notebook:interrupt-kernel");
    page.await("an idle kernel", IDLE + "true", 20);
    append("model.parameters().size()");
    start("notebook:run-cell");
    page.await(
        "a result after the interrupt",
        IDLE
            + BOOK
            + ".content.widgets.at(-1).model.sharedModel.getOutputs()"
            + ".some(o => o.output_type === 'execute_result')",
        20);
  }

  @Test
  @Order(5)
  void completionShowsTypesAndDocumentation() throws Exception {
    open("typing.ipynb");
    runAll();
    page.size(900, 560);
    for (String theme : List.of("Dark", "Light")) {
      theme(theme);
      append("x.soft");
      start("completer:invoke-notebook");
      page.await(
          "a list of completions",
          "[...document.querySelectorAll('.jp-Completer .jp-Completer-match')].some(m =>"
              + " m.innerText.startsWith('softmax'))",
          30);
      try {
        page.await("documentation beside them", DOCS + ".length > 20", 30);
      } finally {
        shot("notebook-completion-" + theme.toLowerCase(Locale.ROOT));
      }
      assertThat(page.value(DOCS).asText()).contains("Tensor softmax(").doesNotContain("jotter.");
      page.key("Escape", 27, 0);
      removeLast();
    }
  }

  @Test
  @Order(6)
  void shiftTabShowsDocumentation() throws Exception {
    for (String theme : List.of("Dark", "Light")) {
      theme(theme);
      append("x.matmul");
      String tooltip = "(document.querySelector('.jp-Tooltip')?.innerText || '')";
      // An answer that comes while the page still changes its theme is thrown away by the page.
      for (int i = 0; i < 4 && !page.value(tooltip + ".length > 0").asBoolean(); i++) {
        start("tooltip:launch-notebook");
        Thread.sleep(2000);
      }
      try {
        page.await("a tooltip with our documentation", tooltip + ".includes('matrix product')", 30);
      } finally {
        shot("notebook-shift-tab-" + theme.toLowerCase(Locale.ROOT));
      }
      assertThat(page.value(tooltip).asText()).contains("Tensor matmul(Tensor other)");
      start("tooltip:dismiss");
      removeLast();
    }
  }

  @Test
  @Order(7)
  void theVariablePanelListsTensors() throws Exception {
    page.size(1280, 1000);
    page.value("void " + APP + ".shell.activateById('jp-debugger-sidebar')");
    startDebugger();
    String list = "(document.querySelector('.jp-DebuggerVariables')?.innerText || '')";
    try {
      page.await("what is declared, among the variables", list + ".includes('optimizer')", 30);
    } finally {
      for (String theme : List.of("Dark", "Light")) {
        theme(theme);
        shot("notebook-variables-" + theme.toLowerCase(Locale.ROOT));
      }
      page.size(1280, 900);
    }
    assertThat(page.value(list).asText())
        .contains("Tensor float32[2000, 28, 28]", "Sequential 4 parts, 101,770 parameters")
        .contains("DataLoader<Labeled> 2000 samples in 32 batches, shuffled", "0.25");
  }

  @Test
  @Order(9) // Last: after a click, Chromium asks before it leaves a page with changes.
  void theDebuggerStopsInACell() throws Exception {
    open("debugging.ipynb");
    page.value("void " + APP + ".shell.activateById('jp-debugger-sidebar')");
    startDebugger();
    String gutter =
        BOOK
            + ".content.widgets[1].node.querySelectorAll('.cm-breakpoint-gutter .cm-gutterElement')";
    page.await("a margin for breakpoints", gutter + ".length > 4", 30);
    page.value("[..." + gutter + "].at(-2).setAttribute('id', 'line-with-the-return')");
    page.click("#line-with-the-return");
    String breakpoints = "(document.querySelector('.jp-DebuggerBreakpoints')?.innerText || '')";
    page.await("the breakpoint in the list", breakpoints + ".length > 3", 20);
    start("notebook:run-all-cells");
    String stack = "(document.querySelector('.jp-DebuggerCallstack')?.innerText || '')";
    String variables = "(document.querySelector('.jp-DebuggerVariables')?.innerText || '')";
    try {
      page.await("the method and its caller in the call stack", stack + ".includes('step')", 60);
      page.await("its variables", variables + ".includes('error')", 20);
    } finally {
      Thread.sleep(1000);
      shot("notebook-debugger");
    }
    assertThat(page.value(stack).asText()).contains("step", "cell 2");
    assertThat(page.value(variables).asText()).contains("float32[16, 4]", "rate", "0.1");
    assertThat(
            page.value("document.querySelectorAll('.jp-DebuggerEditor-highlight').length").asInt())
        .as("marked lines")
        .isPositive();
    start("debugger:next");
    page.await(
        "the cell, back from the call",
        stack + ".includes('cell 2') && !" + stack + ".includes('step')",
        20);
    start("debugger:continue");
    page.await(
        "the result of the cell",
        "JSON.stringify("
            + BOOK
            + ".content.widgets[2].model.sharedModel.getOutputs()).includes('8, 4')",
        20);
  }

  @Test
  @Order(8)
  void theQuickstartRuns() throws Exception {
    open("01-quickstart.ipynb");
    start("notebook:run-all-cells");
    // The last cell is a mistake made on purpose.
    page.await("all cells have run", ALL_RAN, 400);
    int training =
        page.value(
                BOOK
                    + ".content.widgets.findIndex(w => w.model.sharedModel.getSource()"
                    + ".includes('trainer.fit'))")
            .asInt();
    JsonNode chart =
        page.value(
            BOOK + ".content.widgets[" + training + "].model.sharedModel.getOutputs()[0].data");
    assertThat(chart.path("image/svg+xml").toString()).contains("<svg");
    select(training);
    pictures("quickstart", 900);
  }
}
