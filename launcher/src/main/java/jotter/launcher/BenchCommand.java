package jotter.launcher;

import java.util.concurrent.Callable;
import jotter.bench.Serve;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `jotter bench --serve`: the candidate's side of the benchmark.
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description =
        "Answer requests for benchmark workloads: ids on standard input, figures as lines of JSON on"
            + " standard output.")
final class BenchCommand implements Callable<Integer> {
  @Option(names = "--serve", required = true, description = "Serve until `quit` or end of input.")
  private boolean[] serve; // an array: those who append options need not look whether it is there

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
    Serve.run(new Serve.Options(threads, tuned, seconds, warmup == null ? seconds : warmup));
    return 0;
  }
}
