package jotter.nn.train;

import java.nio.file.Path;
import jotter.nn.Layer;
import jotter.nn.StateDict;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.layers.BatchNorm1d;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.MSELoss;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.CosineAnnealingLR;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;

/// A training that {@link KillTest} kills: a checkpoint after every batch, so that most of its time
/// is spent writing.
final class KilledTraining {
  private static final int EPOCHS = 8;

  private KilledTraining() {}

  /// @param args the folder for the checkpoint and the weights at the end
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    Dataset<Labeled> data =
        Rng.with(Rng.of(9), () -> Dataset.of(Tensor.randn(160, 64), Tensor.randn(160, 1)));
    Rng.seed(1);
    Layer net =
        new Sequential(
            new Linear(64, 512),
            new BatchNorm1d(512),
            new ReLU(),
            new Dropout(0.3),
            new Linear(512, 512),
            new ReLU(),
            new Linear(512, 1));
    var optimizer = new AdamW(net.parameters(), 1e-3);
    var trainer =
        Trainer.of(net, new MSELoss(), optimizer)
            .scheduleSteps(new CosineAnnealingLR(optimizer, 20 * EPOCHS))
            .progress(false);
    Path file = folder.resolve("run.safetensors");
    Checkpoint.resumeIfThere(trainer, file);
    System.out.println("at " + trainer.step());
    trainer
        .listen(
            e -> {
              if (e instanceof TrainEvent.BatchDone b) System.out.println("writing " + b.step());
            })
        .listen(Checkpoint.every(file).batches(1))
        .fit(DataLoader.of(data, 8).shuffle(true).seed(3).workers(1), EPOCHS);
    StateDict.save(net, folder.resolve("end.safetensors"));
    System.out.println("end");
    // The loader's threads are daemons, but whoever waits wants to go on now.
    System.exit(0);
  }
}
