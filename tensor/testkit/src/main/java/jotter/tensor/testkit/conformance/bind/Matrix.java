package jotter.tensor.testkit.conformance.bind;

import jotter.tensor.testkit.conformance.Bindings;

/// Products of vectors and matrices.
public final class Matrix {
  private Matrix() {}

  public static void bind(Bindings b) {
    b.on("matmul", "input other", a -> a.t(0).matmul(a.t(1)));
    b.on("mm", "input mat2", a -> a.t(0).mm(a.t(1)));
    b.on("bmm", "input mat2", a -> a.t(0).bmm(a.t(1)));
    b.on("mv", "input vec", a -> a.t(0).mv(a.t(1)));
    b.on("dot", "input tensor", a -> a.t(0).dot(a.t(1)));
    b.on("vdot", "input other", a -> a.t(0).vdot(a.t(1)));
    b.on("outer", "input vec2", a -> a.t(0).outer(a.t(1)));
    b.on(
        "addmm",
        "input mat1 mat2 beta alpha",
        a -> a.t(0).addmm(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
    b.on(
        "addmv",
        "input mat vec beta alpha",
        a -> a.t(0).addmv(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
    b.on(
        "addr",
        "input vec1 vec2 beta alpha",
        a -> a.t(0).addr(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
    b.on(
        "baddbmm",
        "input batch1 batch2 beta alpha",
        a -> a.t(0).baddbmm(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
    b.on(
        "addbmm",
        "input batch1 batch2 beta alpha",
        a -> a.t(0).addbmm(a.t(1), a.t(2), a.num(3, 1), a.num(4, 1)));
    b.on("trace", "input", a -> a.t(0).trace());
  }
}
