package jotter.examples;

import java.util.ArrayList;
import java.util.List;
import jotter.audio.datasets.SpokenDigits;
import jotter.audio.transforms.Decibels;
import jotter.audio.transforms.MelSpectrogram;
import jotter.audio.transforms.Resample;
import jotter.audio.transforms.SpecAugment;
import jotter.audio.transforms.Spectrogram;
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

/// A small convolutional network learns to hear digits in mel spectrograms.
final class SpokenDigitsCnn implements Example {
  private static final int RATE = 8000;
  private static final int BANDS = 40;
  private static final int FRAMES = 64;
  private static final int BATCH = 32;
  private static final int EPOCHS = 25;

  private static final MelSpectrogram MEL =
      MelSpectrogram.of(RATE, BANDS, Spectrogram.of(256).hop(100));

  @Override
  public String name() {
    return "digits";
  }

  @Override
  public String about() {
    return "a small CNN on mel spectrograms of spoken digits: 93 % on recordings 0 to 4";
  }

  @Override
  public Result run(Run run) throws Exception {
    SpokenDigits train = SpokenDigits.train();
    SpokenDigits test = SpokenDigits.test();
    run.say("%d recordings to learn from, %d to test with", train.size(), test.size());

    Rng.seed(run.seed());
    Layer model =
        new Sequential(
            block(1, 24),
            block(24, 48),
            block(48, 64),
            new Flatten(),
            new Dropout(0.4),
            new Linear(64 * (BANDS / 8) * (FRAMES / 8), 10));
    int epochs = run.isTrial() ? 1 : EPOCHS;
    var batches =
        DataLoader.of(augmented(train), BATCH).shuffle(true).dropLast(true).seed(run.seed());
    var optimizer = new AdamW(model.parameters(), 1e-3).weightDecay(0.05);
    int steps = (int) batches.batches() * epochs;
    var trainer =
        Trainer.of(model, new CrossEntropyLoss().labelSmoothing(0.1), optimizer)
            .metric("accuracy", new Accuracy())
            .scheduleSteps(new OneCycleLR(optimizer, 3e-3, steps + 1));
    run.attend(trainer);
    trainer.fit(batches, epochs);
    double accuracy = trainer.test(DataLoader.of(plain(test), 50)).get("accuracy");
    return new Result("test accuracy", 100 * accuracy, 93, true, trainer.seconds());
  }

  private static Layer block(long in, long out) {
    return new Sequential(
        new Conv2d(in, out, ConvOptions.kernel(3).padding(1).bias(false)),
        new BatchNorm2d(out),
        new ReLU(),
        new MaxPool2d(2));
  }

  /// Each recording as its mel spectrogram in decibels.
  private static Dataset<Labeled> plain(SpokenDigits data) {
    List<Labeled> r = new ArrayList<>();
    for (var d : data.recordings())
      r.add(new Labeled(features(d.wave().samples(), 0), Tensor.scalar((long) d.digit())));
    return Dataset.of(r);
  }

  /// Every time a little faster or slower, sooner or later, louder or softer, with parts hidden.
  private static Dataset<Labeled> augmented(SpokenDigits data) {
    SpecAugment hide = new SpecAugment(6, 8, 1, -1.5);
    return data.map(
        d -> {
          Rng rng = Rng.current();
          int faster = (int) rng.nextLong(9) - 4;
          Tensor x = Resample.of(20, 20 - faster / 2).apply(d.wave().samples());
          int shift = (int) rng.nextLong(9) - 4;
          Tensor features = features(x, shift).add(rng.nextGaussian() * 0.2);
          return new Labeled(hide.apply(features), Tensor.scalar((long) d.digit()));
        });
  }

  /// (1, bands, frames): the same number of frames for all, the sound `shift` frames off the
  /// middle.
  private static Tensor features(Tensor samples, int shift) {
    Tensor mel = Decibels.power().range(60).apply(MEL.apply(samples));
    // Zero is the loudest, as recordings differ in loudness.
    Tensor x = mel.sub(mel.amax()).add(30).div(20);
    long n = x.size(2);
    long begin = (FRAMES - n) / 2 + shift;
    Tensor cut = begin < 0 ? x.narrow(2, Math.min(-begin, n - 1), n - Math.min(-begin, n - 1)) : x;
    Tensor kept = cut.narrow(2, 0, Math.min(cut.size(2), FRAMES - Math.max(0, begin)));
    long left = Math.max(0, begin);
    long right = FRAMES - left - kept.size(2);
    return kept.constantPad(new long[] {left, right}, -1.5);
  }
}
