package jotter.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import jotter.bench.Workload.Clocked;
import jotter.bench.Workload.Counted;
import jotter.bench.Workload.Settings;
import jotter.bench.Workload.Task;
import jotter.bench.Workload.Timed;

/// Answers requests for workloads, one line of JSON for each line of input: `list`, `ID`, `ID
/// SECONDS`, `quit`. What is unknown or fails is answered with an `error`, and the next line is
/// read.
public final class Serve {
  private static final ObjectMapper JSON = new ObjectMapper();

  /// A group of workloads; found by [ServiceLoader].
  public interface Group {
    /// The workloads, in the order in which they are listed.
    List<Workload> workloads();
  }

  /// How a run is started.
  ///
  /// @param threads how many threads may compute
  /// @param tuned whether setup may choose the fastest of several public ways
  /// @param seconds how long a workload is timed
  /// @param warmup how long it runs before that
  public record Options(int threads, boolean tuned, double seconds, double warmup) {
    public Options {
      if (threads < 1 || !(seconds >= 0) || !(warmup >= 0)) {
        throw new IllegalArgumentException(
            "bench: threads must be positive and times not negative, got %d, %s s, %s s"
                .formatted(threads, seconds, warmup));
      }
    }

    Settings settings() {
      return new Settings(threads, tuned);
    }
  }

  private final Map<String, Workload> workloads = new LinkedHashMap<>();
  private final Options options;
  private final PrintStream log;

  /// The latest task stays prepared: a request repeated finds it warm.
  private String latestId;

  private Task latest;
  private double prepareSeconds;

  Serve(List<Workload> workloads, Options options, PrintStream log) {
    for (Workload workload : workloads) {
      if (this.workloads.put(workload.id(), workload) != null) {
        throw new IllegalArgumentException("bench: two workloads have the id " + workload.id());
      }
    }
    this.options = options;
    this.log = log;
  }

  /// Serves until `quit` or the end of standard input. Standard output carries answers only; what
  /// anything else prints there goes to standard error.
  public static void run(Options options) throws IOException {
    PrintStream answers = System.out;
    System.setOut(System.err);
    // What the engine reads when it is loaded.
    System.setProperty("jotter.threads", Integer.toString(options.threads()));
    List<Workload> workloads = all();
    var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    new Serve(workloads, options, System.err).serve(in, answers);
  }

  /// All workloads of all groups.
  static List<Workload> all() {
    return ServiceLoader.load(Group.class).stream()
        .flatMap(group -> group.get().workloads().stream())
        .toList();
  }

  void serve(BufferedReader in, PrintStream answers) throws IOException {
    for (String line; (line = in.readLine()) != null; ) {
      String request = line.strip();
      if (request.equals("quit")) {
        break;
      }
      if (!request.isEmpty()) {
        answers.println(JSON.writeValueAsString(answer(request)));
        answers.flush();
      }
    }
    drop();
  }

  private Map<String, Object> answer(String request) {
    if (request.equals("list")) {
      return Map.of("ids", workloads.keySet());
    }
    String[] words = request.split("\\s+");
    try {
      Workload workload = workloads.get(words[0]);
      if (workload == null) {
        throw new IllegalArgumentException("unknown id");
      }
      double seconds = words.length > 1 ? Double.parseDouble(words[1]) : options.seconds();
      return measure(workload, seconds);
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      drop();
      e.printStackTrace(log);
      Map<String, Object> answer = new LinkedHashMap<>();
      answer.put("id", words[0]);
      answer.put("error", e.getMessage() == null ? e.toString() : e.getMessage());
      return answer;
    }
  }

  private Map<String, Object> measure(Workload workload, double seconds) throws Exception {
    boolean repeated = workload.id().equals(latestId);
    if (!repeated) {
      drop();
      long start = System.nanoTime();
      latest = workload.setup().prepare(options.settings());
      latestId = workload.id();
      prepareSeconds = (System.nanoTime() - start) * 1e-9;
    }
    Memory.resetPeak();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", workload.id());
    answer.put("threads", options.settings().threads());
    switch (latest) {
      case Timed timed -> {
        double warmup = repeated ? options.warmup() / 10 : options.warmup();
        put(answer, time(timed, warmup, seconds));
      }
      case Clocked clocked -> {
        double[] samples = clocked.clock().run(seconds);
        put(answer, Measure.timing(samples, samples.length));
      }
      case Counted counted -> {
        answer.put("median_s", counted.secondsPerStep());
        answer.put("p10_s", counted.secondsPerStep());
        answer.put("p90_s", counted.secondsPerStep());
        answer.put("iters", 1);
        answer.put("value", counted.value());
        answer.put("unit", counted.unit());
      }
    }
    answer.put("peak_rss_mb", finite(Memory.peakMegabytes()));
    answer.put("check", finite(latest.check()));
    if (options.settings().tuned()) {
      answer.put("mode", "tuned");
      answer.put("variant", latest.variant());
      answer.put("prepare_s", prepareSeconds);
    }
    return answer;
  }

  /// Gradients are switched off around the whole measurement, not in every iteration.
  private static Measure.Timing time(Timed timed, double warmup, double seconds) throws Exception {
    Callable<Measure.Timing> measure = () -> Measure.time(timed.iteration(), warmup, seconds);
    return timed.gradients() ? measure.call() : Data.withoutGradients(measure);
  }

  private static void put(Map<String, Object> answer, Measure.Timing timing) {
    answer.put("median_s", timing.median());
    answer.put("p10_s", timing.p10());
    answer.put("p90_s", timing.p90());
    answer.put("iters", timing.iterations());
  }

  /// Forgets the latest task and what it left outside of the process.
  private void drop() {
    Task task = latest;
    latest = null;
    latestId = null;
    if (task != null) {
      try {
        task.close();
      } catch (Exception e) {
        e.printStackTrace(log);
      }
      // As in the reference, so that the next task does not begin beside the tensors of this one.
      task = null;
      System.gc();
    }
  }

  /// JSON has no NaN.
  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }
}
