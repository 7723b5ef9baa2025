package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Tensor;
import jotter.tensor.spi.ConvSpec;

/// Convolution (cross-correlation, as all of deep learning calls it) over one to three spatial
/// dimensions, and its two gradients, which are each other's gradients too.
public final class Conv {
  /// Places of a plane that are worth a sum by themselves.
  private static final long LONG = 64;

  private Conv() {}

  private static Tensor[] one(Tensor t) {
    return new Tensor[] {t};
  }

  /// The sum of all places of a channel. Long planes are added up where they lie, in types that
  /// lose nothing by another rounding for each; else a copy brings the planes of a channel
  /// together.
  private static Tensor ofChannels(Tensor g) {
    boolean exact = g.dtype() == DType.FLOAT32 || g.dtype() == DType.FLOAT64;
    if (exact && g.isContiguous() && g.numel() >= LONG * g.size(0) * g.size(1))
      return g.flatten(2, -1).sum(2).sum(0);
    return g.transpose(0, 1).flatten(1, -1).sum(1);
  }

  /// y[n, o] = b[o] + Σ w[o, c] ⋆ x[n, c]. Inputs: x (N×C×…), w (O×C/groups×…), bias (O) or null.
  public record Forward(ConvSpec spec, long[] shape) implements Family {
    @Override
    public String name() {
      return "conv";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      x[0].backend().conv(x[0], x[1], x[2], out, spec);
      return one(out);
    }

    @Override
    public boolean savesInput(int i) {
      return i < 2;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[3];
      if (s.needs(0))
        r[0] = Dispatch.one(new InputGrad(spec, s.inputShape(0)), g[0], s.input(1).conj());
      if (s.needs(1))
        r[1] = Dispatch.one(new WeightGrad(spec, s.inputShape(1)), s.input(0).conj(), g[0]);
      if (s.needs(2)) r[2] = ofChannels(g[0]);
      return r;
    }
  }

  /// What a gradient of the output is for the input: the transposed convolution. Inputs: g, w.
  public record InputGrad(ConvSpec spec, long[] shape) implements Family {
    @Override
    public String name() {
      return "convTranspose";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      x[0].backend().convInputGrad(x[0], x[1], out, spec);
      return one(out);
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[2];
      if (s.needs(0))
        r[0] = Dispatch.one(new Forward(spec, s.inputShape(0)), g[0], s.input(1).conj(), null);
      if (s.needs(1))
        r[1] = Dispatch.one(new WeightGrad(spec, s.inputShape(1)), g[0], s.input(0).conj());
      return r;
    }
  }

  /// What a gradient of the output is for the weight. Inputs: x, g.
  public record WeightGrad(ConvSpec spec, long[] shape) implements Family {
    @Override
    public String name() {
      return "convWeight";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      x[0].backend().convWeightGrad(x[0], x[1], out, spec);
      return one(out);
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      Tensor[] r = new Tensor[2];
      if (s.needs(0))
        r[0] = Dispatch.one(new InputGrad(spec, s.inputShape(0)), s.input(1), g[0].conj());
      if (s.needs(1))
        r[1] = Dispatch.one(new Forward(spec, s.inputShape(1)), s.input(0), g[0], null);
      return r;
    }
  }
}
