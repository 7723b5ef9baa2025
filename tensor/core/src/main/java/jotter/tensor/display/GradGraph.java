package jotter.tensor.display;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Map;
import jotter.tensor.Grad;
import jotter.tensor.GradNode;
import jotter.tensor.Tensor;

/// What `backward` would walk through: operations, shapes on the arrows, leaves by name, what each
/// operation keeps for its gradient, and after `backward` how large the gradients are, as colour.
/// Large graphs are folded by layer.
public final class GradGraph {
  private static final int LIMIT = 4000;

  private GradGraph() {}

  /// The graph that a tensor was computed by.
  ///
  /// @throws IllegalArgumentException if it has none
  public static Diagram of(Tensor result) {
    GradNode root = result.gradNode();
    if (root == null) {
      throw new IllegalArgumentException(
          "this tensor has no graph: nothing it was computed from requires a gradient"
              + " (x.requiresGrad_()), or it was computed in Grad.off");
    }
    var diagram = new Diagram.Builder();
    Map<GradNode, Integer> drawn = new IdentityHashMap<>();
    var queue = new ArrayDeque<GradNode>();
    int end =
        diagram.box(
            Diagram.Kind.OUTPUT,
            result.name() == null ? "result" : result.name(),
            TensorRenderer.shape(result.shape()));
    drawn.put(root, box(diagram, root, root));
    diagram.arrow(drawn.get(root), end, TensorRenderer.shape(result.shape()));
    queue.add(root);
    boolean cut = false;
    while (!queue.isEmpty()) {
      GradNode at = queue.poll();
      for (int i = 0; i < at.next().size(); i++) {
        GradNode from = at.next().get(i);
        if (from == null) {
          continue;
        }
        if (!drawn.containsKey(from)) {
          if (diagram.size() >= LIMIT) {
            cut = true;
            continue;
          }
          drawn.put(from, box(diagram, from, at));
          queue.add(from);
        }
        diagram.arrow(drawn.get(from), drawn.get(at), TensorRenderer.shape(at.inputShape(i)));
      }
    }
    return diagram.note(cut ? "the last " + LIMIT + " operations" : "").build();
  }

  /// @param user who uses the node's value: a leaf belongs to the layer that does
  private static int box(Diagram.Builder diagram, GradNode node, GradNode user) {
    Tensor leaf = node.leaf();
    if (leaf != null) {
      double norm = leaf.grad() == null ? Double.NaN : norm(leaf.grad());
      var lines = new ArrayList<String>();
      lines.add(leaf.name() == null ? "leaf" : leaf.name());
      lines.add(TensorRenderer.shape(leaf.shape()));
      if (norm == norm) {
        lines.add("gradient " + Numbers.brief(norm));
      }
      return diagram.box(
          new Diagram.Box(Diagram.Kind.PARAMETER, lines, user.scope(), leaf.numel(), norm));
    }
    var lines = new ArrayList<String>();
    lines.add(node.name());
    if (node.scope() != null) {
      lines.add(node.scope());
    }
    long saved = node.savedBytes();
    if (saved > 0) {
      lines.add("keeps " + Numbers.bytes(saved));
    }
    return diagram.box(new Diagram.Box(Diagram.Kind.OPERATION, lines, node.scope(), 0, Double.NaN));
  }

  private static double norm(Tensor g) {
    return Grad.off(() -> Math.sqrt(g.detach().abs().square().sum().item()));
  }
}
