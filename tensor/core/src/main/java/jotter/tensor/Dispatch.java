package jotter.tensor;

import java.util.Arrays;
import jotter.tensor.diagnostics.Profile;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Gradient;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;
import jotter.tensor.op.Family;
import jotter.tensor.op.Formulaic;
import jotter.tensor.op.Movement;
import jotter.tensor.op.Op;
import jotter.tensor.op.Pointwise;
import jotter.tensor.op.Types;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Engines;
import jotter.tensor.spi.Layout;

/// Calls operations: finds the result's type and shape, lets the engine compute, and records what
/// autograd needs. Every operation goes through here.
public final class Dispatch {
  private Dispatch() {}

  /// Computes an operation of a family, recording it if an input requires a gradient. Null inputs
  /// are allowed where the operation says so.
  public static Tensor[] apply(Family op, Tensor... x) {
    Profile profile = Profile.active();
    if (profile == null) return applied(op, x);
    profile.enter(op.name(), Sites.layer(), false);
    try {
      return applied(op, x);
    } finally {
      profile.leave();
    }
  }

  private static Tensor[] applied(Family op, Tensor... given) {
    Tensor[] x = Autocast.inputs(op, given);
    Recorder recorder = Recorder.active();
    if (recorder == null) return direct(op, x);
    Tensor[] y = recorder.aside(() -> direct(op, x));
    recorder.applied(op, x, y);
    return y;
  }

  private static Tensor[] direct(Family op, Tensor... x) {
    boolean record = recorded(x);
    Tensor[] raw = x;
    if (record) {
      raw = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) raw[i] = x[i] == null ? null : x[i].raw();
    }
    Tensor[] in = raw;
    Tensor[] y = record ? Grad.off(() -> op.forward(in)) : op.forward(in);
    if (record) record(op, x, y);
    if (Grad.anomaly()) checkNan(op, y);
    return y;
  }

  /// The only output of {@link #apply}.
  public static Tensor one(Family op, Tensor... x) {
    return apply(op, x)[0];
  }

  private static boolean recorded(Tensor... x) {
    for (Tensor t : x) if (t != null && t.requiresGrad()) return Grad.isOn();
    return false;
  }

  private static void record(Family op, Tensor[] x, Tensor[] y) {
    GradNode node = null;
    for (int i = 0; i < y.length; i++) {
      if (y[i] == null || !y[i].dtype().isDifferentiable()) continue;
      if (node == null) {
        node = new GradNode(op, x, y.length);
        node.site = Grad.anomaly() ? Sites.caller() : null;
        node.scope = Sites.layer();
      }
      // An operation may hand an input through; its history must not be overwritten.
      for (Tensor t : x) if (t == y[i]) y[i] = y[i].alias();
      y[i].setNode(node, i);
    }
    if (node == null) return;
    for (int i = 0; i < y.length; i++) {
      if (y[i] == null) continue;
      node.setOutput(i, y[i]);
      if (op.savesOutput(i)) node.keepOutput(i, y[i]);
    }
    for (int i = 0; i < x.length; i++)
      if (x[i] != null && op.savesInput(i)) node.keepInput(i, x[i]);
  }

  /// Looks at `x` through another layout.
  public static Tensor view(Movement op, Tensor x) {
    Tensor y = x.through(op.apply(x.layout()));
    y.setBase(x);
    if (x.requiresGrad() && Grad.isOn()) {
      GradNode node = new GradNode(op, new Tensor[] {x}, 1);
      node.scope = Sites.layer();
      if (Grad.anomaly()) node.site = Sites.caller();
      node.setOutput(0, y);
      y.setNode(node, 0);
    }
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.viewed(op, x, y);
    return y;
  }

  // ---- pointwise ----

  /// A pointwise operation on one input.
  public static Tensor pointwise(Pointwise op, Tensor given) {
    Tensor x = Autocast.input(op, given);
    DType t = x.dtype();
    op.check(t);
    Tensor out;
    if (op instanceof Formulaic.Of of) {
      out = run(op, of.compute(), of.result(), x);
    } else {
      Types types = op.types();
      out = run(op, types.compute(t), types.result(t), x);
    }
    if (x.requiresGrad() && Grad.isOn()) recordPointwise(op, out, x);
    if (Grad.anomaly()) checkNan(op, out);
    return out;
  }

  /// A pointwise operation on two inputs, broadcast against each other.
  public static Tensor pointwise(Pointwise op, Tensor first, Tensor second) {
    Tensor x = Autocast.input(op, first);
    Tensor y = Autocast.input(op, second);
    Tensor out;
    if (op instanceof Formulaic.Of of) {
      out = run(op, of.compute(), of.result(), x, y);
    } else {
      DType t = Promotion.resultType(x, y);
      op.check(t);
      Types types = op.types();
      out = run(op, types.compute(t), types.result(t), x, y);
    }
    if ((x.requiresGrad() || y.requiresGrad()) && Grad.isOn()) recordPointwise(op, out, x, y);
    if (Grad.anomaly()) checkNan(op, out);
    return out;
  }

  /// A pointwise operation on any number of inputs, broadcast against one another. Inputs of type
  /// bool do not take part in promotion when others are numbers (conditions and masks).
  public static Tensor pointwise(Pointwise op, Tensor... given) {
    Tensor[] x = Autocast.inputs(op, given);
    Tensor out;
    if (op instanceof Formulaic.Of of) {
      out = run(op, of.compute(), of.result(), x);
    } else {
      DType t = Promotion.resultType((Object[]) x);
      op.check(t);
      Types types = op.types();
      out = run(op, types.compute(t), types.result(t), x);
    }
    if (recorded(x)) recordPointwise(op, out, x);
    if (Grad.anomaly()) checkNan(op, out);
    return out;
  }

  /// A pointwise operation on a tensor and a scalar.
  public static Tensor pointwise(Pointwise op, Tensor given, Number y) {
    Tensor x = Autocast.input(op, given);
    if (isExact(y)) {
      DType t = Promotion.withScalar(x.dtype(), y);
      op.check(t);
      return bound(op, 1, y.doubleValue(), t, x);
    }
    return typed(op, Promotion.withScalar(x.dtype(), y), x, Tensor.scalar(y));
  }

  /// A pointwise operation on a scalar and a tensor.
  public static Tensor pointwise(Pointwise op, Number x, Tensor given) {
    Tensor y = Autocast.input(op, given);
    if (isExact(x)) {
      DType t = Promotion.withScalar(y.dtype(), x);
      op.check(t);
      return bound(op, 0, x.doubleValue(), t, y);
    }
    return typed(op, Promotion.withScalar(y.dtype(), x), Tensor.scalar(x), y);
  }

  private static boolean isExact(Number v) {
    return !(v instanceof Complex)
        && (!(v instanceof Long l) || Math.abs(l) <= 1L << 53 && l != Long.MIN_VALUE);
  }

  private static Tensor bound(Pointwise op, int index, double value, DType t, Tensor x) {
    Types types = op.types();
    Formulaic.Bound b = Formulaic.Bound.of(op, index, value);
    DType compute = types.compute(t);
    Tensor out = run(b, compute, types.result(t), x);
    if (x.requiresGrad() && Grad.isOn()) {
      // The scalar may have raised the type, which the tensor alone does not show.
      Pointwise recorded =
          compute == types.compute(x.dtype())
              ? b
              : new Formulaic.Of(b.program(), b.scalars(), compute, types.result(t));
      recordPointwise(recorded, out, x);
    }
    if (Grad.anomaly()) checkNan(op, out);
    return out;
  }

  /// A pointwise operation whose promoted type `t` was decided by the caller.
  public static Tensor typed(Pointwise op, DType t, Tensor... x) {
    op.check(t);
    Types types = op.types();
    return pointwise(
        new Formulaic.Of(op.program(), op.scalars(), types.compute(t), types.result(t)), x);
  }

  /// A pointwise operation with compute and result types decided by the caller.
  public static Tensor typed(Pointwise op, DType compute, DType result, Tensor... x) {
    return pointwise(new Formulaic.Of(op.program(), op.scalars(), compute, result), x);
  }

  private static Tensor run(Pointwise op, DType compute, DType result, Tensor x) {
    Layout l = x.layout();
    Tensor out = Tensor.allocate(like(l), result, x.device());
    compute(x.backend(), op, compute, out, x);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.computed(op, compute, result, out, x);
    return out;
  }

  private static Tensor run(Pointwise op, DType compute, DType result, Tensor x, Tensor y) {
    Layout a = x.layout();
    Layout b = y.layout();
    Layout o;
    Block bx = x;
    Block by = y;
    if (a == b || Arrays.equals(a.shape(), b.shape())) {
      o = a.isContiguous() || !Arrays.equals(a.strides(), b.strides()) ? rowMajor(a) : like(a);
    } else {
      long[] s = Check.broadcast(op.name(), a.shape(), b.shape());
      if (s == a.shape() || Arrays.equals(s, a.shape())) {
        o = like(a);
      } else {
        o = Layout.contiguous(s);
        bx = x.expandRaw(s);
      }
      if (!Arrays.equals(s, b.shape())) by = y.expandRaw(s);
    }
    Device d = device(op, x, y);
    Tensor out = Tensor.allocate(o, result, d);
    compute(Engines.of(d), op, compute, out, bx, by);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.computed(op, compute, result, out, x, y);
    return out;
  }

  private static Tensor run(Pointwise op, DType compute, DType result, Tensor... x) {
    long[] s = x[0].layout().shape();
    Device d = x[0].device();
    boolean same = true;
    for (int i = 1; i < x.length; i++) {
      if (Arrays.equals(s, x[i].layout().shape())) continue;
      same = false;
      s = Check.broadcast(op.name(), s, x[i].layout().shape());
    }
    Block[] in = new Block[x.length];
    for (int i = 0; i < x.length; i++) {
      if (i > 0) d = device(op, x[0], x[i]);
      in[i] = Arrays.equals(s, x[i].layout().shape()) ? x[i] : x[i].expandRaw(s);
    }
    Layout o = same ? like(x[0].layout()) : Layout.contiguous(s);
    Tensor out = Tensor.allocate(o, result, d);
    compute(Engines.of(d), op, compute, out, in);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.computed(op, compute, result, out, x);
    return out;
  }

  /// What a formula cannot be in the type it is asked for, the operation refuses by its own name.
  private static void compute(Backend engine, Pointwise op, DType type, Block out, Block... in) {
    Recorder recorder = Recorder.active();
    if (recorder != null) {
      recorder.aside(
          () -> {
            compute(engine, op, type, out, in);
            return null;
          });
      return;
    }
    Profile profile = Profile.active();
    if (profile != null) profile.enter(op.name(), Sites.layer(), false);
    try {
      engine.pointwise(op.kernel(type), type, op.scalars(), out, in);
    } catch (TensorException e) {
      throw e;
    } catch (UnsupportedOperationException | IllegalArgumentException e) {
      throw Check.dtypeError(op.name(), e.getMessage());
    } finally {
      if (profile != null) profile.leave();
    }
  }

  /// Computes a pointwise operation whose types are decided into `out`, or into new memory of the
  /// given layout if that is null: how a graph is run, without gradients and promotion.
  public static Tensor computed(
      Pointwise op, DType compute, DType result, Layout layout, Tensor out, Tensor... x) {
    Device d = x[0].device();
    Block[] in = new Block[x.length];
    long[] s = layout.shape();
    for (int i = 0; i < x.length; i++) {
      if (i > 0) d = device(op, x[0], x[i]);
      in[i] = Arrays.equals(s, x[i].layout().shape()) ? x[i] : x[i].expandRaw(s);
    }
    Tensor y = out == null ? Tensor.allocate(layout, result, d) : out;
    compute(Engines.of(d), op, compute, y, in);
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.computed(op, compute, result, y, x);
    return y;
  }

  private static Device device(Op op, Tensor x, Tensor y) {
    Device a = x.device();
    Device b = y.device();
    if (a == b || a.equals(b) || y.rank() == 0 && b.isCpu()) return a;
    if (x.rank() == 0 && a.isCpu()) return b;
    throw Check.valueError(
        op.name(),
        "the tensors are on different devices, " + a + " and " + b + "; use b.to(a.device())");
  }

  private static Layout rowMajor(Layout l) {
    return l.isContiguous() && l.offset() == 0 ? l : Layout.contiguous(l.shape());
  }

  /// The layout of a new tensor in the shape of `l`: the same order of dimensions if that is dense,
  /// so that channels-last and transposed tensors stay as they are.
  static Layout like(Layout l) {
    if (l.isContiguous()) return rowMajor(l);
    return l.isDense() ? new Layout(l.shape(), l.strides(), 0) : Layout.contiguous(l.shape());
  }

  /// An operation that changes a tensor, as it is called in messages: nobody needs the text as long
  /// as all is well.
  private record InPlace(Op op) {
    @Override
    public String toString() {
      return op.name() + "_";
    }
  }

  /// Computes a pointwise operation into `self`, which is also the first input.
  static Tensor inPlace(Pointwise op, Tensor self, Tensor... rest) {
    Tensor[] x = new Tensor[rest.length + 1];
    x[0] = self;
    System.arraycopy(rest, 0, x, 1, rest.length);
    DType t;
    DType compute;
    DType result;
    if (op instanceof Formulaic.Of of) {
      t = of.result();
      compute = of.compute();
      result = of.result();
    } else {
      t = Promotion.resultType((Object[]) x);
      op.check(t);
      compute = op.types().compute(t);
      result = op.types().result(t);
    }
    if (!Promotion.canCast(result, self.dtype()))
      throw Check.dtypeError(
          op.name() + "_",
          "the result is "
              + result
              + " and cannot be stored in the "
              + self.dtype()
              + " tensor "
              + Check.shape(self.shape())
              + "; use "
              + op.name()
              + " without underscore");
    long[] s = self.layout().shape();
    Block[] in = new Block[x.length];
    for (int i = 0; i < x.length; i++) {
      long[] xs = x[i].layout().shape();
      if (Arrays.equals(s, xs)) in[i] = x[i];
      else {
        long[] b = Check.broadcast(op.name() + "_", s, xs);
        if (!Arrays.equals(b, s))
          throw Check.shapeError(
              op.name() + "_",
              "the tensor "
                  + Check.shape(s)
                  + " cannot hold the broadcast result "
                  + Check.shape(b)
                  + "; use "
                  + op.name()
                  + " without underscore");
        in[i] = x[i].expandRaw(s);
      }
      // An input that overlaps the output in another layout would be read after it was written.
      if (i > 0 && x[i].storage() == self.storage() && !x[i].layout().equals(self.layout()))
        in[i] = x[i].raw().clone().expandRaw(s);
    }
    boolean record = Grad.isOn() && recorded(x);
    InPlace change = new InPlace(op);
    self.checkInPlace(change, record);
    Tensor before = record ? self.snapshot() : null;
    if (record && savesFirst(op, x)) {
      // The gradient needs the old values: keep a copy, as nothing else will.
      Tensor copy = Grad.off(() -> self.raw().clone());
      copy.setNode(before.requiresGrad() ? before.edge() : null, before.edgeOutput());
      before = copy.withGradOf(before);
    }
    Recorder recorder = Recorder.active();
    if (recorder != null) recorder.changing(op, self);
    try {
      compute(Engines.of(self.device()), op, compute, self, in);
      if (recorder != null) recorder.changed(op, compute, self, x);
    } finally {
      // Also after an interrupt, which leaves some of the old values.
      self.changed(change);
    }
    if (record) {
      x[0] = before;
      self.rebase(pointwiseNode(op, self, x));
    }
    if (Grad.anomaly()) checkNan(op, self);
    return self;
  }

  /// Computes `program` of `self` and the others, and stores the result in `self`: one kernel for a
  /// whole update rule, without gradient. Everything is computed in the type of `self`.
  public static Tensor update(Program program, double[] scalars, Tensor self, Tensor... rest) {
    DType t = self.dtype();
    Formulaic.Of op = new Formulaic.Of(program, scalars, t.computeType(), t);
    return Grad.off(() -> inPlace(op, self, rest));
  }

  /// Changes the tensors `selves` as the rule says, from themselves and `rest`, in one pass over
  /// memory where the engine can. All are of one shape; no gradients are recorded.
  public static void update(Update rule, double[] scalars, Tensor[] selves, Tensor... rest) {
    Tensor[] x = Arrays.copyOf(selves, selves.length + rest.length);
    System.arraycopy(rest, 0, x, selves.length, rest.length);
    for (Tensor t : x) Check.sameShape(rule.name(), "a tensor", t, "the first one", x[0]);
    for (Tensor t : selves) t.checkInPlace(rule.name(), false);
    if (Recorder.active() == null) {
      boolean done = true;
      try {
        done = updated(rule, scalars, x);
      } finally {
        if (done) for (Tensor t : selves) t.changed(rule.name());
      }
      if (done) return;
    }
    // All results before the first change: every formula reads what was there before.
    Grad.off(
        () -> {
          Tensor[] y = new Tensor[selves.length];
          for (int k = 0; k < y.length; k++) {
            DType t = selves[k].dtype();
            y[k] = pointwise(new Formulaic.Of(rule.single(k), scalars, t.computeType(), t), x);
          }
          for (int k = 0; k < y.length; k++) selves[k].copy_(y[k]);
        });
  }

  private static boolean updated(Update rule, double[] scalars, Tensor[] x) {
    Device d = x[0].device();
    for (Tensor t : x) if (!t.device().equals(d)) return false;
    Profile profile = Profile.active();
    if (profile != null) profile.enter(rule.name(), Sites.layer(), false);
    try {
      return Engines.of(d).update(rule, scalars, x);
    } finally {
      if (profile != null) profile.leave();
    }
  }

  private static boolean savesFirst(Pointwise op, Tensor[] x) {
    for (int i = 0; i < x.length; i++) {
      if (!x[i].requiresGrad()) continue;
      Gradient g = known(op, i);
      if (g == null) continue;
      for (int u : g.uses()) if (u == 0) return true;
    }
    return false;
  }

  /// The gradient with respect to input `i`; null if there is none, also where it is not
  /// implemented: only backward complains of that, for most results are never differentiated.
  private static Gradient known(Pointwise op, int i) {
    try {
      return op.program().gradient(i);
    } catch (UnsupportedOperationException e) {
      return null;
    }
  }

  private static void recordPointwise(Pointwise op, Tensor out, Tensor... x) {
    if (!out.dtype().isDifferentiable()) return;
    out.setNode(pointwiseNode(op, out, x), 0);
  }

  private static GradNode pointwiseNode(Pointwise op, Tensor out, Tensor... x) {
    GradNode node = new GradNode(op, x, 1);
    node.setOutput(0, out);
    node.scope = Sites.layer();
    if (Grad.anomaly()) node.site = Sites.caller();
    int n = x.length;
    for (int i = 0; i < n; i++) {
      if (!x[i].requiresGrad()) continue;
      Gradient g = known(op, i);
      if (g == null) continue;
      for (int u : g.uses()) {
        if (u < n) node.keepInput(u, x[u]);
        else if (u == n + 1) node.keepOutput(0, out);
      }
    }
    return node;
  }

  /// The gradients of a pointwise operation: one kernel for each input that needs one.
  static Tensor[] pointwiseVjp(Pointwise op, GradNode s, Tensor g) {
    int n = s.inputs();
    DType compute;
    if (op instanceof Formulaic.Of of) compute = of.compute();
    else {
      // What dispatch computed in: the result type says it, but for results that are real parts.
      DType t = s.inputType(0);
      boolean complex = t.isComplex();
      for (int i = 1; i < n; i++) complex |= s.inputType(i).isComplex();
      compute = s.outputType(0).computeType();
      if (complex) compute = compute.toComplex();
      if (op.types() == Types.REAL || op.types() == Types.REAL_FLOAT)
        compute = op.types().compute(t);
    }
    Tensor[] r = new Tensor[n];
    for (int i = 0; i < n; i++) {
      if (!s.needs(i)) continue;
      Gradient gr = op.program().gradient(i);
      if (gr == null) continue;
      int[] uses = gr.uses();
      Tensor[] in = new Tensor[uses.length];
      for (int k = 0; k < uses.length; k++) {
        int u = uses[k];
        in[k] = u < n ? s.input(u) : u == n ? g : s.output(0);
      }
      DType it = s.inputType(i);
      if (uses.length == 1
          && uses[0] == n
          && gr.program().formula().equals(Formula.X)
          && g.dtype() == it) {
        r[i] = g;
        continue;
      }
      // A complex gradient of a real input is cut to its real part by storing it as a real number.
      Formulaic.Of f = new Formulaic.Of(gr.program(), op.scalars(), compute, it);
      r[i] =
          in.length == 1
              ? pointwise(f, in[0])
              : in.length == 2 ? pointwise(f, in[0], in[1]) : pointwise(f, in);
    }
    return r;
  }

  private static void checkNan(Op op, Tensor... y) {
    if (Recorder.active() != null) return;
    for (Tensor t : y) {
      if (t == null || !t.dtype().isDifferentiable() || t.numel() == 0) continue;
      boolean bad = Grad.unwatched(() -> t.raw().isnan().any().item() != 0);
      if (bad)
        throw Check.gradError(
            op.name(),
            "the result "
                + Check.show(t)
                + " has a NaN; the operation was called at "
                + Sites.caller());
    }
  }
}
