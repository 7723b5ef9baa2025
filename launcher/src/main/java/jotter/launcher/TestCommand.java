package jotter.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `jotter test` in the list of commands. The scripts answer it themselves, before this program is
/// built, because a test run must not need a build that works.
@Command(
    name = "test",
    mixinStandardHelpOptions = true,
    customSynopsis = "jotter test [MAVEN-OPTION...]",
    description =
        "Run every test, formatting and the notebooks included; ends with Maven's summary."
            + " Further words go to Maven, such as -pl nn.")
final class TestCommand implements Callable<Integer> {
  @Unmatched private List<String> options = new ArrayList<>();

  @Override
  public Integer call() {
    throw new IllegalStateException(
        "`test` is run by the script: ./jotter test " + String.join(" ", options));
  }
}
