package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Recorder;
import jotter.tensor.Tensor;
import jotter.tensor.op.Family;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// A graph made ready to run: a list of steps over numbered slots, which knows at which step a
/// result is used for the last time. Its memory is given back there, while it is still in cache, or
/// taken over by a pointwise result of the same layout.
///
/// A plan holds nothing that changes: any number of threads may run it at once.
public final class Plan {
  private final Graph graph;
  private final Step[] steps;
  private final int slots;
  private final int[] outputs;
  private final int[] updateValues;
  private final int[] updateTargets;

  /// Slots of values that are a leaf's own memory.
  private final boolean[] ofLeaf;

  private final boolean[] ofConstant;

  private Plan(Graph graph) {
    this.graph = graph;
    Map<Value, Integer> at = new HashMap<>();
    graph.inputs().forEach(i -> at.put(i.value(), at.size()));
    graph.parameters().forEach(p -> at.put(p.value(), at.size()));
    graph.constants().forEach(c -> at.put(c.value(), at.size()));
    int leaves = at.size();
    int constants = leaves - graph.constants().size();
    for (GraphNode n : graph.nodes())
      for (Value v : n.outputs()) if (v != null) at.put(v, at.size());
    slots = at.size();
    outputs = graph.outputs().stream().mapToInt(at::get).toArray();
    updateValues = graph.updates().stream().mapToInt(u -> at.get(u.value())).toArray();
    updateTargets = graph.updates().stream().mapToInt(u -> at.get(u.target())).toArray();

    // Slots that look at the same memory have the same owner.
    int[] owner = new int[slots];
    for (int i = 0; i < slots; i++) owner[i] = i;
    for (GraphNode n : graph.nodes())
      if (n.op() instanceof Movement) owner[at.get(n.output())] = owner[at.get(n.inputs().get(0))];
    int[] last = new int[slots];
    Arrays.fill(last, -1);
    List<GraphNode> nodes = graph.nodes();
    for (int k = 0; k < nodes.size(); k++) {
      for (Value v : nodes.get(k).inputs()) if (v != null) last[owner[at.get(v)]] = k;
      for (Value v : nodes.get(k).outputs())
        if (v != null) last[owner[at.get(v)]] = Math.max(last[owner[at.get(v)]], k);
    }
    boolean[] kept = new boolean[slots];
    for (int i = 0; i < leaves; i++) kept[i] = true;
    for (int i : outputs) kept[owner[i]] = true;
    for (int i : updateValues) kept[owner[i]] = true;

    ofLeaf = new boolean[slots];
    ofConstant = new boolean[slots];
    steps = new Step[nodes.size()];
    for (int k = 0; k < nodes.size(); k++) {
      GraphNode n = nodes.get(k);
      int[] in = new int[n.inputs().size()];
      for (int i = 0; i < in.length; i++)
        in[i] = n.inputs().get(i) == null ? -1 : at.get(n.inputs().get(i));
      int[] out = new int[n.outputs().size()];
      for (int i = 0; i < out.length; i++)
        out[i] = n.outputs().get(i) == null ? -1 : at.get(n.outputs().get(i));
      int reused = -1;
      if (n.isPointwise()) {
        reused = reusable(n, k, in, owner, last, kept);
        if (reused >= 0) {
          // The result lives on in the memory of an operand.
          int o = owner[in[reused]];
          int me = owner[out[0]];
          for (int i = 0; i < slots; i++) if (owner[i] == me) owner[i] = o;
          last[o] = last[me];
          kept[o] = kept[me];
        }
      }
      List<Integer> dying = new ArrayList<>();
      for (int i : in) addDying(i, k, owner, last, kept, dying);
      for (int i : out) addDying(i, k, owner, last, kept, dying);
      steps[k] = new Step(n, in, out, reused, dying.stream().mapToInt(i -> i).toArray());
    }
    for (int i = 0; i < slots; i++) {
      ofLeaf[i] = owner[i] < leaves;
      ofConstant[i] = ofLeaf[i] && owner[i] >= constants;
    }
  }

  private static void addDying(
      int slot, int k, int[] owner, int[] last, boolean[] kept, List<Integer> to) {
    if (slot < 0) return;
    int o = owner[slot];
    if (!kept[o] && last[o] == k && !to.contains(o)) to.add(o);
  }

  /// Which operand's memory the result may take over: one that is needed for the last time, of the
  /// same type and layout, and that no other operand looks at in another way.
  private static int reusable(
      GraphNode n, int k, int[] in, int[] owner, int[] last, boolean[] kept) {
    Value y = n.output();
    for (int i = 0; i < in.length; i++) {
      Value x = n.inputs().get(i);
      int o = owner[in[i]];
      if (kept[o] || last[o] != k || x.dtype() != y.dtype()) continue;
      if (x.numel() < 2 || !x.layout().equals(y.layout())) continue;
      boolean alone = true;
      for (int j = 0; j < in.length; j++)
        if (owner[in[j]] == o && !n.inputs().get(j).layout().equals(y.layout())) alone = false;
      if (alone) return i;
    }
    return -1;
  }

  static Plan of(Graph graph) {
    return new Plan(graph);
  }

  /// The graph that is run.
  public Graph graph() {
    return graph;
  }

  /// The layout through which `m` sees memory of layout `in`; null if it cannot.
  static Layout layout(Movement m, Layout in) {
    if (!(m instanceof Views.ViewAs v)) return m.apply(in);
    boolean same =
        Arrays.equals(in.shape(), v.from().shape())
            && Arrays.equals(in.strides(), v.from().strides());
    if (!same) return null;
    long offset = v.to().offset() - v.from().offset() + in.offset();
    return new Layout(v.to().shape(), v.to().strides(), offset);
  }

  /// Computes the outputs from the inputs, without gradients.
  public Tensor[] run(Tensor... x) {
    return run(x, Map.of());
  }

  /// The same with other tensors in place of parameters, by name.
  public Tensor[] run(Tensor[] x, Map<String, Tensor> parameters) {
    return Grad.off(() -> compute(x, parameters));
  }

  private Tensor[] compute(Tensor[] x, Map<String, Tensor> others) {
    if (x.length != graph.inputs().size())
      throw Check.valueError(
          "graph", "takes " + graph.inputs().size() + " inputs, got " + x.length);
    Tensor[] s = new Tensor[slots];
    int at = 0;
    for (int i = 0; i < x.length; i++, at++) {
      Graph.Input in = graph.inputs().get(i);
      s[at] = fitted("input " + in.name(), x[i], in.value());
    }
    for (Graph.Parameter p : graph.parameters()) {
      Tensor t = others.isEmpty() ? p.tensor() : others.getOrDefault(p.name(), p.tensor());
      s[at++] = fitted("parameter " + p.name(), t, p.value());
    }
    for (Graph.Constant c : graph.constants()) s[at++] = c.tensor();
    // Under a recorder the operations must look as they do when a function is run.
    boolean plain = Recorder.active() != null;
    for (Step step : steps) {
      if (Thread.interrupted()) throw new CancellationException("the graph was interrupted");
      step.run(s, plain);
    }
    Tensor[] y = new Tensor[outputs.length];
    for (int i = 0; i < y.length; i++) {
      y[i] = s[outputs[i]];
      if (ofConstant[outputs[i]]) y[i] = y[i].clone();
    }
    for (int i = 0; i < updateValues.length; i++)
      if (ofLeaf[updateValues[i]]) s[updateValues[i]] = s[updateValues[i]].clone();
    for (int i = 0; i < updateValues.length; i++) {
      int target = updateTargets[i];
      Tensor t = target < x.length ? x[target].detach() : s[target];
      t.copy_(s[updateValues[i]]);
    }
    return y;
  }

  /// `t` in the layout that the graph was captured with.
  private static Tensor fitted(String what, Tensor t, Value v) {
    if (t == null) throw Check.valueError("graph", what + " is null");
    Layout l = t.layout();
    if (!Arrays.equals(l.shape(), v.layout().shape()) || t.dtype() != v.dtype())
      throw Check.shapeError(
          "graph", what + " must be " + v + " as it was captured, got " + Check.show(t));
    Tensor raw = t.raw();
    if (Arrays.equals(l.strides(), v.layout().strides())) return raw;
    if (v.layout().isContiguous()) return raw.contiguous();
    if (!v.layout().isDense()) return raw;
    return Tensor.emptyStrided(l.shape(), v.layout().strides(), v.dtype(), t.device()).copy_(raw);
  }

  /// `x` seen through `m`, copied first if its layout does not allow that.
  static Tensor view(Movement m, Tensor x) {
    if (m instanceof Views.ViewAs v) {
      Layout l = layout(v, x.layout());
      Tensor base = x;
      if (l == null) {
        Layout f = v.from();
        base = Tensor.emptyStrided(f.shape(), f.strides(), x.dtype(), x.device()).copy_(x);
        l = layout(v, base.layout());
      }
      return base.asStrided(l.shape(), l.strides(), l.offset());
    }
    boolean fits =
        !(m instanceof Views.Reshape r) || Views.Reshape.tryApply(x.layout(), r.shape()) != null;
    return Dispatch.view(m, fits ? x : x.contiguous());
  }

  private static final class Step {
    private final GraphNode node;
    private final int[] in;
    private final int[] out;
    private final int reused;
    private final int[] dying;
    private final Layout layout;
    private final DType result;

    Step(GraphNode node, int[] in, int[] out, int reused, int[] dying) {
      this.node = node;
      this.in = in;
      this.out = out;
      this.reused = reused;
      this.dying = dying;
      Value y = out.length == 1 ? node.outputs().getFirst() : null;
      Layout l = y == null ? null : y.layout();
      this.layout = l == null || l.offset() == 0 && l.isDense() ? l : Layout.contiguous(l.shape());
      this.result = y == null ? null : y.dtype();
    }

    void run(Tensor[] s, boolean plain) {
      Tensor[] x = new Tensor[in.length];
      for (int i = 0; i < x.length; i++) x[i] = in[i] < 0 ? null : s[in[i]];
      switch (node.op()) {
        case Pointwise p ->
            s[out[0]] = Dispatch.computed(p, node.compute(), result, layout, target(x, plain), x);
        case Movement m -> s[out[0]] = view(m, x[0]);
        case Family f -> applied(f, x, s);
      }
      if (plain) return;
      for (int i : dying) {
        if (s[i] != null) s[i].storage().release();
      }
    }

    private Tensor target(Tensor[] x, boolean plain) {
      if (reused < 0 || plain) return null;
      Tensor t = x[reused];
      // What came out in another layout than planned is no room for the result.
      return t.layout().equals(layout) ? t : null;
    }

    private void applied(Family f, Tensor[] x, Tensor[] s) {
      Tensor[] y = Dispatch.apply(f, x);
      for (int i = 0; i < y.length && i < out.length; i++) {
        if (out[i] < 0 || y[i] == null) continue;
        // The plan counts on memory of its own.
        Storage m = y[i].storage();
        for (Tensor t : x)
          if (t != null && t.storage() == m) {
            y[i] = y[i].clone();
            break;
          }
        s[out[i]] = y[i];
      }
    }
  }
}
