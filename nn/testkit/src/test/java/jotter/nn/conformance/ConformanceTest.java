package jotter.nn.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import jotter.tensor.testkit.conformance.ConformanceCommand;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The smallest case of every module, optimizer and scheduler, with PyTorch's results.
class ConformanceTest {
  @ParameterizedTest
  @CsvSource({"modules, 150", "optimizers, 15", "schedulers, 16"})
  void agreesWithPyTorch(String group, int cases) throws Exception {
    Path suite = Path.of(ConformanceTest.class.getResource("/conformance").toURI());
    var out = new ByteArrayOutputStream();
    int failed =
        ConformanceCommand.run(
            suite, group, false, new PrintStream(out, true, StandardCharsets.UTF_8));
    String report = out.toString(StandardCharsets.UTF_8);
    assertThat(failed).as(report).isZero();
    assertThat(report).contains(cases + " passed, 0 failed");
  }
}
