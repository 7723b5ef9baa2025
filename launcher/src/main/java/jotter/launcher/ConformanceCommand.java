package jotter.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jotter conformance`: compares Jotter with reference results from a folder.
@Command(
    name = "conformance",
    mixinStandardHelpOptions = true,
    description = {
      "Compute the cases of a conformance folder and compare with the reference results in it.",
      "%nThe last line is `N passed, N failed`; exits with 1 if a case failed."
    })
final class ConformanceCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "The folder with manifest.json.")
  private Path folder;

  @Option(names = "--only", paramLabel = "GLOB", description = "Only the cases that match.")
  private String only;

  @Option(names = "--json", description = "One line of JSON for each case.")
  private boolean json;

  @Override
  public Integer call() throws Exception {
    return jotter.tensor.testkit.conformance.ConformanceCommand.run(folder, only, json, System.out);
  }
}
