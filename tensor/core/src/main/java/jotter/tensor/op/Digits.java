package jotter.tensor.op;

import java.math.BigInteger;
import jotter.tensor.Check;
import jotter.tensor.DType;
import jotter.tensor.Dispatch;
import jotter.tensor.Promotion;
import jotter.tensor.Tensor;
import jotter.tensor.spi.Memory;

/// Operations on the representation of numbers that are no formulas, element by element in the
/// processor's memory.
public final class Digits {
  private Digits() {}

  /// Computes `op` on two tensors of a common integer type, broadcast.
  public static Tensor pair(Family op, Tensor x, Tensor y) {
    DType t = Promotion.resultType(x, y);
    if (!t.isInteger()) throw Check.dtypeError(op.name(), "is defined for integers, got " + t);
    long[] s = Check.broadcast(op.name(), x.shape(), y.shape());
    return Dispatch.one(op, x.to(t).expand(s).contiguous(), y.to(t).expand(s).contiguous());
  }

  /// The greatest common divisor, or the least common multiple.
  public record Gcd(boolean lcm) implements Family {
    @Override
    public String name() {
      return lcm ? "lcm" : "gcd";
    }

    @Override
    public Tensor[] forward(Tensor... x) {
      DType t = x[0].dtype();
      Tensor out = Tensor.empty(x[0].shape(), t);
      for (long i = 0; i < out.numel(); i++) {
        long at = i * t.bytes();
        long a = Memory.getLong(t, x[0].address() + at);
        long b = Memory.getLong(t, x[1].address() + at);
        long g = BigInteger.valueOf(a).gcd(BigInteger.valueOf(b)).longValue();
        long v = !lcm ? g : g == 0 ? 0 : Math.abs(a / g * b);
        Memory.setLong(t, out.address() + at, v);
      }
      return new Tensor[] {out};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[2];
    }
  }

  /// The exponent e for which |x| = m·2^e with m in [0.5, 1), int32.
  public record Exponent() implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor in = x[0].contiguous();
      Tensor out = Tensor.empty(in.shape(), DType.INT32);
      DType t = in.dtype();
      for (long i = 0; i < out.numel(); i++) {
        double v = Memory.getDouble(t, in.address() + i * t.bytes());
        boolean none = v == 0 || Double.isNaN(v) || Double.isInfinite(v);
        int e = 0;
        if (!none) {
          int shift = Math.abs(v) < Double.MIN_NORMAL ? 64 : 0;
          e = Math.getExponent(v * Math.scalb(1.0, shift)) - shift + 1;
        }
        Memory.setLong(DType.INT32, out.address() + 4 * i, e);
      }
      return new Tensor[] {out};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[1];
    }
  }

  /// 2^x for integers x, exactly.
  public record PowerOfTwo(DType type) implements Family {
    @Override
    public Tensor[] forward(Tensor... x) {
      Tensor in = x[0].contiguous();
      Tensor out = Tensor.empty(in.shape(), type);
      for (long i = 0; i < out.numel(); i++)
        Memory.setDouble(
            type,
            out.address() + i * type.bytes(),
            Math.scalb(
                1.0, (int) Memory.getLong(in.dtype(), in.address() + i * in.dtype().bytes())));
      return new Tensor[] {out};
    }

    @Override
    public Tensor[] vjp(Saved s, Tensor... g) {
      return new Tensor[1];
    }
  }
}
