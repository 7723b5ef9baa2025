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
      "%nStops at the first cell that fails, shows its error, and exits with 1.",
      "%nA folder of notebooks becomes a site: a page for each, with links to its neighbours, and an index."
    })
final class RunCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "NOTEBOOK",
      description = "An .ipynb file, which is not changed, or a folder of them.")
  private Path notebook;

  @Option(
      names = {"-o", "--out", "--output"},
      paramLabel = "FILE",
      description =
          "Where to write it, as .ipynb, .html or .md (with its pictures beside it); may be given more than"
              + " once. Without it, the first two go into a folder `out` beside the notebook. For a site,"
              + " its folder.")
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
