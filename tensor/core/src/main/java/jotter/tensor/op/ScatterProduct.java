package jotter.tensor.op;

import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Scatter;

/// x with src multiplied into the places that the index names along `dim`. Inputs: x, index, src.
public record ScatterProduct(int dim) implements Family {
  @Override
  public Tensor[] forward(Tensor... x) {
    Tensor out = x[0].clone();
    x[0].backend().scatter(Scatter.MUL, out, dim, x[1], x[2]);
    return new Tensor[] {out};
  }

  @Override
  public Tensor[] vjp(Saved s, Tensor... g) {
    Tensor x = s.input(0);
    Tensor index = s.input(1);
    Tensor src = s.input(2);
    // The product of all others, in terms of tensors that are differentiable again: zeros are
    // counted
    // and taken out, because dividing by them would not do.
    Tensor zx = x.detach().eq(0);
    Tensor zs = src.detach().eq(0);
    Tensor zeros = zx.to(x.dtype()).scatterAdd(dim, index, zs.to(x.dtype()));
    Tensor fx = zx.where(1, x);
    Tensor fs = zs.where(1, src);
    Tensor rest = Dispatch.one(this, fx, index, fs);
    Tensor zeroElsewhereX = zeros.sub(zx.to(x.dtype())).gt(0);
    Tensor dx = zeroElsewhereX.where(0, rest.div(fx));
    Tensor zeroElsewhereS = zeros.gather(dim, index).sub(zs.to(x.dtype())).gt(0);
    Tensor ds = zeroElsewhereS.where(0, rest.gather(dim, index).div(fs));
    return new Tensor[] {g[0].mul(dx), null, g[0].gather(dim, index).mul(ds)};
  }
}
