package jotter.tensor.op;

import jotter.tensor.Tensor;
import jotter.tensor.spi.Scatter;

/// The largest (or smallest) of x and what src writes to a place. Inputs: x, index, src. Those that
/// are equal to the result share its gradient.
public record ScatterExtremum(int dim, boolean max) implements Family {
  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor out = x[0].clone();
    x[0].backend().scatter(max ? Scatter.MAX : Scatter.MIN, out, dim, x[1], x[2]);
    return new Tensor[] {out};
  }

  @Override
  public boolean savesOutput(int i) {
    return true;
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor index = s.input(1);
    Tensor out = s.output(0);
    Tensor mine = s.input(0).eq(out).to(g[0].dtype());
    Tensor theirs = s.input(2).eq(out.gather(dim, index)).to(g[0].dtype());
    Tensor share = g[0].div(mine.scatterAdd(dim, index, theirs));
    return new Tensor[] {mine.mul(share), null, theirs.mul(share.gather(dim, index))};
  }
}
