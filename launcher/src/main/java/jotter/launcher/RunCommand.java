package jotter.launcher;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jotter run`: executes a notebook without Python.
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Execute a notebook from its first cell to its last, without Python or Jupyter, and write it with its outputs.",
      "%nStops at the first cell that fails, shows its error, and exits with 1."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NOTEBOOK", description = "An .ipynb file; it is not changed.")
  private Path notebook;

  @Option(
      names = {"-o", "--out", "--output"},
      paramLabel = "FILE",
      description =
          "Where to write it, as .ipynb or .html; may be given more than once. Without it, both go into a"
              + " folder `out` beside the notebook.")
  private List<Path> outputs = List.of();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "The longest that one cell may take (${DEFAULT-VALUE}).")
  private long timeout = 600;

  @Override
  public Integer call() throws Exception {
    return jotter.kernel.run.RunCommand.run(
        notebook, outputs, Duration.ofSeconds(timeout), System.out, System.err);
  }
}
