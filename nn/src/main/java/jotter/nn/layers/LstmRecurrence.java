package jotter.nn.layers;

import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static jotter.tensor.formula.Formula.of;

import java.util.List;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Backend;

/// The recurrence of {@link LSTM}. States: hidden and cell; the third output are the gates after
/// their activation, i f g o, side by side.
final class LstmRecurrence extends Recurrence {
  private static final Program SIGMOID = Program.of("sigmoid", X.sigmoid());
  private static final Program TANH = Program.of("tanh", X.tanh());

  /// c of f, c before, i, g.
  private static final Program CELL = Program.of("lstmCell", X.mul(Y).add(Z.mul(W)));

  /// h of o, c.
  private static final Program HIDDEN = Program.of("lstmHidden", X.mul(Y.tanh()));

  /// The cell's gradient of itself, that of h, o, c.
  private static final Program CELL_BACK =
      Program.of("lstmCellBack", X.add(Y.mul(Z).mul(of(1).sub(W.tanh().mul(W.tanh())))));

  /// A sigmoid gate's gradient: that of what it scales (X), what it scales (Y), and itself (Z).
  private static final Program GATE_BACK =
      Program.of("lstmGateBack", X.mul(Y).mul(Z).mul(of(1).sub(Z)));

  /// That of o, which scales tanh(c).
  private static final Program OUT_BACK =
      Program.of("lstmOutBack", X.mul(Y.tanh()).mul(Z).mul(of(1).sub(Z)));

  /// That of g, which i (Y) scales.
  private static final Program INPUT_BACK =
      Program.of("lstmInputBack", X.mul(Y).mul(of(1).sub(Z.mul(Z))));

  private static final Program PRODUCT = Program.of("product", X.mul(Y));

  LstmRecurrence(boolean backwards) {
    super(backwards, 2);
  }

  @Override
  public String name() {
    return "lstm";
  }

  private static Tensor gate(Tensor gates, int k, int count) {
    long hidden = gates.size(1) / 4;
    return gates.narrow(1, k * hidden, count * hidden);
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor bias = x[3] == null ? null : x[3].add(x[4]);
    Tensor gates = ofInputs(x[0].contiguous(), x[1], bias);
    int n = Math.toIntExact(x[0].size(0));
    long[] shape = {n, x[5].size(0), x[5].size(1)};
    Tensor hs = Tensor.empty(shape, x[0].dtype(), x[0].device());
    Tensor cs = Tensor.empty(shape, x[0].dtype(), x[0].device());
    Tensor h = x[5];
    Tensor c = x[6];
    Backend.Right weight = right(x[2].t());
    for (int k = 0; k < n; k++) {
      int t = at(k, n);
      Tensor a = gates.select(0, t);
      weight.multiply(h, a, true);
      compute(SIGMOID, gate(a, 0, 2), gate(a, 0, 2));
      compute(TANH, gate(a, 2, 1), gate(a, 2, 1));
      compute(SIGMOID, gate(a, 3, 1), gate(a, 3, 1));
      Tensor next = cs.select(0, t);
      compute(CELL, next, gate(a, 1, 1), c, gate(a, 0, 1), gate(a, 2, 1));
      c = next;
      h = hs.select(0, t);
      compute(HIDDEN, h, gate(a, 3, 1), c);
    }
    return new Tensor[] {hs, cs, gates};
  }

  @Override
  Tensor[] gradients(Saved s, Tensor... g) {
    Tensor hs = s.output(0);
    Tensor cs = s.output(1);
    Tensor gates = s.output(2);
    Tensor weight = s.input(2);
    Backend.Right right = right(weight);
    Tensor ofHidden = begun(g[0], hs);
    Tensor ofGates = Tensor.emptyLike(gates);
    Tensor ofCell = Tensor.zerosLike(s.input(6));
    int n = Math.toIntExact(hs.size(0));
    for (int k = n - 1; k >= 0; k--) {
      int t = at(k, n);
      Tensor a = gates.select(0, t);
      Tensor b = ofGates.select(0, t);
      Tensor c = cs.select(0, t);
      Tensor before = k == 0 ? s.input(6) : cs.select(0, at(k - 1, n));
      Tensor dh = ofHidden.select(0, t);
      if (g[1] != null) ofCell.add_(g[1].select(0, t));
      compute(CELL_BACK, ofCell, ofCell, dh, gate(a, 3, 1), c);
      compute(GATE_BACK, gate(b, 0, 1), ofCell, gate(a, 2, 1), gate(a, 0, 1));
      compute(GATE_BACK, gate(b, 1, 1), ofCell, before, gate(a, 1, 1));
      compute(INPUT_BACK, gate(b, 2, 1), ofCell, gate(a, 0, 1), gate(a, 2, 1));
      compute(OUT_BACK, gate(b, 3, 1), dh, c, gate(a, 3, 1));
      compute(PRODUCT, ofCell, ofCell, gate(a, 1, 1));
      if (k > 0) right.multiply(b, ofHidden.select(0, at(k - 1, n)), true);
    }
    Tensor[] r = new Tensor[7];
    ofInputs(s, ofGates, r);
    if (s.needs(2)) r[2] = ofWeight(ofGates, hs, s.input(5), weight);
    // Both biases stand in the same sum; each gets a gradient of its own.
    if (s.inputShape(4) != null && s.needs(4))
      r[4] = r[3] == null ? ofGates.flatten(0, 1).sum(0) : r[3].clone();
    if (s.needs(5)) {
      r[5] = Tensor.emptyLike(s.input(5));
      right.multiply(ofGates.select(0, at(0, n)), r[5], false);
    }
    if (s.needs(6)) r[6] = ofCell;
    return r;
  }

  @Override
  Tensor[] composed(Tensor... x) {
    Tensor gates = F.linear(x[0], x[1], x[3]);
    int n = Math.toIntExact(x[0].size(0));
    Tensor[] hs = new Tensor[n];
    Tensor[] cs = new Tensor[n];
    List<Tensor> state = List.of(x[5], x[6]);
    for (int k = 0; k < n; k++) {
      int t = at(k, n);
      state = step(gates.select(0, t), state, x[2], x[4]);
      hs[t] = state.get(0);
      cs[t] = state.get(1);
    }
    return new Tensor[] {Tensor.stack(0, hs), Tensor.stack(0, cs)};
  }

  /// One step of differentiable operations: hidden and cell after it.
  static List<Tensor> step(Tensor input, List<Tensor> state, Tensor weight, Tensor bias) {
    Tensor[] a = input.add(F.linear(state.get(0), weight, bias)).chunk(4, 1);
    Tensor c = a[1].sigmoid().mul(state.get(1)).add(a[0].sigmoid().mul(a[2].tanh()));
    return List.of(a[3].sigmoid().mul(c.tanh()), c);
  }
}
