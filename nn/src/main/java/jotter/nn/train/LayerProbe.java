package jotter.nn.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jotter.nn.Layer;
import jotter.nn.Param;
import jotter.tensor.Grad;
import jotter.tensor.Scope;
import jotter.tensor.Tensor;

/// Looks at the layers of a network in one training step, when it is told to: gradients, weights,
/// how far a step moves them, and what the layers put out.
final class LayerProbe implements AutoCloseable {
  /// How many numbers of a tensor a histogram looks at.
  private static final int LOOKED_AT = 2000;

  private static final int MOST_LAYERS = 40;

  private final Map<String, Param> weights = new LinkedHashMap<>();
  private final List<Runnable> hooks = new ArrayList<>();
  private final Map<String, double[]> activations = new LinkedHashMap<>();
  private final Map<String, Double> gradients = new LinkedHashMap<>();
  private final Map<String, double[]> before = new LinkedHashMap<>();
  private boolean watching;
  private boolean complete;
  private long nanos;
  private long forwardNanos;

  /// What was seen in one step.
  ///
  /// @param gradients the norm of each layer's gradients
  /// @param updates how far the step moved the weights of each layer, beside their norm
  /// @param weights numbers out of each layer's weights
  /// @param activations numbers out of each layer's output
  /// @param nanos what looking took in all
  /// @param forwardNanos the part of it in the forward pass
  record Sample(
      Map<String, Double> gradients,
      Map<String, Double> updates,
      Map<String, double[]> weights,
      Map<String, double[]> activations,
      long nanos,
      long forwardNanos) {}

  LayerProbe(Layer model) {
    Map<String, Layer> layers = model.namedLayers();
    int with = 0;
    for (Map.Entry<String, Layer> e : layers.entrySet()) {
      Layer layer = e.getValue();
      if (!layer.children().isEmpty()) {
        continue;
      }
      // The matrix of a layer stands for it: biases and scales have norms of their own kind.
      layer.namedParameters().entrySet().stream()
          .filter(p -> p.getValue().isReady() && p.getValue().requiresGrad())
          .max(java.util.Comparator.comparingLong(p -> p.getValue().value().numel()))
          .ifPresent(p -> weights.put(e.getKey(), p.getValue()));
      if (++with <= MOST_LAYERS) {
        hooks.add(
            layer.onAfter(
                (l, x, y) -> {
                  if (watching && l.isTraining()) {
                    long start = Clock.now();
                    activations.put(e.getKey(), some(y));
                    forwardNanos += Clock.now() - start;
                  }
                  return null;
                }));
      }
    }
    while (weights.size() > MOST_LAYERS) {
      thin();
    }
  }

  /// Keeps every other layer.
  private void thin() {
    int i = 0;
    for (var it = weights.keySet().iterator(); it.hasNext(); i++) {
      it.next();
      if (i % 2 == 1) {
        it.remove();
      }
    }
  }

  /// Whether the next step is looked at.
  void watch(boolean on) {
    watching = on;
    complete = false;
    nanos = 0;
    forwardNanos = 0;
    activations.clear();
  }

  boolean isWatching() {
    return watching;
  }

  /// Notes the gradients, and the weights before the step: an even sample of them, which tells how
  /// far the step was.
  void gradients() {
    long start = Clock.now();
    gradients.clear();
    before.clear();
    Grad.off(
        () ->
            weights.forEach(
                (name, p) -> {
                  Tensor g = p.value().grad();
                  if (g != null) {
                    gradients.put(name, Scope.run(() -> Math.sqrt(g.square().sum().item())));
                    before.put(name, some(p.value()));
                  }
                }));
    complete = true;
    nanos += Clock.now() - start;
  }

  /// What was seen, after the step.
  Sample take() {
    long start = Clock.now();
    var updates = new LinkedHashMap<String, Double>();
    var values = new LinkedHashMap<String, double[]>();
    if (complete) {
      Grad.off(
          () ->
              before.forEach(
                  (name, was) -> {
                    double[] is = some(weights.get(name).value());
                    double moved = 0;
                    double size = 0;
                    for (int i = 0; i < is.length; i++) {
                      moved += (is[i] - was[i]) * (is[i] - was[i]);
                      size += is[i] * is[i];
                    }
                    values.put(name, is);
                    updates.put(name, Math.sqrt(moved / Math.max(size, 1e-30)));
                  }));
    }
    nanos += Clock.now() - start;
    var sample =
        new Sample(
            new LinkedHashMap<>(gradients),
            updates,
            values,
            new LinkedHashMap<>(activations),
            nanos + forwardNanos,
            forwardNanos);
    before.clear();
    watching = false;
    return sample;
  }

  private static Tensor thinned(Tensor t) {
    if (t.isContiguous()) {
      Tensor flat = t.reshape(-1);
      long step = Math.max(1, t.numel() / LOOKED_AT);
      return step == 1 ? flat : flat.slice(0, null, null, step);
    }
    Tensor few = t;
    while (few.numel() > LOOKED_AT) {
      int widest = 0;
      for (int d = 1; d < few.rank(); d++) {
        widest = few.size(d) > few.size(widest) ? d : widest;
      }
      few = few.slice(widest, null, null, 2L);
    }
    return few.reshape(-1);
  }

  private static double[] some(Tensor t) {
    return t.isFloatingPoint() && t.numel() > 0
        ? Grad.off(() -> Scope.run(() -> thinned(t.detach()).toDoubleArray()))
        : new double[0];
  }

  @Override
  public void close() {
    hooks.forEach(Runnable::run);
    hooks.clear();
    watching = false;
  }
}
