package jotter.tensor.cpu.matmul;

import java.lang.ref.Reference;
import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Finish;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Kept;

/// A linear layer with weights that stay.
public final class KeptLinear implements Kept {
  private static final long WORTH = 1 << 12;

  private final KeptRight right;
  private final Then then;

  private KeptLinear(KeptRight right, Then then) {
    this.right = right;
    this.then = then;
  }

  /// Null if it gains nothing.
  public static Kept of(long rows, Block w, Block bias, Then then) {
    if (!Simd.ON || w.dtype() != DType.FLOAT32 || rows < 1 || rows > Integer.MAX_VALUE / 2)
      return null;
    if (bias != null && bias.dtype() != DType.FLOAT32 || w.layout().numel() < WORTH) return null;
    int n = Math.toIntExact(w.layout().shape()[0]);
    int k = Math.toIntExact(w.layout().shape()[1]);
    long address = w.address();
    long row = 4 * w.layout().strides()[0];
    long column = 4 * w.layout().strides()[1];
    KeptRight.Source from = (i, j) -> Memory.getF32(address + j * row + i * column);
    return new KeptLinear(new KeptRight(k, n, from, numbers(bias)), then);
  }

  /// The numbers of a vector; null for null.
  public static float[] numbers(Block vector) {
    if (vector == null) return null;
    float[] a = new float[Math.toIntExact(vector.layout().numel())];
    long step = 4 * vector.layout().strides()[0];
    for (int i = 0; i < a.length; i++) a[i] = Memory.getF32(vector.address() + i * step);
    return a;
  }

  @Override
  public void run(Block x, Block out, Block... operands) {
    Finish f = Finish.of(then, out, operands);
    int m = Math.toIntExact(x.layout().shape()[0]);
    long[] s = x.layout().strides();
    KeptProduct.Rows rows =
        s[1] == 1
            ? KeptProduct.rows(x.address(), 4 * s[0])
            : (row, count, from, n, to, at, pitch) -> {
              for (int i = 0; i < count; i++)
                for (int k = 0; k < n; k++)
                  to[at + i * pitch + k] =
                      Memory.getF32(x.address() + 4 * ((row + i) * s[0] + (from + k) * s[1]));
            };
    KeptProduct.run(m, rows, right, out.address(), f);
    if (f != null) f.end();
    Reference.reachabilityFence(x);
    Reference.reachabilityFence(out);
    Reference.reachabilityFence(operands);
  }
}
