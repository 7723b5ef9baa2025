package jotter.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Writes loss, learning rate and metrics so that TensorBoard shows them.
///
/// ```java
/// trainer.listen(new TensorBoardLog(Path.of("logs/first"))).fit(train, valid, 10);
/// ```
///
/// Then `tensorboard --logdir logs`. The loss of every n-th batch is `batch/loss`; what is known
/// after an epoch has its name, such as `val_accuracy`, with the epoch as its step.
public final class TensorBoardLog implements TrainListener {
  private final Path folder;
  private final int every;
  private EventFile events;

  public TensorBoardLog(Path folder) {
    this(folder, 10);
  }

  /// @param every the loss of every so many batches is written
  public TensorBoardLog(Path folder, int every) {
    this.folder = folder;
    this.every = every;
  }

  @Override
  public void on(TrainEvent event) {
    try {
      switch (event) {
        case TrainEvent.FitStarted e -> events = new EventFile(folder);
        case TrainEvent.BatchDone e -> {
          if (e.step() % every == 0) events.scalar("batch/loss", e.step(), e.metrics().get("loss"));
        }
        case TrainEvent.Stepped e -> {
          if (e.step() % every != 0) return;
          events.scalar("batch/lr", e.step(), e.lr());
          if (!Double.isNaN(e.gradNorm())) events.scalar("batch/norm", e.step(), e.gradNorm());
        }
        case TrainEvent.EpochDone e -> {
          for (var m : e.metrics().entrySet()) events.scalar(m.getKey(), e.epoch(), m.getValue());
        }
        case TrainEvent.FitDone e -> events.close();
        case TrainEvent.EpochStarted e -> {}
        case TrainEvent.Differentiated e -> {}
        case TrainEvent.Validated e -> {}
      }
    } catch (IOException x) {
      throw new UncheckedIOException("the log in " + folder + " cannot be written", x);
    }
  }
}
