package jotter.examples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import jotter.nn.train.Checkpoint;
import jotter.nn.train.CsvLog;
import jotter.nn.train.TrainEvent;
import jotter.nn.train.Trainer;

/// How an example is run.
///
/// @param out the folder for checkpoints, logs and pictures; a run that finds its checkpoint there
///   goes on from it
/// @param seed where all random numbers come from
/// @param limit how many steps it takes at most; for trying it out
/// @param log where it tells how far it is
public record Run(Path out, long seed, long limit, PrintStream log) {
  /// A whole run.
  public static Run in(Path out, long seed) {
    return new Run(out, seed, Long.MAX_VALUE, System.out);
  }

  /// Whether the run is only tried out.
  public boolean isTrial() {
    return limit < Long.MAX_VALUE;
  }

  /// `n`, or the limit if that is less.
  public int steps(int n) {
    return (int) Math.min(n, limit);
  }

  /// A file of this run.
  public Path file(String name) {
    return out.resolve(name);
  }

  /// Tells something.
  public void say(String format, Object... values) {
    log.println(String.format(Locale.ROOT, format, values));
    log.flush();
  }

  /// Writes a text beside the checkpoints.
  public void write(String name, String text) throws IOException {
    Files.createDirectories(out);
    Files.writeString(file(name), text);
  }

  /// Lets a trainer write a checkpoint after each epoch and every minute, a line for each epoch,
  /// and go on from where an earlier run was cut off.
  public void attend(Trainer<?> trainer) throws IOException {
    Files.createDirectories(out);
    Path file = file("checkpoint.safetensors");
    if (Checkpoint.resumeIfThere(trainer, file))
      say("going on from %s: epoch %d, step %d", file, trainer.epoch() + 1, trainer.step());
    trainer
        .listen(Checkpoint.every(file).seconds(60))
        .listen(new CsvLog(file("log.csv")))
        .listen(
            event -> {
              if (event instanceof TrainEvent.EpochDone e) {
                StringBuilder s = new StringBuilder();
                e.metrics()
                    .forEach((n, v) -> s.append(String.format(Locale.ROOT, " %s %.5g", n, v)));
                say("%5.0f s  epoch %d %s", trainer.seconds(), e.epoch(), s);
              }
            });
  }
}
