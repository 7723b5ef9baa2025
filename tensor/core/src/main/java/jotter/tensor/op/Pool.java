package jotter.tensor.op;

import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Grad;
import jotter.tensor.Tensor;
import jotter.tensor.TensorException;
import jotter.tensor.spi.PoolSpec;
import jotter.tensor.spi.Scatter;

/// Windows over one to three spatial dimensions (N×C×…).
public final class Pool {
  private Pool() {}

  /// The largest element of each window, and, if `places`, where it is in its plane.
  public record Max(PoolSpec spec, long[] shape, boolean places) implements Family {
    @Override
    public String name() {
      return "maxPool";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      Tensor index = places ? Tensor.empty(shape, DType.INT64, x[0].device()) : null;
      x[0].backend().maxPool(x[0], out, index, spec);
      return places ? new Tensor[] {out, index} : new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean savesOutput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      if (g[0] == null) return new Tensor[1];
      if (!Grad.isOn()) {
        Tensor r = Tensor.empty(s.inputShape(0), g[0].dtype(), g[0].device());
        r.backend().maxPoolBackward(g[0], s.output(1), r);
        return new Tensor[] {r};
      }
      return new Tensor[] {Dispatch.one(new Unpool(s.inputShape(0)), g[0], s.output(1))};
    }
  }

  /// Zeros of shape `shape` with the first input added at the places, counted within a plane, that
  /// the second names.
  public record Unpool(long[] shape) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      long[] planes = {shape[0], shape[1], -1};
      Tensor flat = Tensor.zeros(shape, x[0].dtype(), x[0].device()).reshape(planes);
      x[0].backend()
          .scatter(Scatter.ADD, flat, 2, x[1].reshape(planes).contiguous(), x[0].reshape(planes));
      return new Tensor[] {flat.reshape(shape)};
    }

    @Override
    public boolean savesInput(int i) {
      return i == 1;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      long[] planes = {shape[0], shape[1], -1};
      Tensor index = s.input(1);
      return new Tensor[] {
        g[0].reshape(planes).gather(2, index.reshape(planes)).reshape(index.shape()), null
      };
    }
  }

  /// The mean of each window.
  public record Average(PoolSpec spec, long[] shape) implements Family {
    @Override
    public String name() {
      return "avgPool";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      if (x[0].dtype().isComplex())
        throw new TensorException.OfDType(
            name()
                + ": complex numbers are not pooled, got "
                + x[0].dtype()
                + "; pool real() and imag()");
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      x[0].backend().avgPool(x[0], out, spec);
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {Dispatch.one(new Spread(spec, s.inputShape(0)), g[0])};
    }
  }

  /// What a gradient of the means is for the elements.
  public record Spread(PoolSpec spec, long[] shape) implements Family {
    @Override
    public String name() {
      return "avgPoolBackward";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Tensor.empty(shape, x[0].dtype(), x[0].device());
      x[0].backend().avgPoolBackward(x[0], out, spec);
      return new Tensor[] {out};
    }

    @Override
    public boolean savesInput(int i) {
      return false;
    }

    @Override
    public boolean handsOver() {
      return true;
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[] {Dispatch.one(new Average(spec, s.inputShape(0)), g[0])};
    }
  }
}
