package jotter.bench;

import java.util.concurrent.Callable;

/// One line of the table of workloads.
///
/// @param id its name, such as `mm.f32.512`; never given a second meaning
/// @param setup makes data and models, computes the check, and returns what is to be measured
public record Workload(String id, Setup setup) {

  /// The untimed part.
  @FunctionalInterface
  public interface Setup {
    /// Prepares the workload for these settings.
    Task prepare(Settings settings) throws Exception;
  }

  /// How the whole run was started.
  ///
  /// @param threads how many threads may compute
  /// @param tuned whether the fastest of several public ways may be chosen in setup
  public record Settings(int threads, boolean tuned) {}

  /// What setup hands over.
  public sealed interface Task extends AutoCloseable {

    /// The number by which both sides see that they compute the same; `NaN` for none.
    double check();

    /// The name of the way chosen in tuned mode.
    String variant();

    /// Removes what setup has left outside of the process, such as files.
    @Override
    default void close() throws Exception {}
  }

  /// Something to be done again and again against the clock.
  ///
  /// @param check see [Task#check()]
  /// @param variant see [Task#variant()]
  /// @param gradients whether operations are recorded for gradients while it runs
  /// @param iteration one iteration; its result is handed to a sink the compiler cannot see through
  /// @param cleanup see [Task#close()]
  public record Timed(
      double check, String variant, boolean gradients, Callable<?> iteration, AutoCloseable cleanup)
      implements Task {
    private static final AutoCloseable NOTHING = () -> {};

    /// With gradients.
    public Timed(double check, Callable<?> iteration) {
      this(check, "default", true, iteration, NOTHING);
    }

    /// The same without gradients.
    public Timed withoutGradients() {
      return new Timed(check, variant, false, iteration, cleanup);
    }

    /// The same with something to be removed at the end.
    public Timed closing(AutoCloseable cleanup) {
      return new Timed(check, variant, gradients, iteration, cleanup);
    }

    @Override
    public void close() throws Exception {
      cleanup.close();
    }
  }

  /// Something that takes its own times, such as the start of a process.
  ///
  /// @param check see [Task#check()]
  /// @param clock takes samples in seconds, at least three, for about as many seconds as it is told
  public record Clocked(double check, Clock clock) implements Task {
    /// Takes samples.
    @FunctionalInterface
    public interface Clock {
      /// Samples in seconds.
      double[] run(double seconds) throws Exception;
    }

    @Override
    public String variant() {
      return "default";
    }
  }

  /// Something that is done once and yields a figure of its own, such as megabytes.
  ///
  /// @param variant see [Task#variant()]
  /// @param value the figure
  /// @param unit its unit
  /// @param secondsPerStep how long one step of the run took
  public record Counted(String variant, double value, String unit, double secondsPerStep)
      implements Task {
    @Override
    public double check() {
      return Double.NaN;
    }
  }
}
