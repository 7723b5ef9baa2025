package jotter.nn.layers;

import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;
import static jotter.tensor.formula.Formula.of;

import java.util.List;
import jotter.tensor.F;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Update;
import jotter.tensor.op.Saved;
import jotter.tensor.spi.Backend;
import jotter.tensor.spi.Change;

/// The recurrence of {@link LSTM}. States: hidden and cell; the third output are the gates after
/// their activation, i f g o, side by side. Without a way back there is none: the gates of a few
/// steps stay in cache.
final class LstmRecurrence extends Recurrence {
  /// The biases of i, f and g, where there are some.
  private static final Formula[] BIAS = {in(5), in(6), in(7)};

  /// The cell after a step, and i, f and g after their activation: of the cell's room, these before
  /// it, and the cell before the step.
  private static final Update CELL = cell(Y, Z, W);

  /// The same with the biases.
  private static final Update CELL_BIASED = cell(Y.add(BIAS[0]), Z.add(BIAS[1]), W.add(BIAS[2]));

  /// The hidden state and o after its activation: of the room of the former, o before, the cell.
  private static final Update HIDDEN = hidden(Y);

  /// The same with the bias of o.
  private static final Update HIDDEN_BIASED = hidden(Y.add(W));

  /// The gradients of i, f, g, o before their activation and that of the cell before the step: of
  /// room for the former, that of the cell after it; that of the hidden state, the cell, the cell
  /// before, and i, f, g, o after their activation.
  private static final Update BACK = back();

  private static Formula in(int index) {
    return new Formula.Input(index);
  }

  private static Update cell(Formula i, Formula f, Formula g) {
    Formula c = f.sigmoid().mul(in(4)).add(i.sigmoid().mul(g.tanh()));
    return Update.of("lstmCell", c, i.sigmoid(), f.sigmoid(), g.tanh());
  }

  private static Update hidden(Formula o) {
    return Update.of("lstmHidden", o.sigmoid().mul(Z.tanh()), o.sigmoid());
  }

  private static Update back() {
    Formula dh = in(5);
    Formula i = in(8);
    Formula f = in(9);
    Formula g = in(10);
    Formula o = in(11);
    Formula t = in(6).tanh();
    Formula dc = in(4).add(dh.mul(o).mul(of(1).sub(t.mul(t))));
    return Update.of(
        "lstmBack",
        dc.mul(g).mul(i).mul(of(1).sub(i)),
        dc.mul(in(7)).mul(f).mul(of(1).sub(f)),
        dc.mul(i).mul(of(1).sub(g.mul(g))),
        dh.mul(t).mul(o).mul(of(1).sub(o)),
        dc.mul(f));
  }

  private final boolean keeps;

  /// @param keeps whether there may be a way back
  LstmRecurrence(boolean backwards, boolean keeps) {
    super(backwards, 2);
    this.keeps = keeps;
  }

  @Override
  public String name() {
    return "lstm";
  }

  /// The k-th of the four parts of gates or their biases.
  private static Tensor gate(Tensor gates, int k) {
    int last = gates.rank() - 1;
    long hidden = gates.size(last) / 4;
    return gates.narrow(last, k * hidden, hidden);
  }

  /// From so many samples on a step is a product large enough for the inputs as well.
  private static final int MANY = 16;

  /// What the gates of a step are before their activation, without biases. With many samples the
  /// input and the state of a step meet their weights in one product. With few, the inputs of many
  /// steps meet theirs together: so many that the products are large, so few that what they give
  /// stays in cache until its step comes.
  private final class Sums implements AutoCloseable {
    private final Tensor input;
    private final int n;
    private final int together;
    private final Tensor gates;
    private final Backend.Right ofInput;
    private final Backend.Right ofState;
    private int first;

    Sums(Tensor input, Tensor ofInput, Tensor ofState) {
      long samples = input.size(1);
      this.input = input;
      this.n = Math.toIntExact(input.size(0));
      this.together = samples >= MANY ? 1 : (int) Math.clamp(256 / Math.max(1, samples), 1, 64);
      long[] room = {keeps ? n : Math.min(n, together), samples, ofInput.size(0)};
      this.gates = Tensor.empty(room, input.dtype(), input.device());
      this.ofInput = together == 1 ? null : right(ofInput.t());
      this.ofState = together == 1 ? right(ofInput.t(), ofState.t()) : right(ofState.t());
    }

    /// The room for those of the k-th step to be read.
    Tensor room(int k) {
      int t = at(k, n);
      if (together == 1) return gates.select(0, keeps ? t : 0);
      if (k % together == 0) {
        int some = Math.min(together, n - k);
        first = backwards ? t - some + 1 : t;
        ofInput.multiply(
            input.narrow(0, first, some).flatten(0, 1),
            gates.narrow(0, keeps ? first : 0, some).flatten(0, 1),
            false);
      }
      return gates.select(0, keeps ? t : t - first);
    }

    /// Makes them of the state before, in their room `a`, and the changes after that.
    void of(int k, Tensor state, Tensor a, Change... changes) {
      Tensor[] left =
          together > 1 ? new Tensor[] {state} : new Tensor[] {input.select(0, at(k, n)), state};
      multiply(ofState, left, a, together > 1, changes);
    }

    @Override
    public void close() {
      if (ofInput != null) ofInput.close();
      ofState.close();
    }
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor input = x[0].contiguous();
    int n = Math.toIntExact(input.size(0));
    long[] shape = {n, x[5].size(0), x[5].size(1)};
    Tensor hs = Tensor.empty(shape, input.dtype(), input.device());
    Tensor cs = Tensor.empty(shape, input.dtype(), input.device());
    Tensor h = x[5];
    Tensor c = x[6];
    Tensor[] bias = biases(x[3], x[4], c.shape());
    try (Sums sums = new Sums(input, x[1], x[2])) {
      for (int k = 0; k < n; k++) {
        int t = at(k, n);
        Tensor a = sums.room(k);
        Tensor[] g = {gate(a, 0), gate(a, 1), gate(a, 2), gate(a, 3)};
        Tensor state = h;
        Tensor before = c;
        c = cs.select(0, t);
        h = hs.select(0, t);
        Change cell =
            bias == null
                ? change(CELL, c, g[0], g[1], g[2], before)
                : change(CELL_BIASED, c, g[0], g[1], g[2], before, bias[0], bias[1], bias[2]);
        Change hidden =
            bias == null ? change(HIDDEN, h, g[3], c) : change(HIDDEN_BIASED, h, g[3], c, bias[3]);
        sums.of(k, state, a, cell, hidden);
      }
      return new Tensor[] {hs, cs, keeps ? sums.gates : null};
    }
  }

  /// The sum of both biases for each gate, in the shape of a state; null without any.
  private static Tensor[] biases(Tensor one, Tensor other, long[] shape) {
    if (one == null) return null;
    Tensor sum = one.add(other);
    Tensor[] r = new Tensor[4];
    for (int k = 0; k < 4; k++) r[k] = gate(sum, k).expand(shape);
    return r;
  }

  @Override
  Tensor[] gradients(Saved s, Tensor... g) {
    Tensor hs = s.output(0);
    Tensor cs = s.output(1);
    Tensor gates = s.output(2);
    Tensor weight = s.input(2);
    Tensor ofHidden = begun(g[0], hs);
    Tensor ofGates = Tensor.emptyLike(gates);
    Tensor ofCell = Tensor.zerosLike(s.input(6));
    int n = Math.toIntExact(hs.size(0));
    Tensor ofBegin = s.needs(5) ? Tensor.emptyLike(s.input(5)) : null;
    try (Backend.Right right = right(weight)) {
      for (int k = n - 1; k >= 0; k--) {
        int t = at(k, n);
        Tensor a = gates.select(0, t);
        Tensor b = ofGates.select(0, t);
        Tensor dh = ofHidden.select(0, t);
        Tensor before = k == 0 ? s.input(6) : cs.select(0, at(k - 1, n));
        if (g[1] != null) ofCell.add_(g[1].select(0, t));
        Change back =
            change(
                BACK,
                gate(b, 0),
                gate(b, 1),
                gate(b, 2),
                gate(b, 3),
                ofCell,
                dh,
                cs.select(0, t),
                before,
                gate(a, 0),
                gate(a, 1),
                gate(a, 2),
                gate(a, 3));
        if (k == n - 1) update(back);
        else multiply(right, new Tensor[] {ofGates.select(0, at(k + 1, n))}, dh, true, back);
      }
      if (ofBegin != null) right.multiply(ofGates.select(0, at(0, n)), ofBegin, false);
    }
    Tensor[] r = new Tensor[7];
    boolean both = ofWeights(s, ofGates, hs, s.input(5), r);
    ofInputs(s, ofGates, r);
    if (s.needs(2) && !both) r[2] = ofWeight(ofGates, hs, s.input(5), weight);
    // Both biases stand in the same sum; each gets a gradient of its own.
    if (s.inputShape(4) != null && s.needs(4))
      r[4] = r[3] == null ? ofGates.flatten(0, 1).sum(0) : r[3].clone();
    r[5] = ofBegin;
    if (s.needs(6)) r[6] = ofCell;
    release(ofHidden, ofGates);
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
