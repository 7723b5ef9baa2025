package jotter.nn.display;

import static org.assertj.core.api.Assertions.assertThat;

import jotter.nn.Layer;
import jotter.nn.data.DataLoader;
import jotter.nn.data.Labeled;
import jotter.nn.data.TensorDataset;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;
import jotter.nn.loss.CrossEntropyLoss;
import jotter.nn.metrics.Accuracy;
import jotter.nn.optim.AdamW;
import jotter.nn.optim.StepLR;
import jotter.nn.train.Trainer;
import jotter.tensor.Rng;
import jotter.tensor.Tensor;
import jotter.tensor.display.Facts;
import jotter.tensor.display.MimeBundle;
import jotter.tensor.display.Renderers;
import org.junit.jupiter.api.Test;

/// What layers, loaders and trainers say of themselves in a list of variables and below a cell.
class WhatTheySayTest {
  private final Layer model =
      new Sequential(new Linear(64, 128), new ReLU(), new Linear(128, 10)).eval();
  private final DataLoader<Labeled> batches =
      DataLoader.of(new TensorDataset(Tensor.ones(100, 64), Tensor.zeros(100)), 32).shuffle(true);

  private static Facts facts(Object o) {
    return Facts.of(o).orElseThrow();
  }

  @Test
  void aLayerSaysHowManyParametersItHas() {
    assertThat(facts(model).line()).isEqualTo("3 parts, 9,610 parameters, in evaluation");
    assertThat(facts(model).inside()).containsKeys("0", "1", "2").containsEntry("training", false);
    assertThat(facts(new Linear(2, 3)).inside().get("weight")).isInstanceOf(Tensor.class);
    Layer lambda = x -> x.mul(2);
    assertThat(facts(lambda).line()).isEqualTo("no parameters");
    MimeBundle shown = Renderers.render(model);
    assertThat(shown.plain()).startsWith("Sequential(\n  (0): Linear(in_features=64");
    assertThat(shown.data().get(MimeBundle.HTML).toString()).contains("9,610 parameters");
    assertThat(Renderers.render(lambda).plain()).isEqualTo("lambda()");
    assertThat(Renderers.render(model.compile()).plain()).contains("Linear(in_features=64");
  }

  @Test
  void aLoaderIsNotGoneThroughToSayWhatItIs() {
    assertThat(batches).hasToString("DataLoader (100 samples in 4 batches, shuffled)");
    assertThat(facts(batches).inside())
        .containsEntry("batch size", 32)
        .containsEntry("epochs begun", 0L);
  }

  @Test
  void trainersSchedulesMetricsAndGenerators() {
    var optimizer = new AdamW(model.parameters(), 0.5);
    var trainer = Trainer.of(model, new CrossEntropyLoss(), optimizer).progress(false);
    assertThat(trainer).hasToString("Trainer of Sequential by AdamW, not yet begun");
    assertThat(facts(trainer).inside()).containsKeys("model", "optimizer", "epoch", "step");
    assertThat(new StepLR(optimizer, 10, 0.1)).hasToString("StepLR at step 0, lr 0.5");
    var accuracy = new Accuracy();
    assertThat(Renderers.render(accuracy).plain()).isEqualTo("Accuracy, nothing seen yet");
    accuracy.update(Tensor.of(1, 0).reshape(1, 2), Tensor.of(0L));
    assertThat(Renderers.render(accuracy).plain()).isEqualTo("Accuracy 1.00000");
    assertThat(Rng.of(7)).hasToString("Rng of seed 7");
  }
}
