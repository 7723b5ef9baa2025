package jotter.tensor.cpu.conv;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Pointwise;
import jotter.tensor.cpu.memory.Pool;
import jotter.tensor.formula.Formula;
import jotter.tensor.formula.Program;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Layout;
import jotter.tensor.spi.Storage;

/// Memory of an operation's own, or a view of an operand.
///
/// @param of what is viewed; null: it has memory of its own
record Temp(Block of, Layout layout, DType dtype, Storage own) implements Block, AutoCloseable {
  private static final Program COPY = Program.of("copy", Formula.X);
  private static final double[] NOTHING = {};

  /// Memory of its own, contents undefined.
  static Temp of(DType t, long... shape) {
    Layout l = Layout.contiguous(shape);
    return new Temp(null, l, t, Pool.INSTANCE.allocate(Math.max(1, l.numel()) * t.bytes()));
  }

  static Temp view(Block b, Layout l) {
    return new Temp(b, l, b.dtype(), null);
  }

  /// A contiguous copy of `b` if it is not contiguous already, as numbers of `type`.
  static Temp dense(Block b, DType type) {
    if (b.layout().isContiguous() && b.dtype() == type) return view(b, b.layout());
    Temp t = of(type, b.layout().shape());
    copy(b, t);
    return t;
  }

  static void copy(Block from, Block to) {
    Pointwise.run(COPY, to.dtype().computeType(), NOTHING, to, from);
  }

  boolean isOwn() {
    return own != null;
  }

  @Override
  public Storage storage() {
    return own != null ? own : of.storage();
  }

  @Override
  public void close() {
    if (own != null) own.release();
  }
}
