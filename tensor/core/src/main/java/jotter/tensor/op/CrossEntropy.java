package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;

/// Σ over rows of log Σ e^x - x[target], in one go: the gradient is softmax(x) minus one at the
/// target, and needs neither logarithms of probabilities nor one-hot vectors to be kept. Inputs:
/// logits (N×C), class numbers (N, int64). Rows whose class is `ignore` do not count. Outputs: the
/// sum, and log Σ e^x of each row, which the gradient starts from.
public record CrossEntropy(long ignore) implements Family {
  private static final Program WEIGHED =
      Program.of("crossEntropyGradient", Formula.X.sub(Formula.Y).exp().mul(Formula.Z));

  private Tensor counts(Tensor target) {
    return target.ne(ignore);
  }

  private Tensor safe(Tensor target) {
    return Tensor.where(counts(target), target, Tensor.zerosLike(target));
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor logs = Tensor.empty(x[1].shape(), x[0].dtype(), x[0].device());
    Tensor sum = Tensor.empty(new long[0], x[0].dtype(), x[0].device());
    if (x[0].backend().crossEntropy(x[0], x[1], ignore, logs, sum)) return new Tensor[] {sum, logs};
    Tensor picked = x[0].gather(1, safe(x[1]).unsqueeze(1)).squeeze(1);
    Tensor log = x[0].logsumexp(1);
    Tensor rows = log.sub(picked);
    Tensor loss = Tensor.where(counts(x[1]), rows, Tensor.zeros(new long[0], rows.dtype()));
    return new Tensor[] {loss.sum(), log};
  }

  @Override
  public boolean savesOutput(int i) {
    return i == 1;
  }

  /// e^(x - log)·rows in one pass over x.
  private static Tensor weighed(Tensor x, Tensor log, Tensor rows) {
    if (x.dtype() != DType.FLOAT32 && x.dtype() != DType.FLOAT64) return x.softmax(1).mul_(rows);
    Tensor p = Tensor.empty(x.shape(), x.dtype(), x.device());
    Tensor l = log.unsqueeze(1).expand(x.shape());
    x.backend().pointwise(WEIGHED, x.dtype(), new double[0], p, x, l, rows.expand(x.shape()));
    return p;
  }

  @Override
  public boolean handsOver() {
    return true;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor target = s.input(1);
    Tensor x = s.input(0);
    if (!Grad.isOn()) {
      Tensor d = Tensor.empty(x.shape(), x.dtype(), x.device());
      if (x.backend().crossEntropyBackward(x, target, ignore, s.output(1), g[0], d))
        return new Tensor[] {d, null};
      Tensor rows = counts(target).to(x.dtype()).unsqueeze(1).mul(g[0]);
      Tensor p =
          weighed(x, s.output(1), rows).scatterAdd_(1, safe(target).unsqueeze(1), rows.neg());
      return new Tensor[] {p, null};
    }
    Tensor p = x.softmax(1);
    Tensor one = Tensor.zeros(p.shape(), p.dtype()).scatter(1, safe(target).unsqueeze(1), 1);
    Tensor mask = counts(target).to(p.dtype()).unsqueeze(1).mul(g[0]);
    return new Tensor[] {p.sub(one).mul(mask), null};
  }
}
