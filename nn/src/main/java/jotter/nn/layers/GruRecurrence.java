package jotter.nn.layers;

import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static jotter.tensor.formula.Formula.of;

import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Program;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Backend;

/// The recurrence of {@link GRU}. State: hidden; the other outputs are the gates after their
/// activation, r z n, side by side, and what the state contributed to n before r scaled it.
final class GruRecurrence extends Recurrence {
  private static final Program SIGMOID_SUM = Program.of("gruGate", X.add(Y).sigmoid());
  private static final Program SUM = Program.of("sum", X.add(Y));

  /// n of its input, r, and what the state contributes.
  private static final Program NEW = Program.of("gruNew", X.add(Y.mul(Z)).tanh());

  /// h of n, z, h before.
  private static final Program HIDDEN = Program.of("gruHidden", X.add(Y.mul(Z.sub(X))));

  /// The gradient of n before its activation, of that of h, z, n.
  private static final Program NEW_BACK =
      Program.of("gruNewBack", X.mul(of(1).sub(Y)).mul(of(1).sub(Z.mul(Z))));

  /// That of z, of that of h, h before, n, z.
  private static final Program UPDATE_BACK =
      Program.of("gruUpdateBack", X.mul(Y.sub(Z)).mul(W).mul(of(1).sub(W)));

  /// That of r, of that of n, what r scaled, r.
  private static final Program RESET_BACK =
      Program.of("gruResetBack", X.mul(Y).mul(Z).mul(of(1).sub(Z)));

  private static final Program PRODUCT = Program.of("product", X.mul(Y));

  /// X + Y·Z.
  private static final Program ADD_PRODUCT = Program.of("addProduct", X.add(Y.mul(Z)));

  GruRecurrence(boolean backwards) {
    super(backwards, 1);
  }

  @Override
  public String name() {
    return "gru";
  }

  private static Tensor gate(Tensor gates, int k, int count) {
    long hidden = gates.size(1) / 3;
    return gates.narrow(1, k * hidden, count * hidden);
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor gates = ofInputs(x[0].contiguous(), x[1], x[3]);
    int n = Math.toIntExact(x[0].size(0));
    long[] shape = {n, x[5].size(0), x[5].size(1)};
    Tensor hs = Tensor.empty(shape, x[0].dtype(), x[0].device());
    Tensor scaled = Tensor.empty(shape, x[0].dtype(), x[0].device());
    Tensor ofState = Tensor.emptyLike(gates.select(0, 0));
    Tensor h = x[5];
    try (Backend.Right weight = right(x[2].t())) {
      for (int k = 0; k < n; k++) {
        int t = at(k, n);
        Tensor a = gates.select(0, t);
        weight.multiply(h, ofState, false);
        if (x[4] != null) compute(SUM, ofState, ofState, x[4].expand(ofState.shape()));
        compute(SIGMOID_SUM, gate(a, 0, 2), gate(a, 0, 2), gate(ofState, 0, 2));
        scaled.select(0, t).copy_(gate(ofState, 2, 1));
        compute(NEW, gate(a, 2, 1), gate(a, 2, 1), gate(a, 0, 1), gate(ofState, 2, 1));
        Tensor next = hs.select(0, t);
        compute(HIDDEN, next, gate(a, 2, 1), gate(a, 1, 1), h);
        h = next;
      }
    }
    return new Tensor[] {hs, gates, scaled};
  }

  @Override
  Tensor[] gradients(Saved s, Tensor... g) {
    Tensor hs = s.output(0);
    Tensor gates = s.output(1);
    Tensor scaled = s.output(2);
    Tensor weight = s.input(2);
    Tensor ofHidden = begun(g[0], hs);
    // They differ in n, where r stands between the state and the gate.
    Tensor ofGates = Tensor.emptyLike(gates);
    Tensor ofState = Tensor.emptyLike(gates);
    Tensor ofBegin = Tensor.zerosLike(s.input(5));
    int n = Math.toIntExact(hs.size(0));
    try (Backend.Right right = right(weight)) {
      for (int k = n - 1; k >= 0; k--) {
        int t = at(k, n);
        Tensor a = gates.select(0, t);
        Tensor b = ofGates.select(0, t);
        Tensor c = ofState.select(0, t);
        Tensor before = k == 0 ? s.input(5) : hs.select(0, at(k - 1, n));
        Tensor dh = ofHidden.select(0, t);
        Tensor dn = gate(b, 2, 1);
        compute(NEW_BACK, dn, dh, gate(a, 1, 1), gate(a, 2, 1));
        compute(UPDATE_BACK, gate(b, 1, 1), dh, before, gate(a, 2, 1), gate(a, 1, 1));
        compute(RESET_BACK, gate(b, 0, 1), dn, scaled.select(0, t), gate(a, 0, 1));
        gate(c, 0, 2).copy_(gate(b, 0, 2));
        compute(PRODUCT, gate(c, 2, 1), dn, gate(a, 0, 1));
        Tensor earlier = k == 0 ? ofBegin : ofHidden.select(0, at(k - 1, n));
        compute(ADD_PRODUCT, earlier, earlier, dh, gate(a, 1, 1));
        right.multiply(c, earlier, true);
      }
    }
    Tensor[] r = new Tensor[6];
    ofInputs(s, ofGates, r);
    if (s.needs(2)) r[2] = ofWeight(ofState, hs, s.input(5), weight);
    if (s.inputShape(4) != null && s.needs(4)) r[4] = ofState.flatten(0, 1).sum(0);
    if (s.needs(5)) r[5] = ofBegin;
    release(ofHidden, ofGates, ofState);
    return r;
  }

  @Override
  Tensor[] composed(Tensor... x) {
    Tensor gates = F.linear(x[0], x[1], x[3]);
    int n = Math.toIntExact(x[0].size(0));
    Tensor[] hs = new Tensor[n];
    Tensor h = x[5];
    for (int k = 0; k < n; k++) {
      int t = at(k, n);
      h = step(gates.select(0, t), h, x[2], x[4]);
      hs[t] = h;
    }
    return new Tensor[] {Tensor.stack(0, hs)};
  }

  /// One step of differentiable operations.
  private static Tensor step(Tensor input, Tensor h, Tensor weight, Tensor bias) {
    Tensor[] a = input.chunk(3, 1);
    Tensor[] b = F.linear(h, weight, bias).chunk(3, 1);
    Tensor r = a[0].add(b[0]).sigmoid();
    Tensor z = a[1].add(b[1]).sigmoid();
    Tensor n = a[2].add(r.mul(b[2])).tanh();
    return n.add(z.mul(h.sub(n)));
  }
}
