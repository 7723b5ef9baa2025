package jotter.bench.workloads;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jotter.bench.Serve;
import jotter.bench.Workload;
import jotter.bench.Workload.Clocked;
import jotter.bench.Workload.Counted;
import jotter.bench.Workload.Task;

/// `mem` and `start`: what fresh processes take.
public final class Processes implements Serve.Group {
  private static final int FEWEST = 3;

  /// What a long training took, until both of its workloads have been asked for.
  private Trained trained;

  private record Trained(double peak, double growth, double secondsPerStep) {}

  @Override
  public List<Workload> workloads() {
    return List.of(
        new Workload("mem.resnet18.peak", settings -> peak(settings.threads())),
        new Workload("mem.resnet18.growth", settings -> growth(settings.threads())),
        new Workload("start.matmul", settings -> start(settings.threads())));
  }

  private Task peak(int threads) throws Exception {
    trained = train(threads);
    return new Counted("default", trained.peak(), "MB", trained.secondsPerStep());
  }

  private Task growth(int threads) throws Exception {
    Trained run = trained == null ? train(threads) : trained;
    trained = null;
    return new Counted("default", run.growth(), "MB", run.secondsPerStep());
  }

  private static Trained train(int threads) throws Exception {
    Run run = run(LongTraining.class, threads);
    String[] figures = run.line().split(" ");
    return new Trained(
        Double.parseDouble(figures[0]),
        Double.parseDouble(figures[1]),
        run.seconds() / LongTraining.steps());
  }

  private static Clocked start(int threads) throws Exception {
    double check = Double.parseDouble(run(FirstProduct.class, threads).line());
    return new Clocked(
        check,
        seconds -> {
          List<Double> samples = new ArrayList<>();
          long begin = System.nanoTime();
          while (samples.size() < FEWEST || (System.nanoTime() - begin) * 1e-9 < seconds) {
            samples.add(run(FirstProduct.class, threads).seconds());
          }
          return samples.stream().mapToDouble(Double::doubleValue).toArray();
        });
  }

  /// @param line the first line that a process printed
  /// @param seconds from its start until the line was there
  private record Run(String line, double seconds) {}

  /// Starts a process and waits for its end.
  private static Run run(Class<?> main, int threads) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(java());
    command.add("-Djotter.threads=" + threads);
    command.add(main.getName());
    long begin = System.nanoTime();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    try (BufferedReader out = process.inputReader()) {
      String line = out.readLine();
      double seconds = (System.nanoTime() - begin) * 1e-9;
      int status = process.waitFor();
      if (line == null || status != 0) {
        throw new IOException(
            "%s ended with status %d and printed %s".formatted(main.getName(), status, line));
      }
      return new Run(line, seconds);
    }
  }

  /// As `./jotter` starts it: with the options and the cache that belong to the build. Without a
  /// build, with the class path of this process.
  private static List<String> java() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String options = System.getProperty("jotter.args");
    if (options == null) {
      return List.of(
          java,
          "--add-modules=jdk.incubator.vector",
          "--enable-native-access=ALL-UNNAMED",
          "-cp",
          System.getProperty("java.class.path"));
    }
    Path cache = Path.of(options).resolveSibling("jotter.aot");
    return Files.exists(cache)
        ? List.of(java, "@" + options, "-XX:AOTCache=" + cache)
        : List.of(java, "@" + options);
  }
}
