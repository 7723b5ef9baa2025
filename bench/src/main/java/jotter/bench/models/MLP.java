package jotter.bench.models;

import java.util.LinkedHashMap;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.layers.Linear;
import jotter.nn.layers.ReLU;
import jotter.nn.layers.Sequential;

/// Networks of linear layers with ReLU between them.
public final class MLP {
  private MLP() {}

  /// Layers `fc1`, `fc2`, ... of these sizes: `MLP.of(784, 512, 256, 10)`.
  public static Sequential of(long... sizes) {
    Map<String, Layer> layers = new LinkedHashMap<>();
    for (int i = 1; i < sizes.length; i++) {
      if (i > 1) {
        layers.put("relu" + (i - 1), new ReLU());
      }
      layers.put("fc" + i, new Linear(sizes[i - 1], sizes[i]));
    }
    return new Sequential(layers);
  }
}
