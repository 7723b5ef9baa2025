package jotter.nn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jotter.tensor.testkit.DocExamples;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The examples in the documentation of layers, optimizers and training run.
class DocExamplesTest {
  /// Sketches with an ellipsis, and examples with data sets or libraries of rooms above.
  private static final List<String> SKETCHES =
      List.of(
          "AveragedWeights.java",
          "Checkpoint.java",
          "Dashboard.java",
          "DataFile.java",
          "DataLoader.java",
          "Dataset.java",
          "Dqn.java",
          "Environment.java",
          "EventFile.java",
          "JointOptimizer.java",
          "SearchSpace.java",
          "Snapshot.java",
          "Study.java",
          "TableEncoder.java",
          "Tables.java",
          "Tar.java");

  private static final String IMPORTS =
      """
      import jotter.nn.*;
      import jotter.nn.data.*;
      import jotter.nn.display.*;
      import jotter.nn.init.*;
      import jotter.nn.layers.*;
      import jotter.nn.layers.MultiheadAttention.*;
      import jotter.nn.loss.*;
      import jotter.nn.metrics.*;
      import jotter.nn.optim.*;
      import jotter.nn.train.*;
      """;

  private static final String VALUES =
      """
      Layer model = new Sequential(new Flatten(), new Linear(784, 10));
      Linear conv = new Linear(3, 3);
      Tensor x = Tensor.rand(2, 4, 64);
      TensorDataset digits = new TensorDataset(Tensor.rand(8, 1, 28, 28), Tensor.zeros(8).to(DType.INT64));
      DataLoader<Labeled> loader = DataLoader.of(digits, 4);
      DataLoader<Labeled> train = loader; DataLoader<Labeled> valid = loader;
      DataLoader<Labeled> test = loader;
      Tensor loss(Tensor output, Tensor target) { return F.crossEntropy(output, target); }
      Optimizer optimizer = new AdamW(model.parameters(), 1e-3);
      Trainer<Labeled> trainer = Trainer.of(model, new CrossEntropyLoss(), optimizer);
      record Pair(Tensor left, Tensor right) {}
      Tensor loss(Layer model, Tensor left, Tensor right) { return model.apply(left).sum(); }
      void train() {}
      """;

  private static DocExamples shell;

  @BeforeAll
  static void open() {
    shell = new DocExamples(IMPORTS);
  }

  @AfterAll
  static void close() {
    shell.close();
  }

  @TestFactory
  Stream<DynamicTest> examples() throws Exception {
    Path files = Files.createTempDirectory("examples");
    return DocExamples.below(Path.of("..", "src", "main", "java", "jotter", "nn")).stream()
        .filter(e -> !SKETCHES.contains(e.file()))
        .map(
            e ->
                DynamicTest.dynamicTest(
                    e.toString(), () -> shell.run(VALUES + given(e), in(files, e))));
  }

  private static String given(DocExamples.Example e) {
    return e.file().equals("Mode.java") ? "x = Tensor.rand(2, 784);" : "";
  }

  private static DocExamples.Example in(Path folder, DocExamples.Example e) {
    String code = e.code().replace("Path.of(\"", "Path.of(\"" + folder + "/");
    return new DocExamples.Example(e.file(), e.line(), code);
  }

  @Test
  void thePageOfTraining() throws Exception {
    Path files = Files.createTempDirectory("training");
    List<DocExamples.Example> all = DocExamples.below(Path.of("..", "..", "docs", "training.md"));
    assertThat(all).hasSizeGreaterThan(8);
    try (DocExamples one = new DocExamples(IMPORTS + "import jotter.tensor.diagnostics.*;")) {
      for (DocExamples.Example e : all) {
        String code = e.code().replace("Path.of(\"run\")", "Path.of(\"" + files + "\")");
        one.run("", new DocExamples.Example(e.file(), e.line(), code));
      }
    }
  }
}
