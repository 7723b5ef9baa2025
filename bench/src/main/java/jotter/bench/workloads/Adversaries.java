package jotter.bench.workloads;

import java.util.List;
import jotter.bench.Data;
import jotter.bench.models.Discriminator;
import jotter.bench.models.Generator;
import jotter.nn.Layer;
import jotter.nn.loss.BCEWithLogitsLoss;
import jotter.nn.loss.Loss;
import jotter.nn.optim.Adam;
import jotter.nn.optim.Optimizer;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// A generator and a discriminator that learn from one another. Goodfellow et al. 2014,
/// arXiv:1406.2661.
final class Adversaries implements Training.Step {
  private static final long SAMPLES = 32;

  private final Layer generator;
  private final Layer discriminator;
  private final Optimizer generatorOptimizer;
  private final Optimizer discriminatorOptimizer;
  private final Loss criterion = new BCEWithLogitsLoss();
  private final Tensor real = Tensor.ones(SAMPLES);
  private final Tensor made = Tensor.zeros(SAMPLES);
  private final List<Tensor> noise =
      Training.batches(k -> Data.normal("dcgan/z" + k, SAMPLES, 100, 1, 1));
  private final List<Tensor> images =
      Training.batches(k -> Data.uniform("dcgan/x" + k, -1, 1, SAMPLES, 3, 32, 32));

  Adversaries(boolean compiled) {
    Generator g = Data.init("dcgan_g", new Generator());
    Discriminator d = Data.init("dcgan_d", new Discriminator());
    generatorOptimizer = new Adam(g.parameters(), 2e-4).betas(0.5, 0.999);
    discriminatorOptimizer = new Adam(d.parameters(), 2e-4).betas(0.5, 0.999);
    generator = compiled ? g.compile() : g;
    discriminator = compiled ? d.compile() : d;
  }

  @Override
  public Tensor on(int k) {
    return Scope.run(
        () -> {
          Tensor fake = generator.apply(noise.get(k));

          discriminatorOptimizer.zeroGrad();
          Tensor judged = criterion.apply(discriminator.apply(images.get(k)), real);
          Tensor unmasked = criterion.apply(discriminator.apply(fake.detach()), made);
          Tensor discriminatorLoss = judged.add(unmasked);
          discriminatorLoss.backward();
          discriminatorOptimizer.step();

          // This also reaches the discriminator, whose gradients the next step forgets.
          generatorOptimizer.zeroGrad();
          Tensor generatorLoss = criterion.apply(discriminator.apply(fake), real);
          generatorLoss.backward();
          generatorOptimizer.step();
          return discriminatorLoss.detach().add(generatorLoss.detach());
        });
  }
}
