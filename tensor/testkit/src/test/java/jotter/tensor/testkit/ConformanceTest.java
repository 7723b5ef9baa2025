package jotter.tensor.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import jotter.tensor.testkit.conformance.CaseRunner;
import jotter.tensor.testkit.conformance.ConformanceCommand;
import jotter.tensor.testkit.conformance.Outcome;
import jotter.tensor.testkit.conformance.Suite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The committed part of the conformance suite passes, case for case.
class ConformanceTest {
  @TestFactory
  Stream<DynamicTest> groups() throws Exception {
    Path dir = Path.of(getClass().getResource("/conformance/manifest.json").toURI()).getParent();
    return new Suite(dir)
        .groups().stream().map(g -> DynamicTest.dynamicTest(g.name(), () -> check(g)));
  }

  private static void check(Suite.Group group) throws Exception {
    CaseRunner runner =
        ServiceLoader.load(CaseRunner.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(r -> r.kind().equals(group.kind()))
            .findFirst()
            .orElseThrow();
    List<Outcome> outcomes = ConformanceCommand.run(group, null, runner);
    assertThat(outcomes).hasSizeGreaterThan(10);
    assertThat(outcomes).allMatch(Outcome::passed);
  }
}
