package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every example in the documentation of tensors compiles, runs, and shows what it says.
class DocExamplesTest {
  /// What examples take for granted, by file.
  private static final Map<String, String> GIVEN =
      Map.ofEntries(
          Map.entry(
              "Checkpoint.java",
              "Function<Tensor, Tensor> block = Tensor::tanh; Tensor x = Tensor.ones(2);"),
          Map.entry("Conversion.java", "Tensor x = Tensor.ones(2, 3);"),
          Map.entry("Curves.java", "double[] steps = {1, 2, 3}; double[] losses = {3, 2, 1};"),
          Map.entry("Custom.java", "Tensor x = Tensor.of(1f, 2f).requiresGrad_();"),
          Map.entry(
              "F.java",
              """
              Tensor x = Tensor.rand(2, 3, 8, 8); Tensor w = Tensor.rand(4, 3, 3, 3);
              Tensor b = Tensor.rand(4); Tensor logits = Tensor.rand(2, 5);
              Tensor labels = Tensor.of(3L, 0L);
              """),
          Map.entry("FromMemory.java", "var segment = Arena.ofAuto().allocate(24);"),
          Map.entry("Grad.java", "Tensor x = Tensor.of(1f).requiresGrad_();"),
          Map.entry(
              "GradCheck.java",
              """
              Tensor a = Tensor.rand(new long[] {3}, DType.FLOAT64);
              Tensor b = Tensor.rand(new long[] {3}, DType.FLOAT64);
              """),
          Map.entry(
              "Linalg.java", "Tensor a = Tensor.rand(2, 3, 3); Tensor b = Tensor.rand(2, 3, 3);"),
          Map.entry("LiveTensors.java", "void train() {}"),
          Map.entry(
              "Scope.java",
              "Tensor batch = Tensor.ones(3); Tensor step(Tensor t) { return t.sum(); }"),
          Map.entry(
              "Profile.java",
              "java.util.function.UnaryOperator<Tensor> model = t -> t.exp();"
                  + " Tensor x = Tensor.rand(3).requiresGrad_();"),
          Map.entry("Stft.java", "Tensor signal = Tensor.rand(1600);"));

  /// Examples that other modules run, or that a person has to see.
  private static final List<String> ELSEWHERE =
      List.of("Diagnostic.java", "LiveDisplay.java", "Plot.java", "ProgressBar.java", "Show.java");

  private static final String VALUES =
      """
      Tensor x = Tensor.rand(3, 4);
      Tensor w = Tensor.rand(3); Tensor b = Tensor.rand(3);
      Tensor mask = Tensor.of(true, false, true);
      """;

  private static Path sources() {
    return Path.of("..", "core", "src", "main", "java", "jotter", "tensor");
  }

  private static DocExamples shell;

  @BeforeAll
  static void open() {
    shell =
        new DocExamples(
            "import static jotter.tensor.Index.*; import static jotter.tensor.formula.Formula.*;");
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  @TestFactory
  Stream<DynamicTest> examples() throws Exception {
    Path files = Files.createTempDirectory("examples");
    return DocExamples.below(sources()).stream()
        .filter(e -> !ELSEWHERE.contains(e.file()))
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.toString(),
                    () -> shell.run(GIVEN.getOrDefault(e.file(), VALUES), in(files, e))));
  }

  /// The example with its files in `folder`.
  private static DocExamples.Example in(Path folder, DocExamples.Example e) {
    String code = e.code().replace("Path.of(\"", "Path.of(\"" + folder + "/");
    return new DocExamples.Example(e.file(), e.line(), code);
  }

  @Test
  void thePageOfTensors() throws Exception {
    page("tensors.md");
  }

  @Test
  void thePageOfGraphs() throws Exception {
    page("compile.md");
  }

  private static void page(String name) throws Exception {
    Path page = Path.of("..", "..", "docs", name);
    Path files = Files.createTempDirectory("examples");
    List<DocExamples.Example> all =
        DocExamples.below(page).stream().map(e -> in(files, e)).toList();
    assertThat(all).hasSizeGreaterThan(3);
    try (DocExamples one = new DocExamples("")) {
      for (DocExamples.Example e : all) one.run("", e);
    }
  }
}
