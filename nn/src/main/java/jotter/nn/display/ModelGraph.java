package jotter.nn.display;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jotter.nn.Layer;
import jotter.nn.Mode;
import jotter.nn.Param;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;
import jotter.tensor.display.Diagram;

/// A model as a graph: its layers, and what shapes go from one to the next.
///
/// The model is applied once, and the autograd graph of the result is folded: operations that a
/// layer without parts carried out become that layer's box, everything else stays an operation. So
/// branches and skip connections are seen as they are computed, not as they are written down. A
/// deep model is folded part by part: each is one box, and its inside stands below, to be opened.
///
/// ```java
/// ModelGraph.of(model, 1, 1, 28, 28)
/// ```
public final class ModelGraph {
  private static final int LIMIT = 4000;

  private final Map<String, Layer> layers;
  private final Diagram.Builder diagram = new Diagram.Builder();
  private final Map<GradNode, GradNode> leader = new IdentityHashMap<>();

  private ModelGraph(Layer model) {
    this.layers = model.namedLayers();
    layers.forEach((path, layer) -> diagram.type(path, type(layer)));
  }

  /// The graph of a model for an input of zeros of this shape.
  public static Diagram of(Layer model, long... shape) {
    DType type =
        model.parameters().stream()
            .filter(Param::isReady)
            .map(p -> p.value().dtype())
            .filter(DType::isFloatingPoint)
            .findFirst()
            .orElse(DType.FLOAT32);
    return of(model, Tensor.zeros(shape).to(type));
  }

  /// The graph of a model for an input of your own, such as token numbers.
  public static Diagram of(Layer model, Tensor input) {
    // Zeros that require a gradient leave a trail through layers without parameters, too.
    Tensor x = input.detach();
    if (x.isFloatingPoint()) {
      x = x.clone().requiresGrad_();
    }
    Tensor in = x;
    Tensor out = Mode.eval(() -> Grad.on(() -> model.apply(in)));
    if (out.gradNode() == null) {
      throw new IllegalArgumentException(
          "model graph: the output does not depend on the input or on any parameter in a way that"
              + " has a gradient");
    }
    return new ModelGraph(model).draw(in, out);
  }

  private Diagram draw(Tensor in, Tensor out) {
    List<GradNode> nodes = reachable(out.gradNode());
    fold(nodes);
    Map<GradNode, Integer> boxes = new IdentityHashMap<>();
    int end = diagram.box(Diagram.Kind.OUTPUT, "output", Check.shape(out.shape()));
    Set<List<Integer>> drawn = new LinkedHashSet<>();
    boolean cut = false;
    for (GradNode node : nodes) {
      if (hidden(node, in)) {
        continue;
      }
      if (!boxes.containsKey(lead(node)) && diagram.size() >= LIMIT) {
        cut = true;
        continue;
      }
      boxes.computeIfAbsent(lead(node), l -> box(l, in));
    }
    diagram.arrow(boxes.get(lead(out.gradNode())), end, Check.shape(out.shape()));
    for (GradNode node : nodes) {
      Integer to = boxes.get(lead(node));
      for (int i = 0; to != null && i < node.next().size(); i++) {
        GradNode from = node.next().get(i);
        Integer at = from == null ? null : boxes.get(lead(from));
        if (at != null && !at.equals(to) && drawn.add(List.of(at, to))) {
          diagram.arrow(at, to, Check.shape(node.inputShape(i)));
        }
      }
    }
    return diagram.note(cut ? "the last " + LIMIT + " layers" : "").build();
  }

  private static List<GradNode> reachable(GradNode root) {
    Set<GradNode> seen = java.util.Collections.newSetFromMap(new IdentityHashMap<>());
    var order = new ArrayList<GradNode>();
    var queue = new ArrayDeque<GradNode>(List.of(root));
    seen.add(root);
    while (!queue.isEmpty()) {
      GradNode at = queue.poll();
      order.add(at);
      for (GradNode from : at.next()) {
        if (from != null && seen.add(from)) {
          queue.add(from);
        }
      }
    }
    return order;
  }

  /// Joins neighbours that the same layer without parts has made.
  private void fold(List<GradNode> nodes) {
    for (GradNode node : nodes) {
      if (node.leaf() != null || !isLayer(node)) {
        continue;
      }
      for (GradNode from : node.next()) {
        if (from != null && from.leaf() == null && node.scope().equals(from.scope())) {
          leader.put(lead(from), lead(node));
        }
      }
    }
  }

  private GradNode lead(GradNode node) {
    GradNode at = node;
    while (leader.containsKey(at) && leader.get(at) != at) {
      at = leader.get(at);
    }
    return at;
  }

  private Layer layer(GradNode node) {
    return node.scope() == null ? null : layers.get(node.scope());
  }

  private boolean isLayer(GradNode node) {
    Layer layer = layer(node);
    return layer != null && layer.children().isEmpty();
  }

  /// Parameters belong to their layers; only the input is a leaf that is shown.
  private static boolean hidden(GradNode node, Tensor in) {
    return node.leaf() != null && node.leaf() != in;
  }

  private int box(GradNode node, Tensor in) {
    if (node.leaf() == in) {
      return diagram.box(Diagram.Kind.INPUT, "input", Check.shape(in.shape()));
    }
    String path = layers.containsKey(node.scope()) ? node.scope() : null;
    if (!isLayer(node)) {
      List<String> lines = path == null ? List.of(node.name()) : List.of(node.name(), path);
      return diagram.box(new Diagram.Box(Diagram.Kind.OPERATION, lines, path, 0, Double.NaN));
    }
    Layer layer = layer(node);
    String name = type(layer) + " (" + node.scope() + ")";
    long parameters = layer.parameterCount();
    List<String> lines =
        parameters == 0
            ? List.of(name)
            : List.of(name, String.format(java.util.Locale.ROOT, "%,d parameters", parameters));
    return diagram.box(
        new Diagram.Box(Diagram.Kind.LAYER, lines, node.scope(), parameters, gradient(layer)));
  }

  private static String type(Layer layer) {
    return layer.getClass().isHidden() ? "lambda" : layer.getClass().getSimpleName();
  }

  /// The norm of the gradients in a layer, if there are any.
  private static double gradient(Layer layer) {
    double squares = Double.NaN;
    for (Param p : layer.parameters()) {
      Tensor g = p.isReady() ? p.value().grad() : null;
      if (g != null) {
        double s = Grad.off(() -> g.detach().square().sum().item());
        squares = Double.isNaN(squares) ? s : squares + s;
      }
    }
    return Math.sqrt(squares);
  }
}
