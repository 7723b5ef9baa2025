package jotter.launcher;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import jotter.examples.Example;
import jotter.examples.Result;
import jotter.examples.Run;
import jotter.nn.data.files.DataHome;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `jotter train`: real runs on real data.
@Command(
    name = "train",
    mixinStandardHelpOptions = true,
    description = {
      "Train one of the examples on real data and say how good it has become; without a name, list them.",
      "%nA run that was cut off goes on from its checkpoint. Exits with 1 if the figure is not reached."
    })
final class TrainCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which example.")
  private String name;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "A folder that has the data already, as DIR/mnist, DIR/multi30k, ...; without it, data is"
              + " downloaded to ~/.cache/jotter.")
  private String data;

  @Option(names = "--seed", description = "Where random numbers begin (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where checkpoints, logs and pictures go (runs/NAME).")
  private Path out;

  @Option(names = "--limit", paramLabel = "STEPS", description = "Stop after so many steps.")
  private long limit = Long.MAX_VALUE;

  @Override
  public Integer call() throws Exception {
    if (name == null) {
      for (Example e : Example.all()) System.out.printf("%-14s %s%n", e.name(), e.about());
      return 0;
    }
    Example example = Example.of(name);
    if (data != null) System.setProperty(DataHome.PROPERTY, data);
    Path folder = out == null ? Path.of("runs", name) : out;
    Result result = example.run(new Run(folder, seed, limit, System.out));
    System.out.printf("%s, seed %d: %s%n", name, seed, result);
    return result.isReached() ? 0 : 1;
  }
}
