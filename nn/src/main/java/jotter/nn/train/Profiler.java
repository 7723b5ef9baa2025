package jotter.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import jotter.tensor.Check;
import jotter.tensor.diagnostics.Profile;
import jotter.tensor.diagnostics.ProfileFiles;

/// Looks where time and memory of some batches of a training go, by layer and by operation:
/// forward, backward, optimizer, and the waiting between them for data.
///
/// ```java
/// var profiler = Profiler.after(1).batches(1);
/// trainer.listen(profiler).fit(loader, 1);
/// profiler.profile().byLayer();      // in a notebook the profile itself is tables and a flame graph
/// ```
///
/// The first batches compile kernels and say little, so it begins after some. Around code of one's
/// own there is {@link Profile#of} and {@link Profile#begin}.
public final class Profiler implements TrainListener {
  private final long wait;
  private long batches = 3;
  private Path folder;
  private Consumer<Profile> then = p -> {};
  private long seen;
  private Profile running;
  private Profile profile;

  private Profiler(long wait) {
    this.wait = wait;
  }

  /// Begins after so many batches.
  public static Profiler after(long batches) {
    Check.value(batches >= 0, "Profiler", "must not be negative, got " + batches);
    return new Profiler(batches);
  }

  /// How many batches it looks at; 3 unless told otherwise.
  public Profiler batches(long n) {
    Check.value(n > 0, "Profiler", "must look at one batch at least, got " + n);
    batches = n;
    return this;
  }

  /// Writes `profile.csv` and `trace.json` into a folder when it has seen enough.
  public Profiler into(Path folder) {
    this.folder = folder;
    return this;
  }

  /// Hands the profile to `then` when it has seen enough.
  public Profiler then(Consumer<Profile> then) {
    this.then = then;
    return this;
  }

  /// What was seen.
  ///
  /// @throws jotter.tensor.TensorException if it has not seen enough yet
  public Profile profile() {
    Check.value(
        profile != null,
        "Profiler",
        "has seen " + seen + " batches and wants " + (wait + batches) + "; train longer");
    return profile;
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.FitStarted e -> begin();
      case TrainEvent.BatchDone e -> {
        seen++;
        if (running != null && seen == wait + batches) end();
        begin();
      }
      case TrainEvent.FitDone e -> {
        if (running != null) end();
      }
      case TrainEvent.EpochStarted e -> {}
      case TrainEvent.Differentiated e -> {}
      case TrainEvent.Stepped e -> {}
      case TrainEvent.Validated e -> {}
      case TrainEvent.EpochDone e -> {}
    }
  }

  private void begin() {
    if (seen == wait && profile == null && running == null) running = Profile.begin();
  }

  private void end() {
    profile = running.end();
    running = null;
    if (folder != null) {
      try {
        ProfileFiles.csv(profile, folder.resolve("profile.csv"));
        ProfileFiles.trace(profile, folder.resolve("trace.json"));
      } catch (IOException x) {
        throw new UncheckedIOException("the profile cannot be written to " + folder, x);
      }
    }
    then.accept(profile);
  }
}
