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
record ChannelsLast(Block of, Layout layout, Storage own) implements Block, AutoCloseable {
  private static final Program COPY = Program.of("copy", Formula.X);
  private static final double[] NOTHING = {};

  static ChannelsLast of(Block x) {
    long[] shape = x.layout().shape();
    if (x.dtype() == DType.FLOAT32 && x.layout().channelsLast())
      return new ChannelsLast(x, x.layout(), null);
    Layout l = new Layout(shape, Layout.channelsLast(shape), 0);
    ChannelsLast copy = new ChannelsLast(x, l, Pool.INSTANCE.allocate(4 * l.numel()));
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
