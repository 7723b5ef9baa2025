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
  public sealed interface Task {

    /// The number by which both sides see that they compute the same; `NaN` for none.
    double check();

    /// The name of the way chosen in tuned mode.
    String variant();
  }

  /// Something to be done again and again against the clock.
  ///
  /// @param check see [Task#check()]
  /// @param variant see [Task#variant()]
  /// @param iteration one iteration; its result is handed to a sink the compiler cannot see through
  public record Timed(double check, String variant, Callable<?> iteration) implements Task {
    public Timed(double check, Callable<?> iteration) {
      this(check, "default", iteration);
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
