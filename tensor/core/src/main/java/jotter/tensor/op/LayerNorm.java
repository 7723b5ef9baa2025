package jotter.tensor.op;

import jotter.tensor.Tensor;

/// Normalization over the last `count` dimensions. Inputs: x, weight and bias (of the normalized
/// shape) or null.
public record LayerNorm(int count, double eps) implements Family {
  private int[] dims(int rank) {
    int[] d = new int[count];
    for (int i = 0; i < count; i++) d[i] = rank - count + i;
    return d;
  }

  @Override
  public Tensor[] forward(Tensor... x) {
    int[] d = dims(x[0].rank());
    Tensor[] vm = x[0].varMean(d, 0, true);
    Tensor y = x[0].sub(vm[1]).mul_(vm[0].add(eps).rsqrt());
    if (x[1] != null) y.mul_(x[1]);
    if (x[2] != null) y.add_(x[2]);
    return new Tensor[] {y};
  }

  @Override
  public boolean savesInput(int i) {
    return i < 2;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor x = s.input(0);
    int[] d = dims(x.rank());
    int[] lead = new int[x.rank() - count];
    for (int i = 0; i < lead.length; i++) lead[i] = i;
    Tensor w = s.inputShape(1) == null ? null : s.input(1);
    Tensor[] vm = x.varMean(d, 0, true);
    Tensor inverse = vm[0].add(eps).rsqrt();
    Tensor normal = x.sub(vm[1]).mul(inverse);
    Tensor[] r = new Tensor[3];
    if (s.needs(0)) {
      Tensor gw = w == null ? g[0] : g[0].mul(w);
      Tensor mean = gw.mean(d, true);
      Tensor dot = gw.mul(normal).mean(d, true);
      r[0] = gw.sub(mean).sub(normal.mul(dot)).mul(inverse);
    }
    if (w != null && s.needs(1))
      r[1] = lead.length == 0 ? g[0].mul(normal) : g[0].mul(normal).sum(lead, false);
    if (s.inputShape(2) != null && s.needs(2))
      r[2] = lead.length == 0 ? g[0] : g[0].sum(lead, false);
    return r;
  }
}
