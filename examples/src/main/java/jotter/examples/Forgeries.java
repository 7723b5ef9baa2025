package jotter.examples;

import java.util.Arrays;
import jotter.nn.Layer;
import jotter.nn.Mode;
import jotter.nn.data.DataLoader;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvOptions;
import jotter.nn.layers.Flatten;
import jotter.nn.layers.Linear;
import jotter.nn.layers.MaxPool2d;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.optim.AdamW;
import jotter.nn.train.Trainer;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.vision.datasets.Mnist;

/// How good forged digits are, as a network sees it that has learned from real ones.
final class Forgeries {
  private static final int COUNT = 1000;

  /// The share of real digits that passes.
  private static final double REAL = 0.9;

  private Forgeries() {}

  /// The share in percent of forgeries about which a classifier is as sure as about nine of ten
  /// real digits that it has not seen before. Digits that are missing among them are taken off in
  /// proportion: a forger of fine ones alone gets a tenth of it.
  static double likeness(Layer forger, int noise, Run run) {
    Rng.seed(run.seed() + 1);
    Layer reader = reader(run);
    int n = run.isTrial() ? 50 : COUNT;
    float[] real = surest(reader, Mnist.test().inputs()).sure();
    Arrays.sort(real);
    float least = real[(int) Math.round(real.length * (1 - REAL))];

    Tensor drawn = Scope.run(() -> quietly(forger, Tensor.randn(n, noise)).add(1).div(2));
    Seen seen = surest(reader, drawn.sub(Mnist.MEAN).div(Mnist.DEVIATION));
    int[] counts = new int[10];
    int good = 0;
    for (int i = 0; i < n; i++)
      if (seen.sure()[i] >= least) {
        good++;
        counts[(int) seen.digit()[i]]++;
      }
    long classes = Arrays.stream(counts).filter(c -> c > 0).count();
    run.say(
        "real digits pass with %.1f %% or more; of %d forged ones %d do, of each digit %s",
        100 * least, n, good, Arrays.toString(counts));
    return 100.0 * good / n * classes / 10;
  }

  /// What it takes pictures for, and how sure it is.
  private record Seen(float[] sure, long[] digit) {}

  private static Seen surest(Layer reader, Tensor digits) {
    Tensor p = Scope.run(() -> quietly(reader, digits).softmax(-1));
    var best = p.max(1);
    return new Seen(best.values().toFloatArray(), best.indices().toLongArray());
  }

  private static Tensor quietly(Layer model, Tensor x) {
    return Mode.eval(() -> Grad.off(() -> model.apply(x)));
  }

  private static Layer reader(Run run) {
    Layer reader =
        new Sequential(
            new Conv2d(1, 16, ConvOptions.kernel(3).padding(1)),
            new ReLU(),
            new MaxPool2d(2),
            new Conv2d(16, 32, ConvOptions.kernel(3).padding(1)),
            new ReLU(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(32 * 49, 10));
    Trainer.of(reader, new CrossEntropyLoss(), new AdamW(reader.parameters(), 2e-3))
        .progress(false)
        .fit(
            DataLoader.of(Mnist.train().take(run.isTrial() ? 256 : 10_000), 64)
                .shuffle(true)
                .seed(run.seed()),
            run.isTrial() ? 1 : 3);
    return reader;
  }
}
