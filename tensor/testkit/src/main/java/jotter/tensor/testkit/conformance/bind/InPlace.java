package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.Tensor;
import jotter.tensor.testkit.conformance.Bindings;

/// Methods that change their tensor.
public final class InPlace {
  private InPlace() {}

  public static void bind(Bindings b) {
    b.on(
        "torch.Tensor.add_",
        "input other alpha",
        a -> a.isTensor(1) ? a.t(0).add_(a.t(1), a.d(2, 1)) : a.t(0).add_(a.num(1)));
    b.on(
        "torch.Tensor.sub_",
        "input other alpha",
        a -> a.isTensor(1) ? a.t(0).sub_(a.t(1), a.d(2, 1)) : a.t(0).sub_(a.num(1)));
    b.on(
        "torch.Tensor.mul_",
        "input other",
        a -> a.isTensor(1) ? a.t(0).mul_(a.t(1)) : a.t(0).mul_(a.num(1)));
    b.on(
        "torch.Tensor.div_",
        "input other rounding_mode",
        a -> a.isTensor(1) ? a.t(0).div_(a.t(1)) : a.t(0).div_(a.num(1)));
    b.on(
        "torch.Tensor.pow_",
        "input exponent",
        a -> a.isTensor(1) ? a.t(0).pow_(a.t(1)) : a.t(0).pow_(a.num(1)));
    b.on("torch.Tensor.neg_", "input", a -> a.t(0).neg_());
    b.on("torch.Tensor.exp_", "input", a -> a.t(0).exp_());
    b.on("torch.Tensor.relu_", "input", a -> a.t(0).relu_());
    b.on("torch.Tensor.zero_", "input", a -> a.t(0).zero_());
    b.on("torch.Tensor.clamp_", "input min max", a -> a.t(0).clamp_(a.num(1), a.num(2)));
    b.on("torch.Tensor.copy_", "input src non_blocking", a -> a.t(0).copy_(a.t(1)));
    b.on(
        "torch.Tensor.fill_",
        "input value",
        a -> a.isTensor(1) ? a.t(0).fill_(a.t(1)) : a.t(0).fill_(a.num(1)));
    b.on(
        "torch.Tensor.fill_diagonal_",
        "input fill_value wrap",
        a -> a.t(0).fillDiagonal_(a.num(1), a.b(2, false)));
    b.on(
        "torch.Tensor.addmm_",
        "input mat1 mat2 beta alpha",
        a -> {
          Tensor x = a.t(0);
          return x.copy_(x.addmm(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
        });
    b.on(
        "torch.Tensor.index_add_",
        "input dim index source alpha",
        a -> a.t(0).indexAdd_(a.i(1, 0), a.t(2), a.t(3), a.num(4, 1)));
    b.on(
        "torch.Tensor.index_fill_",
        "input dim index value",
        a -> a.t(0).indexFill_(a.i(1, 0), a.t(2), a.num(3)));
    b.on(
        "torch.Tensor.masked_fill_", "input mask value", a -> a.t(0).maskedFill_(a.t(1), a.num(2)));
    b.on(
        "torch.Tensor.scatter_",
        "input dim index src value",
        a -> {
          Object src = a.get(3) != null ? a.get(3) : a.named("value");
          return src instanceof Tensor t
              ? a.t(0).scatter_(a.i(1, 0), a.t(2), t)
              : a.t(0).scatter_(a.i(1, 0), a.t(2), (Number) src);
        });
    b.on("torch.Tensor.tril_", "input diagonal", a -> a.t(0).tril_(a.l(1, 0)));
    b.on("torch.Tensor.resize_", "input size memory_format", a -> a.t(0).resize_(a.sizes(1)));
    b.on(
        "torch.Tensor.resize_as_",
        "input the_template memory_format",
        a -> a.t(0).resize_(a.t(1).shape()));
  }
}
