package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.GradNode;
import jotter.tensor.Recorder;
import jotter.tensor.Rng;
import jotter.tensor.Sites;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Interpreter;
import jotter.tensor.formula.Program;
import jotter.tensor.op.Draw;
import jotter.tensor.op.Family;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Full;
import jotter.tensor.op.Joining;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Op;
import jotter.tensor.op.Places;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.VectorJacobian;
import jotter.tensor.op.Views;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// Turns what {@link Recorder} hears into a graph.
///
/// Tensors are known by their memory: a cell for each storage holds the value that is in it now,
/// and the views of it that were seen. A change in place gives the cell a new value; a view that is
/// used afterwards is taken anew from it, so nothing in the graph is ever changed.
final class Tracer extends Recorder {
  private static final Program COPY = Program.of("copy", jotter.tensor.formula.Formula.X);

  private final Map<Storage, Cell> cells = new IdentityHashMap<>();
  private final Set<Storage> fresh = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Map<Storage, Named> names = new IdentityHashMap<>();
  private final Map<Storage, Tensor> before = new IdentityHashMap<>();
  private final Set<Value> fixed = new HashSet<>();

  final List<Graph.Input> inputs = new ArrayList<>();
  final List<Graph.Parameter> parameters = new ArrayList<>();
  final List<Graph.Constant> constants = new ArrayList<>();
  final List<GraphNode> nodes = new ArrayList<>();

  /// Why the function cannot be captured, once that is known.
  RuntimeException refusal;

  private record Named(String name, Tensor whole) {}

  private record Place(Layout layout, DType dtype) {}

  /// One way to look at a cell's memory, and the value that was seen there last.
  private static final class Seen {
    Value value;
    int epoch;
    final Seen parent;
    final Movement by;

    Seen(Value value, int epoch, Seen parent, Movement by) {
      this.value = value;
      this.epoch = epoch;
      this.parent = parent;
      this.by = by;
    }
  }

  private static final class Cell {
    final Seen root;
    final Layout layout;
    final DType dtype;

    /// The leaf that this memory belongs to outside of the graph, or null.
    final Value leaf;

    final Map<Place, Seen> seen = new HashMap<>();
    int epoch;

    Cell(Value value, Layout layout, DType dtype, Value leaf) {
      this.root = new Seen(value, 0, null, null);
      this.layout = layout;
      this.dtype = dtype;
      this.leaf = leaf;
      seen.put(new Place(layout, dtype), root);
    }
  }

  /// Says what a tensor that the function may find outside is called.
  void name(String name, Tensor t) {
    names.putIfAbsent(t.storage(), new Named(name, t));
  }

  /// Makes `t` an argument of the function.
  void input(String name, Tensor t) {
    if (cells.containsKey(t.storage()))
      throw Check.valueError(
          "trace", "two arguments share their memory; clone() one of them: " + Check.show(t));
    Value v = new Value(t.layout(), t.dtype());
    inputs.add(new Graph.Input(name, v));
    cells.put(t.storage(), new Cell(v, t.layout(), t.dtype(), v));
  }

  /// Runs `body`, and undoes what it did to tensors outside and to the random numbers.
  <T> T capture(Supplier<T> body) {
    Rng rng = Rng.current();
    byte[] state = rng.state();
    try {
      return recording(body);
    } finally {
      rng.setState(state);
      for (var e : before.entrySet()) bytes(e.getKey()).copy_(e.getValue());
    }
  }

  /// The graph that ends in these tensors.
  Graph finish(Tensor... outputs) {
    List<Value> out = new ArrayList<>();
    for (Tensor t : outputs) out.add(value(t));
    List<Graph.Update> updates = new ArrayList<>();
    for (Cell c : cells.values())
      if (c.leaf != null && c.root.value != c.leaf)
        updates.add(new Graph.Update(c.leaf, c.root.value));
    updates.sort((a, b) -> Integer.compare(leaf(a.target()), leaf(b.target())));
    return new Graph(inputs, parameters, constants, nodes, out, updates);
  }

  private int leaf(Value v) {
    for (int i = 0; i < inputs.size(); i++) if (inputs.get(i).value() == v) return i;
    for (int i = 0; i < parameters.size(); i++)
      if (parameters.get(i).value() == v) return inputs.size() + i;
    return -1;
  }

  // ---- values ----

  /// The value that `x` has now.
  Value value(Tensor x) {
    return seen(x).value;
  }

  private Seen seen(Tensor x) {
    Cell c = cells.get(x.storage());
    if (c == null) c = adopt(x);
    Place p = new Place(x.layout(), x.dtype());
    Seen s = c.seen.get(p);
    if (s == null) {
      if (x.dtype() != c.dtype) refuse("memory of " + c.dtype + " is looked at as " + x.dtype());
      refresh(c, c.root);
      Movement by = Views.ViewAs.of(c.layout, x.layout());
      s = new Seen(move(by, c.root.value), c.epoch, c.root, by);
      c.seen.put(p, s);
    }
    refresh(c, s);
    return s;
  }

  private void refresh(Cell c, Seen s) {
    if (s.epoch == c.epoch) return;
    refresh(c, s.parent);
    s.value = move(s.by, s.parent.value);
    s.epoch = c.epoch;
  }

  /// A tensor that no operation made: one that was there before, or one made out of numbers.
  private Cell adopt(Tensor x) {
    Cell c;
    if (fresh.contains(x.storage())) {
      Tensor copy = aside(() -> Grad.off(() -> x.detach().clone()));
      Value v = new Value(copy.layout(), copy.dtype());
      fixed.add(v);
      constants.add(new Graph.Constant("constant." + constants.size(), v, copy));
      c = new Cell(v, x.layout(), x.dtype(), null);
    } else {
      Named named = names.get(x.storage());
      Tensor whole = named == null ? x : named.whole;
      String name = named == null ? "captured." + parameters.size() : named.name;
      Value v = new Value(whole.layout(), whole.dtype());
      parameters.add(new Graph.Parameter(name, v, whole));
      c = new Cell(v, whole.layout(), whole.dtype(), v);
    }
    cells.put(x.storage(), c);
    return c;
  }

  private Value emit(Op op, List<Value> in, Layout layout, DType dtype, DType compute) {
    Value v = new Value(layout, dtype);
    nodes.add(new GraphNode(op, in, List.of(v), compute, Sites.layer()));
    if (isFixed(op, in)) fixed.add(v);
    return v;
  }

  private boolean isFixed(Op op, List<Value> in) {
    if (op instanceof Draw) return false;
    for (Value v : in) if (v != null && !fixed.contains(v)) return false;
    return true;
  }

  private Value move(Movement m, Value v) {
    Layout l = Plan.layout(m, v.layout());
    if (l == null) {
      Value dense =
          emit(
              new Joining.Contiguous(),
              List.of(v),
              Layout.contiguous(v.layout().shape()),
              v.dtype(),
              null);
      return move(m, dense);
    }
    return emit(m, List.of(v), l, v.dtype(), null);
  }

  // ---- what the recorder hears ----

  @Override
  protected void applied(Family op, Tensor[] x, Tensor[] y) {
    if (op instanceof Places) refuse("the shape of nonzero() depends on the data");
    List<Value> in = new ArrayList<>();
    for (Tensor t : x) in.add(t == null ? null : value(t));
    results(op, in, y);
  }

  private void results(Op op, List<Value> in, Tensor[] y) {
    List<Value> out = new ArrayList<>();
    boolean any = false;
    for (Tensor t : y) {
      // What is handed through is known already.
      if (t == null || cells.containsKey(t.storage())) {
        out.add(null);
        continue;
      }
      any = true;
      Value v = new Value(t.layout(), t.dtype());
      out.add(v);
      if (isFixed(op, in)) fixed.add(v);
      cells.put(t.storage(), new Cell(v, t.layout(), t.dtype(), null));
    }
    if (any) nodes.add(new GraphNode(op, in, out, null, Sites.layer()));
  }

  @Override
  protected void viewed(Movement op, Tensor x, Tensor y) {
    Seen from = seen(x);
    Cell c = cells.get(x.storage());
    Place p = new Place(y.layout(), y.dtype());
    if (c.seen.containsKey(p)) return;
    c.seen.put(p, new Seen(move(op, from.value), c.epoch, from, op));
  }

  @Override
  protected void computed(Pointwise op, DType compute, DType result, Tensor y, Tensor... x) {
    List<Value> in = new ArrayList<>();
    for (Tensor t : x) in.add(value(t));
    Value v = emit(op, in, y.layout(), result, compute);
    cells.put(y.storage(), new Cell(v, y.layout(), y.dtype(), null));
  }

  @Override
  protected void changing(Pointwise op, Tensor self) {
    Cell c = cells.get(self.storage());
    boolean reads = op != null && Formulas.uses(op.program().formula(), 0);
    if (c == null && (reads || !fresh.contains(self.storage()))) {
      seen(self);
      c = cells.get(self.storage());
    }
    if (c != null && c.leaf != null && !before.containsKey(self.storage()))
      before.put(self.storage(), aside(() -> Grad.off(() -> bytes(self.storage()).clone())));
  }

  private static Tensor bytes(Storage s) {
    return Tensor.wrap(s, Layout.contiguous(s.bytes()), DType.UINT8);
  }

  @Override
  protected void changed(Pointwise op, DType compute, Tensor self, Tensor... x) {
    Layout l = self.layout();
    Layout to = l.offset() == 0 && l.isDense() ? l : Layout.contiguous(l.shape());
    Program program = op.program();
    if (Formulas.uses(program.formula(), 0)) {
      List<Value> in = new ArrayList<>();
      for (Tensor t : x) in.add(value(t));
      write(self, emit(op, in, to, self.dtype(), compute));
    } else if (x.length == 2) {
      Pointwise copy =
          program.formula().equals(jotter.tensor.formula.Formula.Y)
              ? new Formulaic.Of(COPY, Pointwise.NONE, compute, self.dtype())
              : new Formulaic.Of(
                  Program.of(
                      program.name(),
                      Formulas.substitute(
                          program.formula(), i -> jotter.tensor.formula.Formula.in(i - 1))),
                  op.scalars(),
                  compute,
                  self.dtype());
      write(self, emit(copy, List.of(value(x[1])), to, self.dtype(), compute));
    } else if (x.length == 1) {
      double v = Interpreter.evaluate(program.formula(), new double[0], op.scalars());
      Op full = new Full(v, l.shape(), self.dtype());
      write(self, emit(full, List.of(), Layout.contiguous(l.shape()), self.dtype(), null));
    } else {
      refuse(op.name() + "_ overwrites its tensor by several others");
    }
  }

  @Override
  protected void drawn(Draw op, Tensor y) {
    write(y, emit(op, List.of(), Layout.contiguous(op.shape()), op.type(), null));
  }

  /// The memory that `x` looks at holds `v` from now on.
  private void write(Tensor x, Value v) {
    Cell c = cells.get(x.storage());
    if (c == null) {
      cells.put(x.storage(), new Cell(v, x.layout(), x.dtype(), null));
      return;
    }
    Seen at = seen(x);
    Value whole = v;
    for (Seen s = at; s.parent != null; s = s.parent) whole = undo(s, whole);
    c.epoch++;
    c.root.value = whole;
    c.root.epoch = c.epoch;
    at.value = v;
    at.epoch = c.epoch;
  }

  /// The parent's value after `v` was put where its view `s` looks.
  private Value undo(Seen s, Value v) {
    Value p = s.parent.value;
    return switch (s.by) {
      case Views.Reshape r -> move(new Views.Reshape(p.shape()), v);
      case Views.Permute r -> {
        int[] inverse = new int[r.order().length];
        for (int i = 0; i < inverse.length; i++) inverse[r.order()[i]] = i;
        yield move(new Views.Permute(inverse), v);
      }
      case Views.ViewAs r -> {
        Layout to =
            new Layout(
                r.to().shape(),
                r.to().strides(),
                r.to().offset() - s.parent.value.layout().offset());
        yield emit(
            new Views.AsStridedScatter(to),
            List.of(p, v),
            new Layout(p.shape(), p.layout().strides(), 0),
            p.dtype(),
            null);
      }
      case Views.Expand e -> {
        refuse("an expanded tensor is changed in place");
        yield v;
      }
      case Views.Slice e -> scatter(e, p, v);
      case Views.Diagonal e -> scatter(e, p, v);
      case Views.Unfold e -> scatter(e, p, v);
    };
  }

  private Value scatter(Movement by, Value p, Value v) {
    return emit(
        new Views.ScatterView(by),
        List.of(p, v),
        Layout.contiguous(p.layout().shape()),
        p.dtype(),
        null);
  }

  @Override
  protected Tensor[] differentiated(Family op, GradNode s, Tensor[] g) {
    if (Decompose.inside(op)) return op.vjp(s, g);
    Tensor[] back = aside(() -> op.vjp(s, g));
    int n = s.inputs();
    int m = g.length;
    boolean[] needs = new boolean[n];
    long[][] inputShapes = new long[n][];
    DType[] inputTypes = new DType[n];
    List<Integer> ins = new ArrayList<>();
    List<Integer> outs = new ArrayList<>();
    List<Integer> gs = new ArrayList<>();
    List<Value> in = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      needs[i] = s.needs(i);
      inputShapes[i] = s.inputShape(i);
      inputTypes[i] = s.inputType(i);
      if (!s.keepsInput(i)) continue;
      ins.add(i);
      in.add(value(s.input(i)));
    }
    long[][] outputShapes = new long[m][];
    DType[] outputTypes = new DType[m];
    for (int i = 0; i < m; i++) {
      outputShapes[i] = s.outputShape(i);
      outputTypes[i] = s.outputType(i);
      if (!s.keepsOutput(i)) continue;
      outs.add(i);
      in.add(value(s.output(i)));
    }
    for (int i = 0; i < m; i++) {
      if (g[i] == null) continue;
      gs.add(i);
      in.add(value(g[i]));
    }
    Op rule =
        new VectorJacobian(
            op,
            needs,
            inputShapes,
            inputTypes,
            outputShapes,
            outputTypes,
            ints(ins),
            ints(outs),
            ints(gs));
    results(rule, in, back);
    return back;
  }

  private static int[] ints(List<Integer> l) {
    return l.stream().mapToInt(i -> i).toArray();
  }

  @Override
  protected void allocated(Storage s) {
    fresh.add(s);
  }

  @Override
  protected void read(Tensor x) {
    Cell c = cells.get(x.storage());
    if (c == null && fresh.contains(x.storage())) return;
    if (c != null && fixed.contains(seen(x).value)) return;
    refuse("the values of a tensor " + Check.show(x) + " are looked at");
  }

  @Override
  protected void refuse(String what) {
    String layer = Sites.layer();
    refusal =
        Check.valueError(
            "trace",
            what
                + " ("
                + Sites.caller()
                + (layer == null ? "" : " in layer " + layer)
                + "); a graph is the same for all data: choose with Tensor.where(...) instead of if,"
                + " use masks instead of shapes that depend on data, or leave this part out of what"
                + " is traced");
    throw refusal;
  }
}
