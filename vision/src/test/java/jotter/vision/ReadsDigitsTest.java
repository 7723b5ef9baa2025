package jotter.vision;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.nn.data.DataLoader;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.Flatten;
import jotter.nn.layers.Linear;
import jotter.nn.layers.MaxPool2d;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.optim.AdamW;
import jotter.nn.train.Trainer;
import jotter.tensor.Rng;
import jotter.vision.datasets.Mnist;
import org.junit.jupiter.api.Test;

/// The whole way, from images in a jar to a network that reads them.
class ReadsDigitsTest {
  @Test
  void aSmallNetworkLearnsToRead() {
    Rng.seed(3);
    var net =
        new Sequential(
            new Conv2d(1, 8, 5, 2, 0),
            new ReLU(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(8 * 6 * 6, 10));
    var trainer =
        Trainer.of(net, new CrossEntropyLoss(), new AdamW(net.parameters(), 4e-3))
            .metric("accuracy", new Accuracy())
            .progress(false);
    trainer.fit(DataLoader.of(Mnist.train().take(4000), 50).shuffle(true).seed(1), 2);
    assertThat(trainer.test(DataLoader.of(Mnist.test(), 250)).get("accuracy")).isGreaterThan(0.88);
  }
}
