package jotter.nn.layers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jotter.tensor.Autograd;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;
import jotter.tensor.op.Custom;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Change;

/// A recurrent layer in one direction over a whole sequence, as one operation: one product for the
/// inputs of all steps, one for the gates of a step, a few kernels for their mathematics, and a
/// walk back through time by hand, which gathers what belongs to the weights and multiplies it at
/// the end, once.
///
/// Inputs: x (T, N, in), `weight_ih`, `weight_hh`, `bias_ih` and `bias_hh` or null, then the states
/// at the beginning (N, hidden). Outputs: the states after each step (T, N, hidden), the output
/// first, and behind them what the way back wants to know.
abstract sealed class Recurrence implements Custom permits LstmRecurrence, GruRecurrence {
  private static final double[] NONE = {};

  final boolean backwards;
  private final int states;

  /// @param backwards whether the last step is read first
  /// @param states how many states there are
  Recurrence(boolean backwards, int states) {
    this.backwards = backwards;
    this.states = states;
  }

  /// The same, step by step out of differentiable operations: all outputs that are states.
  abstract Tensor[] composed(Tensor... x);

  /// The way back for all inputs, without being recorded itself.
  abstract Tensor[] gradients(Saved s, Tensor... g);

  @Override
  public final Tensor[] vjp(Saved s, Tensor... g) {
    return Grad.isOn() ? recorded(s, g) : gradients(s, g);
  }

  @Override
  public Map<String, Object> attributes() {
    return Map.of("backwards", backwards);
  }

  @Override
  public boolean savesOutput(int i) {
    return true;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  /// Gradients of gradients go through the operations of every step.
  private Tensor[] recorded(Saved s, Tensor... g) {
    Tensor[] x = new Tensor[s.inputs()];
    List<Tensor> wanted = new ArrayList<>();
    for (int i = 0; i < x.length; i++) {
      x[i] = s.inputShape(i) == null ? null : s.input(i);
      if (s.needs(i)) wanted.add(x[i]);
    }
    Tensor[] y = composed(x);
    List<Tensor> outputs = new ArrayList<>();
    List<Tensor> of = new ArrayList<>();
    for (int i = 0; i < states; i++) {
      if (g[i] == null) continue;
      outputs.add(y[i]);
      of.add(g[i]);
    }
    Tensor[] found =
        Autograd.grad(
            outputs.toArray(Tensor[]::new),
            wanted.toArray(Tensor[]::new),
            of.toArray(Tensor[]::new),
            true,
            true,
            true);
    Tensor[] r = new Tensor[x.length];
    for (int i = 0, k = 0; i < x.length; i++) if (s.needs(i)) r[i] = found[k++];
    return r;
  }

  // ---- what both have in common ----

  /// The k-th step to be read of n.
  int at(int k, int n) {
    return backwards ? n - 1 - k : k;
  }

  /// out = a·b, or added to it.
  static void multiply(Tensor a, Tensor b, Tensor out, boolean accumulate) {
    out.backend().matmul(a, b, out, accumulate);
  }

  /// Matrices that every step multiplies with.
  static Backend.Right right(Tensor... b) {
    return b[0].backend().right(b);
  }

  /// What `rule` makes of the tensors.
  static Change change(Update rule, Tensor... x) {
    return new Change(rule, NONE, x);
  }

  /// out = Σ left·right, or added to it, and then the changes: see {@link Backend.Right}.
  static void multiply(
      Backend.Right right, Tensor[] left, Tensor out, boolean accumulate, Change... changes) {
    if (right.multiply(left, out, accumulate, changes)) return;
    right.multiply(left, out, accumulate);
    for (Change c : changes) update(c);
  }

  /// Makes a change of tensors.
  static void update(Change c) {
    Tensor[] x = (Tensor[]) c.in();
    int selves = c.rule().formulas().size();
    Tensor[] rest = Arrays.copyOfRange(x, selves, x.length);
    Dispatch.update(c.rule(), c.scalars(), Arrays.copyOf(x, selves), rest);
  }

  /// Computes a program of tensors of one shape.
  static void compute(Program program, Tensor out, Tensor... in) {
    DType type = out.dtype().computeType();
    out.backend().pointwise(program, type, NONE, out, in);
  }

  /// What the inputs of all steps contribute to the gates (T, N, gates·hidden).
  static Tensor ofInputs(Tensor x, Tensor weight, Tensor bias) {
    long[] shape = {x.size(0), x.size(1), weight.size(0)};
    Tensor gates = Tensor.empty(shape, x.dtype(), x.device());
    if (x.backend().linear(x.flatten(0, 1), weight, bias, gates.flatten(0, 1))) return gates;
    multiply(x.flatten(0, 1), weight.t(), gates.flatten(0, 1), false);
    return bias == null ? gates : gates.add_(bias);
  }

  /// The gradient of a weight that met the states before each step: Σ gates(t)ᵀ·state(t - 1).
  Tensor ofWeight(Tensor gates, Tensor states, Tensor begin, Tensor like) {
    long n = gates.size(0);
    Tensor r = Tensor.emptyLike(like);
    multiply(gates.select(0, at(0, (int) n)).t(), begin, r, false);
    if (n > 1) {
      Tensor g = gates.narrow(0, backwards ? 0 : 1, n - 1).flatten(0, 1);
      Tensor h = states.narrow(0, backwards ? 1 : 0, n - 1).flatten(0, 1);
      multiply(g.t(), h, r, true);
    }
    return r;
  }

  /// The gradients of both weights at once where they meet the same gates; false if there is no
  /// way.
  boolean ofWeights(Saved s, Tensor gates, Tensor states, Tensor begin, Tensor[] r) {
    if (!s.needs(1) || !s.needs(2)) return false;
    long n = gates.size(0);
    Tensor before = states.narrow(0, backwards ? 1 : 0, n - 1).flatten(0, 1);
    Tensor[] inputs = {s.input(0).flatten(0, 1)};
    Tensor[] of = {Tensor.emptyLike(s.input(1)), Tensor.emptyLike(s.input(2))};
    Tensor[] seen = backwards ? new Tensor[] {before, begin} : new Tensor[] {begin, before};
    Tensor[][] right = {inputs, seen};
    if (!gates.backend().products(gates.flatten(0, 1).t(), right, of)) return false;
    r[1] = of[0];
    r[2] = of[1];
    return true;
  }

  /// The gradients of x, `weight_ih` and `bias_ih`; one that is there already stays.
  static void ofInputs(Saved s, Tensor gates, Tensor[] r) {
    Tensor x = s.input(0);
    Tensor g = gates.flatten(0, 1);
    if (s.needs(0)) {
      r[0] = Tensor.empty(x.shape(), x.dtype(), x.device());
      multiply(g, s.input(1), r[0].flatten(0, 1), false);
    }
    if (s.needs(1) && r[1] == null) {
      r[1] = Tensor.emptyLike(s.input(1));
      multiply(g.t(), x.flatten(0, 1), r[1], false);
    }
    if (s.inputShape(3) != null && s.needs(3)) r[3] = g.sum(0);
  }

  /// Gives back the memory of tensors that only the operation itself knew.
  static void release(Tensor... own) {
    for (Tensor t : own) t.storage().release();
  }

  /// A tensor to add to, which begins as `g` or as zeros.
  static Tensor begun(Tensor g, Tensor like) {
    return g == null ? Tensor.zerosLike(like) : g.contiguous() == g ? g.clone() : g.contiguous();
  }
}
