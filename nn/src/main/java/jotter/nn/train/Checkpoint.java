package jotter.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.stream.Stream;
import jotter.nn.optim.Scheduler;
import jotter.tensor.Check;

/// Everything that training needs to go on as if nothing had happened: weights, the optimizer's and
/// the schedulers' state, the place within the epoch, and the random source. One safetensors file,
/// written to a temporary file, brought to the disk and renamed, so that there is always a whole
/// one.
///
/// ```java
/// trainer.listen(Checkpoint.every(Path.of("run.safetensors")).batches(100));
/// ...
/// Checkpoint.resume(trainer, Path.of("run.safetensors"));
/// trainer.fit(train, valid, 10); // what is left of the 10 epochs
/// ```
///
/// A resumed run does what the run without interruption would have done, to the last bit, provided
/// that the loader is made with the same seed and the threads compute in the same order, which they
/// do on Jotter's own engine. Metrics of an epoch that was cut count the batches since.
public final class Checkpoint implements TrainListener {
  private static final String END = ".safetensors";

  private final Path place;
  private final String metric;
  private final boolean max;
  private final int keep;
  private long every;
  private long pause = Long.MAX_VALUE;
  private long written = System.nanoTime();
  private final Deque<Path> last = new ArrayDeque<>();
  private final PriorityQueue<Scored> best;

  private record Scored(double value, Path file) {}

  /// @param keep how many files stay in the folder `place`; 0 if `place` is the file itself
  private Checkpoint(Path place, String metric, boolean max, int keep) {
    this.place = place;
    this.metric = metric;
    this.max = max;
    this.keep = keep;
    Comparator<Scored> worstFirst = Comparator.comparingDouble(Scored::value);
    best = new PriorityQueue<>(max ? worstFirst : worstFirst.reversed());
  }

  /// Writes the file after each epoch.
  public static Checkpoint every(Path file) {
    return new Checkpoint(file, null, false, 0);
  }

  /// Writes the file after each epoch whose metric is the best so far.
  ///
  /// @param max whether larger is better
  public static Checkpoint best(Path file, String metric, boolean max) {
    return new Checkpoint(file, metric, max, 0);
  }

  /// Writes a new file into `folder` each time, named by the step, and keeps the last `k`. {@link
  /// #latest} finds the newest.
  public static Checkpoint last(Path folder, int k) {
    Check.value(k > 0, "Checkpoint", "must keep at least one file, got " + k);
    return new Checkpoint(folder, null, false, k);
  }

  /// Keeps in `folder` the files of the `k` epochs with the best values of a metric.
  ///
  /// @param max whether larger is better
  public static Checkpoint best(Path folder, int k, String metric, boolean max) {
    Check.value(k > 0, "Checkpoint", "must keep at least one file, got " + k);
    return new Checkpoint(folder, metric, max, k);
  }

  /// Writes after every `n` batches, too.
  public Checkpoint batches(long n) {
    Check.value(n > 0 && metric == null, "Checkpoint", "every " + n + " batches is not possible");
    every = n;
    return this;
  }

  /// Writes after the batch by which `seconds` have passed since it wrote, too.
  public Checkpoint seconds(double seconds) {
    Check.value(
        seconds >= 0 && metric == null, "Checkpoint", "every " + seconds + " s is not possible");
    pause = (long) (seconds * 1e9);
    return this;
  }

  @Override
  public void on(TrainEvent event) {
    switch (event) {
      case TrainEvent.BatchDone e -> {
        // Between batches that share a step there are gradients, which are not saved.
        boolean due = every > 0 && e.step() % every == 0 || System.nanoTime() - written >= pause;
        if (due && e.trainer().isBetweenSteps()) write(e.trainer());
      }
      case TrainEvent.EpochDone e -> epoch(e);
      case TrainEvent.FitStarted e -> {}
      case TrainEvent.EpochStarted e -> {}
      case TrainEvent.Differentiated e -> {}
      case TrainEvent.Stepped e -> {}
      case TrainEvent.Validated e -> {}
      case TrainEvent.FitDone e -> {}
    }
  }

  private void epoch(TrainEvent.EpochDone e) {
    if (metric == null) {
      write(e.trainer());
      return;
    }
    Double v = e.metrics().get(metric);
    if (v == null)
      throw Check.valueError(
          "Checkpoint", "no metric '" + metric + "'; there are " + e.metrics().keySet());
    if (best.size() >= Math.max(1, keep)) {
      double worst = best.peek().value();
      if (max ? v <= worst : v >= worst) return;
      Scored out = best.poll();
      if (keep > 0) delete(out.file());
    }
    best.add(new Scored(v, write(e.trainer())));
  }

  private Path write(Trainer<?> trainer) {
    Path file =
        keep == 0
            ? place
            : place.resolve(String.format(Locale.ROOT, "step-%010d", trainer.step()) + END);
    try {
      save(trainer, file);
    } catch (IOException x) {
      throw new UncheckedIOException("the checkpoint " + file + " cannot be written", x);
    }
    written = System.nanoTime();
    if (keep > 0 && metric == null) {
      last.remove(file);
      last.add(file);
      if (last.size() > keep) delete(last.poll());
    }
    return file;
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException x) {
      throw new UncheckedIOException("the old checkpoint " + file + " cannot be removed", x);
    }
  }

  /// The newest file that {@link #last} has written into a folder.
  public static Optional<Path> latest(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) return Optional.empty();
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(f -> f.getFileName().toString().matches("step-\\d+\\.safetensors"))
          .max(Comparator.comparing(f -> f.getFileName().toString()));
    }
  }

  /// Writes the trainer's state.
  public static void save(Trainer<?> trainer, Path file) throws IOException {
    snapshot(trainer).save(file);
  }

  /// Brings a trainer, made as the one that was saved, to the saved state.
  ///
  /// @throws IOException if the file is missing or damaged
  public static void resume(Trainer<?> trainer, Path file) throws IOException {
    snapshot(trainer).load(file);
  }

  /// As {@link #resume} if there is such a file; tells whether there was.
  public static boolean resumeIfThere(Trainer<?> trainer, Path file) throws IOException {
    return snapshot(trainer).loadIfThere(file);
  }

  private static Snapshot snapshot(Trainer<?> trainer) {
    Snapshot s =
        new Snapshot()
            .with("model", trainer.model())
            .with("optimizer", trainer.optimizer())
            .numbers("trainer", trainer::place, trainer::resume);
    int i = 0;
    for (Scheduler scheduler : trainer.schedulers()) s.with("scheduler" + i++, scheduler);
    if (trainer.scaler() != null) s.with("scaler", trainer.scaler());
    return s;
  }
}
