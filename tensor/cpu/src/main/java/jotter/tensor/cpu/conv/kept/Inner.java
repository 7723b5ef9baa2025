package jotter.tensor.cpu.conv.kept;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Pointwise;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// Images with the channels innermost: as they are, or a copy.
record Inner(Block of, Layout layout, Storage own) implements Block, AutoCloseable {
  private static final Program COPY = Program.of("copy", Formula.X);
  private static final double[] NOTHING = {};

  static Inner of(Block x) {
    long[] shape = x.layout().shape();
    long[] strides = new long[4];
    strides[1] = 1;
    strides[3] = shape[1];
    strides[2] = shape[1] * shape[3];
    strides[0] = strides[2] * shape[2];
    boolean fits = x.dtype() == DType.FLOAT32;
    for (int d = 0; d < 4; d++) fits &= shape[d] == 1 || x.layout().strides()[d] == strides[d];
    if (fits) return new Inner(x, x.layout(), null);
    Layout l = new Layout(shape, strides, 0);
    Inner copy = new Inner(x, l, Pool.INSTANCE.allocate(4 * l.numel()));
    Pointwise.run(COPY, DType.FLOAT32, NOTHING, copy, x);
    return copy;
  }

  @Override
  public Storage storage() {
    return own != null ? own : of.storage();
  }

  @Override
  public DType dtype() {
    return DType.FLOAT32;
  }

  @Override
  public void close() {
    if (own != null) own.release();
  }
}
