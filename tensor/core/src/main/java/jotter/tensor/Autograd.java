package jotter.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import jotter.tensor.diagnostics.Profile;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Storage;

/// The walk back through the graph.
///
/// Nodes are visited youngest first, which is an order in which every node comes after all nodes
/// that use its outputs; a heap of the ready ones is enough, no recursion, so that depth does not
/// matter.
public final class Autograd {
  private Autograd() {}

  /// Computes gradients of `outputs` and adds them to the leaves.
  public static void backward(
      Tensor[] outputs, Tensor[] gradients, boolean retainGraph, boolean createGraph) {
    run(outputs, gradients, null, retainGraph, createGraph);
  }

  /// The gradients of the scalar `output` with respect to `inputs`; leaves' `grad()` stay as they
  /// are. Throws if one of the inputs was not used.
  public static Tensor[] grad(Tensor output, Tensor... inputs) {
    return grad(new Tensor[] {output}, inputs, null, false, false, false);
  }

  /// The gradients of `outputs` with respect to `inputs`.
  ///
  /// @param gradients the gradients of the outputs; null, or null inside, for scalars
  /// @param retainGraph keep the graph for another pass
  /// @param createGraph record the computation, for gradients of gradients (keeps the graph too)
  /// @param allowUnused give null for an input that was not used, instead of throwing
  public static Tensor[] grad(
      Tensor[] outputs,
      Tensor[] inputs,
      Tensor[] gradients,
      boolean retainGraph,
      boolean createGraph,
      boolean allowUnused) {
    for (int i = 0; i < inputs.length; i++)
      if (!inputs[i].requiresGrad())
        throw Check.gradError(
            "grad",
            "input "
                + i
                + " "
                + Check.show(inputs[i])
                + " does not require a gradient; call"
                + " requiresGrad_() before using it");
    Tensor[] r =
        run(
            outputs,
            gradients == null ? new Tensor[outputs.length] : gradients,
            inputs,
            retainGraph || createGraph,
            createGraph);
    for (int i = 0; i < r.length; i++)
      if (r[i] == null && !allowUnused)
        throw Check.gradError(
            "grad",
            "input "
                + i
                + " "
                + Check.show(inputs[i])
                + " was not used to compute the outputs; pass allowUnused = true to get null for it");
    return r;
  }

  /// The gradient of a leaf, or null, for a look at it: unlike {@link Tensor#grad} for somebody who
  /// keeps neither it nor a view of it beyond the next `setGrad`. The memory of a gradient that
  /// nobody else asked for is free as soon as it is cleared, and is taken again by the next
  /// backward; so optimizers read gradients.
  public static Tensor lentGrad(Tensor leaf) {
    return leaf.lentGrad();
  }

  private record Root(GradNode node, int output) {}

  private static Tensor[] run(
      Tensor[] outputs,
      Tensor[] gradients,
      Tensor[] inputs,
      boolean retainGraph,
      boolean createGraph) {
    return Autocast.off(() -> walk(outputs, gradients, inputs, retainGraph, createGraph));
  }

  private static Tensor[] walk(
      Tensor[] outputs,
      Tensor[] gradients,
      Tensor[] inputs,
      boolean retainGraph,
      boolean createGraph) {
    if (gradients.length != outputs.length)
      throw Check.gradError(
          "backward",
          "there are " + outputs.length + " outputs but " + gradients.length + " gradients");
    Map<GradNode, Tensor[]> buffers = new IdentityHashMap<>();
    Map<GradNode, boolean[]> owned = new IdentityHashMap<>();
    Map<GradNode, Pieces[]> pieces = new IdentityHashMap<>();
    Ledger ledger = new Ledger(!createGraph && Recorder.active() == null);
    PriorityQueue<GradNode> ready =
        new PriorityQueue<>(Comparator.comparingLong((GradNode n) -> n.sequence).reversed());
    List<GradNode> roots = new ArrayList<>();
    for (int i = 0; i < outputs.length; i++) {
      Tensor y = outputs[i];
      Tensor g = start(y, gradients[i], i);
      GradNode n = y.edge();
      roots.add(n);
      if (add(buffers, owned, n, y.edgeOutput(), g, createGraph, ledger)) ready.add(n);
    }
    Map<Root, List<Integer>> captured = new HashMap<>();
    Tensor[] result = inputs == null ? null : new Tensor[inputs.length];
    Set<GradNode> needed = null;
    if (inputs != null) {
      for (int i = 0; i < inputs.length; i++)
        captured
            .computeIfAbsent(
                new Root(inputs[i].edge(), inputs[i].edgeOutput()), k -> new ArrayList<>())
            .add(i);
      needed = needed(roots, captured.keySet());
    }
    // Memory that became some leaf's gradient, or is the caller's: the next leaf needs a copy.
    Set<Storage> given = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Tensor g : gradients) if (g != null) given.add(g.storage());
    while (!ready.isEmpty()) {
      if (Thread.interrupted())
        throw new java.util.concurrent.CancellationException("backward was interrupted");
      GradNode n = ready.poll();
      Tensor[] g = buffers.remove(n);
      owned.remove(n);
      Pieces[] parts = pieces.remove(n);
      if (parts != null) {
        Tensor[] more = g.clone();
        Grad.off(() -> Pieces.into(g, parts));
        for (int k = 0; k < g.length; k++) if (g[k] != more[k]) ledger.replaced(more[k], g[k]);
      }
      if (n.hasHooks()) {
        ledger.shared(g);
        n.runHooks(g);
      }
      if (inputs != null) {
        for (int k = 0; k < g.length; k++) {
          List<Integer> at = captured.get(new Root(n, k));
          if (at == null) continue;
          ledger.shared(g[k]);
          for (int i : at) result[i] = g[k];
        }
        if (!needed.contains(n)) {
          ledger.used(g);
          continue;
        }
      }
      if (n.op == null) {
        if (inputs == null && g[0] != null) {
          Tensor gradient = g[0];
          Tensor own = createGraph ? gradient : own(gradient, n.leaf, given);
          n.leaf.accumulate(own, ledger.isSecret(gradient, own));
          if (n.leaf.lentGrad().storage() == gradient.storage()) ledger.shared(gradient);
          else ledger.used(gradient);
        }
        continue;
      }
      if (!createGraph && n.op instanceof Views.Slice s && isPiece(n, s)) {
        GradNode m = n.next[0];
        if (needed != null && !needed.contains(m) && !captures(captured, m)) continue;
        if (!buffers.containsKey(m)) {
          buffers.put(m, new Tensor[m.outputs()]);
          ready.add(m);
        }
        Pieces[] all = pieces.computeIfAbsent(m, k -> new Pieces[k.outputs()]);
        put(n, s, Pieces.of(all, n.nextOutput[0], n.inputShape(0), g[0], s.dim()), g[0]);
        ledger.used(g);
        continue;
      }
      if (!Ledger.knows(n)) ledger.shared(g);
      Tensor[] back = vjp(n, g, createGraph);
      ledger.made(n, g, back);
      for (int i = 0; i < back.length; i++) {
        GradNode m = n.next[i];
        if (m == null || back[i] == null) continue;
        if (needed != null && !needed.contains(m) && !captures(captured, m)) continue;
        if (add(buffers, owned, m, n.nextOutput[i], back[i], createGraph, ledger)) ready.add(m);
      }
      ledger.unlessUsed(back);
      ledger.used(g);
      if (!retainGraph) n.free();
    }
    return result;
  }

  /// Whether the gradient of a slice can be put where it belongs without a step of its own.
  private static boolean isPiece(GradNode n, Views.Slice s) {
    return n.next[0] != null
        && n.site == null
        && Recorder.active() == null
        && Pieces.takes(s, n.inputShape(0));
  }

  private static void put(GradNode n, Views.Slice s, Pieces to, Tensor g) {
    Profile profile = Profile.active();
    if (profile != null) profile.enter(n.name(), n.scope, true);
    try {
      Grad.off(() -> to.add(s, g));
    } finally {
      if (profile != null) profile.leave();
    }
  }

  private static boolean captures(Map<Root, List<Integer>> captured, GradNode m) {
    for (Root r : captured.keySet()) if (r.node == m) return true;
    return false;
  }

  /// A gradient that becomes a leaf's must be memory of its own in the leaf's layout: optimizers
  /// change it in place.
  private static Tensor own(Tensor g, Tensor leaf, Set<Storage> given) {
    boolean alone =
        given.add(g.storage())
            && Arrays.equals(g.layout().strides(), leaf.layout().strides())
            && g.storage().bytes() <= 2 * g.nbytes() + 64;
    if (alone) return g.raw();
    return Grad.off(() -> Tensor.emptyLike(leaf).copy_(g.raw()));
  }

  private static Tensor[] vjp(GradNode n, Tensor[] g, boolean createGraph) {
    Tensor[] back;
    try {
      back = createGraph ? Grad.on(() -> n.vjp(g)) : Grad.off(() -> n.vjp(g));
    } catch (TensorException.OfGrad e) {
      throw e;
    } catch (RuntimeException e) {
      if (n.site != null) e.addSuppressed(new IllegalStateException("forward was at " + n.site));
      throw e;
    }
    if (n.site != null) checkNan(n, back);
    return back;
  }

  private static void checkNan(GradNode n, Tensor[] back) {
    for (Tensor t : back) {
      if (t == null) continue;
      if (Grad.unwatched(() -> t.raw().isnan().any().item() != 0))
        throw Check.gradError(
            "backward",
            "the gradient of "
                + n.name()
                + " has the first NaN; "
                + n.name()
                + " was called at "
                + n.site
                + (n.scope == null ? "" : " in layer " + n.scope));
    }
  }

  private static Tensor start(Tensor y, Tensor g, int i) {
    if (!y.requiresGrad())
      throw Check.gradError(
          "backward",
          "output "
              + i
              + " "
              + Check.show(y)
              + " does not depend on a tensor that requires a gradient; call requiresGrad_() on the"
              + " inputs, and compute outside of Grad.off");
    if (g == null) {
      if (y.numel() != 1)
        throw Check.gradError(
            "backward",
            "only a scalar has an obvious gradient, got "
                + Check.show(y)
                + "; reduce it with sum() or mean(), or pass its gradient");
      if (y.dtype().isComplex())
        throw Check.gradError(
            "backward", "a complex output has no obvious gradient; pass it, or take real()");
      return Tensor.ones(y.shape(), y.dtype(), y.device());
    }
    if (!Arrays.equals(g.layout().shape(), y.layout().shape()))
      throw Check.gradError(
          "backward",
          "the gradient must have the output's shape "
              + Check.shape(y.shape())
              + ", got "
              + Check.shape(g.shape()));
    if (g.dtype() == y.dtype()) return g;
    if (g.dtype().isComplex() && !y.dtype().isComplex())
      throw Check.gradError(
          "backward", "a real output cannot have a complex gradient, got " + g.dtype());
    return g.to(y.dtype());
  }

  /// Adds `g` to what node `n` has for its output; true if the node is seen for the first time.
  private static boolean add(
      Map<GradNode, Tensor[]> buffers,
      Map<GradNode, boolean[]> owned,
      GradNode n,
      int output,
      Tensor g,
      boolean createGraph,
      Ledger ledger) {
    Tensor[] b = buffers.get(n);
    boolean first = b == null;
    if (first) {
      b = new Tensor[n.outputs()];
      buffers.put(n, b);
    }
    if (b[output] == null) {
      b[output] = g;
      ledger.use(g);
    } else if (createGraph) {
      b[output] = b[output].add(g);
    } else {
      // The sum is ours alone from the second addition on, and grows in place.
      boolean[] o = owned.computeIfAbsent(n, k -> new boolean[k.outputs()]);
      Tensor sum = b[output];
      b[output] = o[output] ? Grad.off(() -> sum.add_(g)) : Grad.off(() -> sum.add(g));
      if (!o[output]) ledger.replaced(sum, b[output]);
      o[output] = true;
    }
    return first;
  }

  /// The nodes from which one of the captured outputs is reached.
  private static Set<GradNode> needed(List<GradNode> roots, Set<Root> captured) {
    Set<GradNode> targets = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Root r : captured) targets.add(r.node);
    // All reachable nodes, oldest first: a node is needed if one behind it is.
    Set<GradNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    ArrayDeque<GradNode> stack = new ArrayDeque<>(roots);
    List<GradNode> all = new ArrayList<>();
    while (!stack.isEmpty()) {
      GradNode n = stack.pop();
      if (!seen.add(n)) continue;
      all.add(n);
      for (GradNode m : n.next) if (m != null) stack.push(m);
    }
    all.sort(Comparator.comparingLong(n -> n.sequence));
    Set<GradNode> needed = Collections.newSetFromMap(new IdentityHashMap<>());
    for (GradNode n : all)
      for (GradNode m : n.next)
        if (m != null && (targets.contains(m) || needed.contains(m))) {
          needed.add(n);
          break;
        }
    return needed;
  }
}
