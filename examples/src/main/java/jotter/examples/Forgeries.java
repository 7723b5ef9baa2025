package jotter.examples;

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

  private Forgeries() {}

  /// The share in percent of which a classifier says with 90 % which digit they are, if all ten are
  /// among them; classes that are missing are taken off in proportion.
  static double likeness(Layer forger, int noise, Run run) {
    Rng.seed(run.seed() + 1);
    Layer reader =
        new Sequential(
            new Conv2d(1, 8, ConvOptions.kernel(3).padding(1)),
            new ReLU(),
            new MaxPool2d(2),
            new Conv2d(8, 16, ConvOptions.kernel(3).padding(1)),
            new ReLU(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(16 * 49, 10));
    Trainer.of(reader, new CrossEntropyLoss(), new AdamW(reader.parameters(), 2e-3))
        .progress(false)
        .fit(
            DataLoader.of(Mnist.train().take(run.isTrial() ? 256 : 10_000), 64)
                .shuffle(true)
                .seed(run.seed()),
            run.isTrial() ? 1 : 3);
    int n = run.isTrial() ? 50 : COUNT;
    Tensor p =
        Scope.run(
            () ->
                Mode.eval(
                    () ->
                        Grad.off(
                            () -> {
                              Tensor x = forger.apply(Tensor.randn(n, noise)).add(1).div(2);
                              Tensor y = x.sub(Mnist.MEAN).div(Mnist.DEVIATION);
                              return reader.apply(y).softmax(-1);
                            })));
    var best = p.max(1);
    float[] sure = best.values().toFloatArray();
    long[] digit = best.indices().toLongArray();
    int[] counts = new int[10];
    int good = 0;
    for (int i = 0; i < n; i++)
      if (sure[i] > 0.9) {
        good++;
        counts[(int) digit[i]]++;
      }
    int classes = 0;
    for (int c : counts) if (c > 0) classes++;
    run.say(
        "of %d forged digits %d are clear, of each digit %s",
        n, good, java.util.Arrays.toString(counts));
    return 100.0 * good / n * classes / 10;
  }
}
