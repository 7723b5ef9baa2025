package jotter.examples;

import java.nio.file.Files;
import jotter.nn.BaseLayer;
import jotter.nn.Layer;
import jotter.nn.Mode;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.init.Init;
import jotter.nn.layers.BatchNorm2d;
import jotter.nn.layers.Conv2d;
import jotter.nn.layers.ConvOptions;
import jotter.nn.layers.ConvTranspose2d;
import jotter.nn.layers.Linear;
import jotter.nn.loss.BCEWithLogitsLoss;
import jotter.nn.optim.Adam;
import jotter.nn.optim.AveragedWeights;
import jotter.nn.optim.Optimizer;
import jotter.nn.train.Snapshot;
import jotter.tensor.Grad;
import jotter.tensor.Rng;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;
import jotter.vision.datasets.Mnist;
import jotter.vision.image.Pictures;

/// Two networks play: one invents digits, the other tells them from real ones. Radford, Metz and
/// Chintala 2015, arXiv:1511.06434.
final class MnistDcgan implements Example {
  private static final int NOISE = 64;
  private static final int BATCH = 64;
  private static final int EPOCHS = 10;

  @Override
  public String name() {
    return "dcgan";
  }

  @Override
  public String about() {
    return "a DCGAN on MNIST; its digits are a picture at the end";
  }

  /// From noise (N, 64) to digits (N, 1, 28, 28) between -1 and 1.
  static final class Generator extends BaseLayer {
    final Linear begin = new Linear(NOISE, 96 * 49, false);
    final BatchNorm2d norm1 = new BatchNorm2d(96);
    final ConvTranspose2d up1 =
        new ConvTranspose2d(96, 48, ConvOptions.kernel(4).stride(2).padding(1).bias(false));
    final BatchNorm2d norm2 = new BatchNorm2d(48);
    final ConvTranspose2d up2 =
        new ConvTranspose2d(48, 1, ConvOptions.kernel(4).stride(2).padding(1));

    @Override
    public Tensor forward(Tensor noise) {
      Tensor x = norm1.apply(begin.apply(noise).view(-1, 96, 7, 7)).relu();
      return up2.apply(norm2.apply(up1.apply(x)).relu()).tanh();
    }
  }

  /// From digits (N, 1, 28, 28) to how real they look (N), before the sigmoid.
  static final class Discriminator extends BaseLayer {
    final Conv2d down1 = new Conv2d(1, 48, ConvOptions.kernel(4).stride(2).padding(1));
    final Conv2d down2 = new Conv2d(48, 96, ConvOptions.kernel(4).stride(2).padding(1).bias(false));
    final BatchNorm2d norm = new BatchNorm2d(96);
    final Linear end = new Linear(96 * 49, 1);

    @Override
    public Tensor forward(Tensor x) {
      Tensor y = down1.apply(x).leakyRelu(0.2);
      y = norm.apply(down2.apply(y)).leakyRelu(0.2);
      return end.apply(y.flatten(1, -1)).squeeze(1);
    }
  }

  @Override
  public Result run(Run run) throws Exception {
    Mnist data = run.isTrial() ? Mnist.train() : Mnist.download(Mnist.Part.TRAIN);
    Rng.seed(run.seed());
    Generator forger = begin(new Generator());
    Discriminator judge = begin(new Discriminator());
    Adam forging = new Adam(forger.parameters(), 4e-4).betas(0.5, 0.999);
    Adam judging = new Adam(judge.parameters(), 2e-4).betas(0.5, 0.999);
    // What is shown is the average of the forgers of the last few hundred steps: each of them has
    // just evaded one objection of the judge's, their average all of them. Yazici et al. 2018,
    // arXiv:1806.04498.
    var average = AveragedWeights.exponential(forger, 0.998);
    Tensor shown = Tensor.randn(64, NOISE);
    var batches = DataLoader.of(data, BATCH).shuffle(true).dropLast(true).seed(run.seed());

    double[] place = {0, 0};
    var snapshot =
        new Snapshot()
            .with("forger", forger)
            .with("judge", judge)
            .with("average", average)
            .with("forging", forging)
            .with("judging", judging)
            .numbers("place", () -> place, v -> System.arraycopy(v, 0, place, 0, 2));
    var file = run.file("checkpoint.safetensors");
    Files.createDirectories(run.out());
    if (snapshot.loadIfThere(file)) run.say("going on from %s: epoch %.0f", file, place[0] + 1);

    int epochs = run.isTrial() ? 1 : EPOCHS;
    for (; place[0] < epochs; ) {
      long begun = System.nanoTime();
      double[] sums = new double[3];
      batches.epoch((long) place[0]);
      for (Labeled b : batches) {
        if (sums[2] == run.limit()) break;
        // From paper 0 and ink 1, normalized, to -1 and 1.
        Tensor real = b.x().mul(2 * Mnist.DEVIATION).add(2 * Mnist.MEAN - 1);
        double[] losses = Scope.run(() -> step(forger, judge, forging, judging, real));
        Scope.run(() -> average.update(forger));
        sums[0] += losses[0];
        sums[1] += losses[1];
        sums[2]++;
      }
      place[0]++;
      place[1] += (System.nanoTime() - begun) / 1e9;
      snapshot.save(file);
      Pictures.write(grid(average.model(), shown), run.file("digits.png"));
      run.say(
          "%5.0f s  epoch %.0f  judge %.3f  forger %.3f",
          place[1], place[0], sums[0] / sums[2], sums[1] / sums[2]);
    }
    double likeness = Forgeries.likeness(average.model(), NOISE, run);
    return new Result(
        "forged digits that pass a test which 90 of 100 real ones pass, in percent",
        likeness,
        50,
        true,
        place[1]);
  }

  /// Small normal weights, as the paper has them.
  private static <L extends Layer> L begin(L model) {
    model
        .namedParameters()
        .forEach(
            (name, p) -> {
              if (p.value().rank() > 1) Init.normal(p.value(), 0, 0.02);
            });
    return model;
  }

  private static double[] step(
      Layer forger, Layer judge, Optimizer forging, Optimizer judging, Tensor real) {
    var loss = new BCEWithLogitsLoss();
    Tensor yes = Tensor.ones(BATCH);
    Tensor no = Tensor.zeros(BATCH);
    Tensor forged = forger.apply(Tensor.randn(BATCH, NOISE));

    judging.zeroGrad();
    // Never quite sure of what is real: Salimans et al. 2016, arXiv:1606.03498.
    Tensor judged =
        loss.apply(judge.apply(real), yes.mul(0.9))
            .add(loss.apply(judge.apply(forged.detach()), no));
    judged.backward();
    judging.step();

    forging.zeroGrad();
    Tensor fooled = loss.apply(judge.apply(forged), yes);
    fooled.backward();
    forging.step();
    return new double[] {judged.item(), fooled.item()};
  }

  private static Tensor grid(Layer forger, Tensor noise) {
    Tensor x = Scope.run(() -> Mode.eval(() -> Grad.off(() -> forger.apply(noise))));
    return Pictures.grid(x.add(1).div(2), 8, 2);
  }
}
