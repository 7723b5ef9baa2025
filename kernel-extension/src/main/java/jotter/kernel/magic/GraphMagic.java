package jotter.kernel.magic;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;
import jotter.tensor.display.MimeBundle;
import org.graphper.api.Graphviz;
import org.graphper.api.Line;
import org.graphper.api.Node;
import org.graphper.api.attributes.Color;
import org.graphper.api.attributes.NodeShapeEnum;
import org.graphper.api.attributes.NodeStyle;
import org.graphper.draw.ExecuteException;

/// `%graph EXPR`: what `backward` would walk through from a tensor, with shapes on the edges.
///
/// Anything that is not a tensor is shown as it shows itself, which for a model is its graph too.
public final class GraphMagic implements Magic {
  private static final int LIMIT = 300;

  @Override
  public String name() {
    return "graph";
  }

  @Override
  public String summary() {
    return "Draws the backward graph of a tensor.";
  }

  @Override
  public String usage() {
    return "%graph EXPR";
  }

  @Override
  public Object run(MagicCall call) throws Exception {
    if (call.argument().isBlank()) {
      throw new IllegalArgumentException("of which tensor?");
    }
    Object value = call.session().eval(call.argument().replaceFirst(";\\s*$", ""));
    if (!(value instanceof Tensor tensor)) {
      return value;
    }
    GradNode root = tensor.gradNode();
    if (root == null) {
      throw new IllegalArgumentException(
          call.argument()
              + " has no graph: nothing it was computed from requires a gradient"
              + " (x.requiresGrad_(true)), or it was computed in Grad.off");
    }
    return draw(root, tensor);
  }

  private static MimeBundle draw(GradNode root, Tensor tensor) throws ExecuteException {
    Map<GradNode, Node> drawn = new IdentityHashMap<>();
    var queue = new ArrayDeque<GradNode>();
    var graph = Graphviz.digraph().margin(0.1);
    var plain = new StringBuilder();
    boolean cut = false;
    Node end = leafBox("result " + shape(tensor));
    graph.addNode(end);
    graph.addLine(
        Line.builder(node(root, drawn), end).label("  " + shape(tensor)).fontSize(10).build());
    queue.add(root);
    while (!queue.isEmpty()) {
      GradNode at = queue.poll();
      plain.append(at.name());
      plain.append(
          at.next().stream()
              .filter(n -> n != null)
              .map(GradNode::name)
              .collect(Collectors.joining(", ", " <- ", "\n")));
      for (int i = 0; i < at.next().size(); i++) {
        GradNode from = at.next().get(i);
        if (from == null) {
          continue;
        }
        boolean fresh = !drawn.containsKey(from);
        if (fresh && drawn.size() >= LIMIT) {
          cut = true;
          continue;
        }
        graph.addLine(
            Line.builder(node(from, drawn), node(at, drawn))
                .label("  " + shape(at.inputShape(i)))
                .fontSize(10)
                .build());
        if (fresh) {
          queue.add(from);
        }
      }
    }
    drawn.values().forEach(graph::addNode);
    String svg = graph.build().toSvgStr();
    int start = svg.indexOf("<svg");
    String text = plain.toString().stripTrailing();
    return MimeBundle.of(cut ? text + "\n(the first " + LIMIT + " operations)" : text)
        .svg(start < 0 ? svg : svg.substring(start));
  }

  private static Node node(GradNode of, Map<GradNode, Node> drawn) {
    return drawn.computeIfAbsent(of, GraphMagic::box);
  }

  private static Node box(GradNode of) {
    if (of.leaf() != null) {
      String name = of.leaf().name();
      return leafBox((name == null ? "leaf" : name) + " " + shape(of.leaf()));
    }
    String where = of.scope() == null ? "" : "\n" + of.scope();
    return Node.builder()
        .label(of.name() + where)
        .shape(NodeShapeEnum.RECT)
        .style(NodeStyle.ROUNDED)
        .fillColor(Color.ofRGB("#eef3fa"))
        .color(Color.ofRGB("#5b7aa5"))
        .fontSize(12)
        .build();
  }

  private static Node leafBox(String label) {
    return Node.builder()
        .label(label)
        .shape(NodeShapeEnum.ELLIPSE)
        .fillColor(Color.ofRGB("#fdf0e6"))
        .color(Color.ofRGB("#d9642a"))
        .fontSize(12)
        .build();
  }

  private static String shape(Tensor t) {
    return shape(t.shape());
  }

  private static String shape(long[] shape) {
    return Arrays.toString(shape).replace(", ", "×");
  }
}
