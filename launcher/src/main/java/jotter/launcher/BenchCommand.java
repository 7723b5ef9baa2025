package jotter.launcher;

import java.util.concurrent.Callable;
import jotter.bench.Rate;
import jotter.bench.Serve;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jotter bench --serve`: the candidate's side of the benchmark. `jotter bench --rate`: a
/// product's rate beside its micro-kernel's.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Answer requests for benchmark workloads: ids on standard input, figures as lines of JSON on"
            + " standard output. Or print the rate of a product beside its micro-kernel's.")
final class BenchCommand implements Callable<Integer> {
  @ArgGroup(multiplicity = "1")
  private Task task;

  /// What to do.
  private static final class Task {
    @Option(names = "--serve", description = "Serve until `quit` or end of input.")
    private boolean[] serve; // an array: those who append options need not look whether it is there

    @Option(
        names = "--rate",
        description = "Print the rate of a float32 product beside that of its micro-kernel.")
    private boolean rate;
  }

  @Option(names = "--threads", paramLabel = "N", description = "Threads that compute (all).")
  private int threads = Runtime.getRuntime().availableProcessors();

  @Option(names = "--seconds", paramLabel = "S", description = "Time for a workload (1).")
  private double seconds = 1;

  @Option(names = "--warmup", paramLabel = "W", description = "Time before that (as --seconds).")
  private Double warmup;

  @Option(names = "--tuned", description = "Choose the fastest public way in setup.")
  private boolean tuned;

  @Override
  public Integer call() throws Exception {
    if (task.rate) {
      Rate.run(seconds, System.out);
      return 0;
    }
    Serve.run(new Serve.Options(threads, tuned, seconds, warmup == null ? seconds : warmup));
    return 0;
  }
}
