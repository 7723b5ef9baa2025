package jotter.tensor.cpu.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import jotter.tensor.DType;
import jotter.tensor.cpu.Blocks;
import jotter.tensor.cpu.Vectors;
import jotter.tensor.cpu.machine.Simd;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;
import org.junit.jupiter.api.Test;

class WideningTest {
  @Test
  void everyNumberStaysWhatItIs() {
    Vectors.needed();
    int n = 5 * Simd.lanes(Kind.F32);
    Blocks x = Blocks.normal(DType.FLOAT32, 1, n);
    double[] special = {
      Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Float.MIN_VALUE
    };
    for (int i = 0; i < special.length; i++) x.set(3 * i, special[i]);
    Blocks y = Blocks.empty(DType.FLOAT64, n);
    VectorWidening.vectors(x.address(), n, y.address());
    for (int i = 0; i < n; i++) assertThat(y.get(i)).isEqualTo((Double) x.get(i));
  }

  @Test
  void bytesBecomeFloats() {
    Program copy = Program.of("copy", Formula.X);
    for (DType t : List.of(DType.UINT8, DType.BOOL))
      for (int n : new int[] {1, 15, 16, 17, 250, 300, 40_000, 100_003}) {
        Blocks x = Blocks.of(DType.UINT8, new long[] {n + 3}, i -> i * 7 % 256);
        // Truth values, some of which are bytes other than 0 and 1.
        Blocks bytes = x.slice(0, 3, n, 1);
        Block in = new Typed(bytes, t);
        for (int round = 0; round < 3; round++) {
          Blocks out = Blocks.empty(DType.FLOAT32, n);
          Pointwise.run(copy, DType.FLOAT32, new double[0], out, in);
          for (int i = 0; i < n; i++) {
            double v = bytes.get(i);
            assertThat(out.get(i)).isEqualTo(t == DType.BOOL ? Math.min(v, 1) : v);
          }
        }
      }
    if (!Simd.ON || Simd.lanes(Kind.I32) < 8) return;
    Blocks x = Blocks.of(DType.UINT8, new long[] {256}, i -> i);
    Blocks out = Blocks.empty(DType.FLOAT32, 256);
    VectorNarrow.unsignedFloats(x.address(), 256, out.address());
    for (int i = 0; i < 256; i++) assertThat(out.get(i)).isEqualTo(i);
    VectorNarrow.truthFloats(x.address(), 256, out.address());
    for (int i = 0; i < 256; i++) assertThat(out.get(i)).isEqualTo(Math.min(i, 1));
  }

  private record Typed(Block block, DType dtype) implements Block {
    @Override
    public Storage storage() {
      return block.storage();
    }

    @Override
    public Layout layout() {
      return block.layout();
    }

    @Override
    public long address() {
      return block.address();
    }
  }
}
