package jotter.examples;

import jotter.nn.Layer;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvOptions;
import jotter.nn.layers.Dropout;
import jotter.nn.layers.Flatten;
import jotter.nn.layers.Linear;
import jotter.nn.layers.MaxPool2d;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.OneCycleLR;
import jotter.nn.train.Trainer;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.vision.datasets.Mnist;

/// A small convolutional network learns to read the digits of MNIST.
final class MnistCnn implements Example {
  private static final int BATCH = 128;
  private static final int EPOCHS = 6;

  @Override
  public String name() {
    return "mnist";
  }

  @Override
  public String about() {
    return "a small CNN on all of MNIST: test accuracy 99.2 %";
  }

  @Override
  public Result run(Run run) throws Exception {
    Mnist train = run.isTrial() ? Mnist.train() : Mnist.download(Mnist.Part.TRAIN);
    Mnist test = run.isTrial() ? Mnist.test() : Mnist.download(Mnist.Part.TEST);

    Rng.seed(run.seed());
    Layer model =
        new Sequential(
            block(1, 16),
            block(16, 32),
            block(32, 64),
            new Flatten(),
            new Dropout(0.2),
            new Linear(64 * 9, 10));
    run.say("%,d parameters, %,d digits", model.parameterCount(), train.size());

    int epochs = run.isTrial() ? 1 : EPOCHS;
    Dataset<Labeled> shown =
        run.isTrial() ? shifted(train).take(BATCH * run.limit()) : shifted(train);
    var batches = DataLoader.of(shown, BATCH).shuffle(true).dropLast(true).seed(run.seed());
    var optimizer = new AdamW(model.parameters(), 1e-3).weightDecay(0.05);
    int steps = (int) batches.batches() * epochs;
    var trainer =
        Trainer.of(model, new CrossEntropyLoss(), optimizer)
            .metric("accuracy", new Accuracy())
            .scheduleSteps(new OneCycleLR(optimizer, 1e-2, steps + 1));
    run.attend(trainer);
    trainer.fit(batches, epochs);
    Dataset<Labeled> measured = run.isTrial() ? test.take(500) : test;
    double accuracy = trainer.test(DataLoader.of(measured, 500)).get("accuracy");
    return new Result("test accuracy", 100 * accuracy, 99.2, true, trainer.seconds());
  }

  private static Layer block(long in, long out) {
    return new Sequential(
        new Conv2d(in, out, ConvOptions.kernel(3).padding(1).bias(false)),
        new BatchNorm2d(out),
        new ReLU(),
        new MaxPool2d(2));
  }

  /// Each batch moved by up to two pixels.
  private static Dataset<Labeled> shifted(Mnist data) {
    return new Dataset<>() {
      @Override
      public Labeled get(long index) {
        return data.get(index);
      }

      @Override
      public long size() {
        return data.size();
      }

      @Override
      public Labeled gather(long[] indices) {
        Labeled b = data.gather(indices);
        Rng rng = Rng.of(indices[0]);
        long left = rng.nextLong(5);
        long top = rng.nextLong(5);
        double paper = -Mnist.MEAN / Mnist.DEVIATION;
        Tensor wide = b.x().constantPad(new long[] {2, 2, 2, 2}, paper);
        return new Labeled(wide.narrow(2, top, 28).narrow(3, left, 28).contiguous(), b.y());
      }
    };
  }
}
