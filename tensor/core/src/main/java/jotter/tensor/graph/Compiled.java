package jotter.tensor.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import jotter.tensor.Autograd;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Device;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Recorder;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Layout;

/// A function made faster by {@link Compile}. It is called like the function, from any number of
/// threads.
public final class Compiled implements UnaryOperator<Tensor> {
  private static final System.Logger LOG = System.getLogger("jotter.tensor.graph");

  private final String name;
  private final Function<Tensor[], Tensor[]> f;
  private final Supplier<Map<String, Tensor>> outside;
  private final Supplier<? extends Object> guard;
  private final boolean frozen;
  private final int limit;
  private volatile Entry[] entries = {};
  private boolean full;

  /// What one kind of call has become: a plan, or null for calling the function itself.
  private record Entry(
      Layout[] layouts,
      DType[] types,
      Device[] devices,
      boolean[] wants,
      boolean gradients,
      Object guard,
      Plan plan,
      CompiledStep step,
      Tensor[] captured,
      RuntimeException failure,
      AtomicBoolean said) {
    boolean fits(Tensor[] x, boolean on, Object now) {
      if (x.length != layouts.length || on != gradients || !now.equals(guard)) return false;
      for (int i = 0; i < x.length; i++) {
        Tensor t = x[i];
        Layout l = t.layout();
        if (t.dtype() != types[i] || gradients && t.requiresGrad() != wants[i]) return false;
        if (l != layouts[i]
            && !(Arrays.equals(l.shape(), layouts[i].shape())
                && Arrays.equals(l.strides(), layouts[i].strides()))) return false;
        if (!t.device().equals(devices[i])) return false;
      }
      if (gradients && captured != null) for (Tensor t : captured) if (!t.isLeaf()) return false;
      return true;
    }
  }

  Compiled(
      String name,
      Function<Tensor[], Tensor[]> f,
      Supplier<Map<String, Tensor>> outside,
      Supplier<? extends Object> guard,
      boolean frozen,
      int limit) {
    this.name = name;
    this.f = f;
    this.outside = outside;
    this.guard = guard;
    this.frozen = frozen;
    this.limit = limit;
  }

  /// The same function with at most `n` compilations (8 unless said); calls of further kinds run
  /// the function as it is.
  public Compiled limit(int n) {
    Check.value(n >= 0, "compile", "the limit must not be negative, got " + n);
    return new Compiled(name, f, outside, guard, frozen, n);
  }

  /// The same function for inference: parameters are constants with the values that they have at
  /// the first call, folded as {@link Passes#inference} does, normalizations into convolutions
  /// included. Gradients do not flow.
  public Compiled frozen() {
    return new Compiled(name, f, outside, guard, true, limit);
  }

  @Override
  public Tensor apply(Tensor x) {
    return all(x)[0];
  }

  /// The first result for two tensors.
  public Tensor apply(Tensor x, Tensor y) {
    return all(x, y)[0];
  }

  /// All results.
  public Tensor[] all(Tensor... x) {
    // A graph of a function that calls this one holds the operations themselves.
    if (Recorder.active() != null) return f.apply(x);
    boolean on = !frozen && Grad.isOn();
    Object now = guard.get();
    Entry e = find(x, on, now);
    if (e == null) e = add(x, on, now);
    if (e == null) return f.apply(x);
    if (e.plan == null && e.step == null) return plain(e, x);
    return e.step == null ? e.plan.run(x) : stepped(e, x);
  }

  /// Runs the function itself. What went wrong while it was captured is worth a word only if it is
  /// not the function's own error.
  private Tensor[] plain(Entry e, Tensor[] x) {
    Tensor[] y;
    try {
      y = f.apply(x);
    } catch (RuntimeException own) {
      if (e.failure != null) remove(e);
      throw own;
    }
    if (e.failure != null && e.said.compareAndSet(false, true))
      LOG.log(System.Logger.Level.WARNING, name + " is not compiled", e.failure);
    return y;
  }

  private synchronized void remove(Entry e) {
    entries = Arrays.stream(entries).filter(o -> o != e).toArray(Entry[]::new);
  }

  private static Tensor[] stepped(Entry e, Tensor[] x) {
    Tensor[] in = Arrays.copyOf(x, x.length + e.captured.length);
    System.arraycopy(e.captured, 0, in, x.length, e.captured.length);
    Tensor[] y = Dispatch.apply(e.step, in);
    return e.step.results(y);
  }

  private Entry find(Tensor[] x, boolean on, Object now) {
    for (Entry e : entries) if (e.fits(x, on, now)) return e;
    return null;
  }

  private synchronized Entry add(Tensor[] x, boolean on, Object now) {
    Entry known = find(x, on, now);
    if (known != null) return known;
    if (entries.length >= limit) {
      if (!full && limit > 0)
        LOG.log(
            System.Logger.Level.INFO,
            name
                + " was compiled for "
                + limit
                + " kinds of arguments; others run as they are (Compiled.limit)");
      full = true;
      return null;
    }
    Entry e = compile(x, on, now);
    Entry[] more = Arrays.copyOf(entries, entries.length + 1);
    more[entries.length] = e;
    entries = more;
    return e;
  }

  private Entry compile(Tensor[] x, boolean on, Object now) {
    int n = x.length;
    Layout[] layouts = new Layout[n];
    DType[] types = new DType[n];
    Device[] devices = new Device[n];
    boolean[] wants = new boolean[n];
    for (int i = 0; i < n; i++) {
      layouts[i] = x[i].layout();
      types[i] = x[i].dtype();
      devices[i] = x[i].device();
      wants[i] = x[i].requiresGrad();
    }
    Tracer t = new Tracer();
    Plan plan = null;
    CompiledStep step = null;
    Tensor[] captured = null;
    RuntimeException failure = null;
    try {
      outside.get().forEach(t::name);
      Build b = new Build(t, x, on);
      plan = b.plan;
      step = b.step;
      captured = b.captured;
    } catch (CancellationException e) {
      throw e;
    } catch (RuntimeException e) {
      if (t.refusal == null && !(e instanceof UnsupportedOperationException)) failure = e;
      else LOG.log(System.Logger.Level.INFO, name + " is not compiled: " + e.getMessage());
    }
    return new Entry(
        layouts,
        types,
        devices,
        wants,
        on,
        now,
        plan,
        step,
        captured,
        failure,
        new AtomicBoolean());
  }

  /// How often it was compiled, and for how many kinds of arguments it was not.
  public String statistics() {
    int plans = 0;
    int plain = 0;
    for (Entry e : entries)
      if (e.plan == null && e.step == null) plain++;
      else plans++;
    return name
        + ": compiled "
        + plans
        + " times, run as it is for "
        + plain
        + " kinds of arguments";
  }

  /// The graphs that run, in the order of compilation: for one with gradients first the function's,
  /// then that of its gradients.
  public List<Graph> graphs() {
    List<Graph> r = new ArrayList<>();
    for (Entry e : entries) {
      if (e.plan != null) r.add(e.plan.graph());
      if (e.step != null) {
        r.add(e.step.forward().graph());
        r.add(e.step.backward().graph());
      }
    }
    return r;
  }

  @Override
  public String toString() {
    return statistics();
  }

  /// One compilation.
  private final class Build {
    Plan plan;
    CompiledStep step;
    Tensor[] captured = {};

    Build(Tracer t, Tensor[] x, boolean on) {
      Tensor[] in = new Tensor[x.length];
      for (int i = 0; i < x.length; i++) {
        in[i] = x[i].detach();
        if (on && x[i].requiresGrad()) in[i].requiresGrad_();
        t.input("x" + i, in[i]);
      }
      if (!on) {
        Graph g = t.capture(() -> Grad.off(() -> t.finish(f.apply(in))));
        plan =
            frozen
                ? Keeping.run(Fusion.run(Passes.inference(g))).plan()
                : Fusion.run(Passes.common(Passes.fold(g))).plan();
        return;
      }
      t.capture(() -> Grad.on(() -> differentiate(t, in)));
    }

    private Void differentiate(Tracer t, Tensor[] in) {
      Tensor[] y = f.apply(in);
      List<Integer> differentiated = new ArrayList<>();
      for (int i = 0; i < y.length; i++) if (y[i].requiresGrad()) differentiated.add(i);
      List<Tensor> wanted = new ArrayList<>();
      List<Integer> at = new ArrayList<>();
      for (int i = 0; i < in.length; i++)
        if (in[i].requiresGrad()) {
          wanted.add(in[i]);
          at.add(i);
        }
      int parameters = t.parameters.size();
      for (int i = 0; i < parameters; i++) {
        Tensor p = t.parameters.get(i).tensor();
        if (!p.requiresGrad()) continue;
        if (!p.isLeaf())
          throw new UnsupportedOperationException(
              "the function holds a tensor that was computed with gradients, "
                  + Check.show(p)
                  + "; pass it as an argument");
        wanted.add(p);
        at.add(in.length + i);
      }
      if (differentiated.isEmpty() || wanted.isEmpty()) {
        Graph g = t.finish(y);
        plan = Fusion.run(Passes.common(Passes.fold(g))).plan();
        return null;
      }
      Tensor[] of = new Tensor[differentiated.size()];
      Tensor[] g = new Tensor[of.length];
      for (int i = 0; i < of.length; i++) {
        of[i] = y[differentiated.get(i)];
        g[i] = Tensor.empty(of[i].shape(), of[i].dtype(), of[i].device());
        t.input("gradient" + i, g[i]);
      }
      Tensor[] found = Autograd.grad(of, wanted.toArray(Tensor[]::new), g, false, false, true);
      int[] gradientOf = new int[in.length + parameters];
      Arrays.fill(gradientOf, -1);
      List<Tensor> all = new ArrayList<>(List.of(y));
      for (int i = 0; i < found.length; i++) {
        if (found[i] == null) continue;
        gradientOf[at.get(i)] = all.size() - y.length;
        all.add(found[i]);
      }
      Graph whole = Passes.common(Passes.fold(t.finish(all.toArray(Tensor[]::new))));
      // Passes may have dropped parameters that nobody reads any more.
      List<Integer> places = new ArrayList<>();
      List<Tensor> tensors = new ArrayList<>();
      for (int i = 0; i < in.length; i++) places.add(gradientOf[i]);
      for (Graph.Parameter p : whole.parameters()) {
        for (int i = 0; i < parameters; i++)
          if (t.parameters.get(i).value() == p.value()) places.add(gradientOf[in.length + i]);
        tensors.add(p.tensor());
      }
      captured = tensors.toArray(Tensor[]::new);
      step =
          new CompiledStep(
              new Joint(whole, in.length, y.length),
              in.length,
              y.length,
              places.stream().mapToInt(i -> i).toArray(),
              differentiated.stream().mapToInt(i -> i).toArray());
      return null;
    }
  }
}
