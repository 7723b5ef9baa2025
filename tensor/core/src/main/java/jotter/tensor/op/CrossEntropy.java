package jotter.tensor.op;

import jotter.tensor.Grad;
import jotter.tensor.Tensor;

/// Σ over rows of log Σ e^x - x[target], in one go: the gradient is softmax(x) minus one at the
/// target, and needs neither logarithms of probabilities nor one-hot vectors to be kept. Inputs:
/// logits (N×C), class numbers (N, int64). Rows whose class is `ignore` do not count.
public record CrossEntropy(long ignore) implements Family {
  private Tensor counts(Tensor target) {
    return target.ne(ignore);
  }

  private Tensor safe(Tensor target) {
    return Tensor.where(counts(target), target, Tensor.zerosLike(target));
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor picked = x[0].gather(1, safe(x[1]).unsqueeze(1)).squeeze(1);
    Tensor rows = x[0].logsumexp(1).sub(picked);
    Tensor loss = Tensor.where(counts(x[1]), rows, Tensor.zeros(new long[0], rows.dtype()));
    return new Tensor[] {loss.sum()};
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor target = s.input(1);
    Tensor p = s.input(0).softmax(1);
    if (!Grad.isOn()) {
      Tensor rows = counts(target).to(p.dtype()).unsqueeze(1).mul(g[0]);
      p.mul_(rows).scatterAdd_(1, safe(target).unsqueeze(1), rows.neg());
      return new Tensor[] {p, null};
    }
    Tensor one = Tensor.zeros(p.shape(), p.dtype()).scatter(1, safe(target).unsqueeze(1), 1);
    Tensor mask = counts(target).to(p.dtype()).unsqueeze(1).mul(g[0]);
    return new Tensor[] {p.sub(one).mul(mask), null};
  }
}
