package jotter.nn.optim;

import static jotter.tensor.formula.Formula.P0;
import static jotter.tensor.formula.Formula.P1;
import static jotter.tensor.formula.Formula.P2;
import static jotter.tensor.formula.Formula.W;
import static jotter.tensor.formula.Formula.X;
import static jotter.tensor.formula.Formula.Y;
import static jotter.tensor.formula.Formula.Z;

import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.Update;

/// The update rules that several optimizers have in common, each one kernel.
final class Rules {
  static final double[] NONE = {};

  private static final Program AVERAGE = Program.of("average", X.add(Y.sub(X).mul(P0)));
  private static final Program SQUARES =
      Program.of("averageSquare", X.mul(P0).add(Y.mul(Y).mul(P1)));

  /// x·P3 - P0·y / (√z / P1 + P2).
  static final Program ADAM =
      Program.of("adam", X.mul(Formula.param(3)).sub(Y.div(Z.sqrt().div(P1).add(P2)).mul(P0)));

  /// x - P0·y / (√z + P1).
  static final Program DIVIDED = Program.of("divided", X.sub(Y.div(Z.sqrt().add(P1)).mul(P0)));

  /// x - P0·y.
  static final Program STEP = Program.of("step", X.sub(Y.mul(P0)));

  /// Adam in one pass over p, m, v and the gradient: P0 step size, P1 root of the bias, P2 eps, P3
  /// what is kept of p, P4 share of the gradient in m, P5 what is kept of v, P6 the share in v.
  static final Update ADAM_ALL = adam(W);

  /// The same where the gradient is P7·g + P8·p.
  static final Update ADAM_DECAYED = adam(W.mul(Formula.param(7)).add(X.mul(Formula.param(8))));

  private static Update adam(Formula e) {
    Formula m = Y.add(e.sub(Y).mul(Formula.param(4)));
    Formula v = Z.mul(Formula.param(5)).add(e.mul(e).mul(Formula.param(6)));
    return Update.of(
        "adam", X.mul(Formula.param(3)).sub(m.div(v.sqrt().div(P1).add(P2)).mul(P0)), m, v);
  }

  /// A step of Adam; `e` is ±grad + decay·p.
  static void adam(
      ParamGroup g,
      Tensor p,
      Tensor grad,
      Tensor m,
      Tensor v,
      double t,
      double keep,
      double decay) {
    double beta1 = g.get("beta1");
    double beta2 = g.get("beta2");
    double size = g.lr() / (1 - Math.pow(beta1, t));
    double root = Math.sqrt(1 - Math.pow(beta2, t));
    double sign = g.is("maximize") ? -1 : 1;
    double[] s = {size, root, g.get("eps"), keep, 1 - beta1, beta2, 1 - beta2, sign, decay};
    boolean plain = sign == 1 && decay == 0;
    Dispatch.update(plain ? ADAM_ALL : ADAM_DECAYED, s, new Tensor[] {p, m, v}, grad);
  }

  static final Program MAX = Program.of("max", X.max(Y));

  private Rules() {}

  /// m ← m + share·(e - m).
  static void average(Tensor m, Tensor e, double share) {
    Dispatch.update(AVERAGE, new double[] {share}, m, e);
  }

  /// v ← keep·v + (1 - keep)·e².
  static void averageSquare(Tensor v, Tensor e, double keep) {
    Dispatch.update(SQUARES, new double[] {keep, 1 - keep}, v, e);
  }
}
