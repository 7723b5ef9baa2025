package jotter.tensor.op;

import java.util.Arrays;
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

  /// What comes with the largest elements.
  public enum Beside {
    NOTHING,
    /// Where each is in its plane.
    PLACES,
    /// What the gradient needs: by which tap of the kernel each was seen, or its place.
    TAPS
  }

  /// The largest element of each window.
  public record Max(PoolSpec spec, long[] shape, Beside beside) implements Family {
    @Override
    public String name() {
      return "maxPool";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor out = Channels.empty(shape, x[0].dtype(), x[0]);
      if (beside == Beside.TAPS) {
        Tensor taps = Channels.empty(shape, DType.FLOAT32, x[0]);
        if (x[0].backend().maxPoolTaps(x[0], out, taps, spec)) return new Tensor[] {out, taps};
      }
      Tensor index = beside == Beside.NOTHING ? null : Channels.empty(shape, DType.INT64, x[0]);
      x[0].backend().maxPool(x[0], out, index, spec);
      return index != null ? new Tensor[] {out, index} : new Tensor[] {out};
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
      Tensor beside = s.output(1);
      boolean taps = beside.dtype() != DType.INT64;
      if (!Grad.isOn()) {
        Tensor r = Channels.empty(s.inputShape(0), g[0].dtype(), beside);
        if (!taps || !r.backend().maxPoolTapsBackward(g[0], beside, r, spec)) {
          Tensor at = taps ? places(beside, s.inputShape(0)) : beside;
          r.backend().maxPoolBackward(g[0], at, r);
        }
        return new Tensor[] {r};
      }
      Tensor at = taps ? places(beside, s.inputShape(0)) : beside;
      return new Tensor[] {Dispatch.one(new Unpool(s.inputShape(0)), g[0], at)};
    }

    /// Where in the plane of an image of shape `in` the taps look.
    private Tensor places(Tensor taps, long[] in) {
      return Grad.off(
          () -> {
            Tensor tap = taps.to(DType.INT64).contiguous();
            Tensor at = Tensor.zeros(shape, DType.INT64, taps.device());
            long unit = 1;
            for (int d = shape.length - 3; d >= 0; d--) {
              long k = spec.kernel()[d];
              long[] line = new long[shape.length];
              Arrays.fill(line, 1);
              line[d + 2] = shape[d + 2];
              Tensor begin =
                  Tensor.arange(shape[d + 2])
                      .to(taps.device())
                      .mul(spec.stride()[d])
                      .sub(spec.padding()[d])
                      .reshape(line);
              at = at.add(tap.remainder(k).mul(spec.dilation()[d]).add(begin).mul(unit));
              tap = tap.div(k, "floor");
              unit *= in[d + 2];
            }
            return at;
          });
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
      Tensor out = Channels.empty(shape, x[0].dtype(), x[0]);
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
      Tensor out = Channels.empty(shape, x[0].dtype(), x[0]);
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
