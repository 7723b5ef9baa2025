package jotter.tensor.cpu.kernel;

import jotter.tensor.DType;
import jotter.tensor.spi.Block;
import jotter.tensor.spi.Kept;

/// What becomes of each number of a float32 result, done piece by piece while the pieces are in the
/// cache; as long as there is no warm kernel for that, all at once in the end.
public final class Finish {
  private static final int BYTES = 4;

  private final Kept.Then then;
  private final Block out;
  private final Block[] operands;
  private final MemoryKernel kernel;
  private final long[] address;

  private Finish(Kept.Then then, Block out, Block[] operands, MemoryKernel kernel) {
    this.then = then;
    this.out = out;
    this.operands = operands;
    this.kernel = kernel;
    this.address = new long[operands.length + 1];
    address[0] = out.address();
    for (int i = 0; i < operands.length; i++) address[i + 1] = operands[i].address();
  }

  /// @param then null for nothing
  public static Finish of(Kept.Then then, Block out, Block... operands) {
    if (then == null) return null;
    MemoryKernel k = null;
    long n = out.layout().numel();
    if (n <= Integer.MAX_VALUE && inOrder(out, operands))
      k = KernelSet.of(then.program(), DType.FLOAT32).direct(0, n);
    return new Finish(then, out, operands, k);
  }

  private static boolean inOrder(Block out, Block[] operands) {
    if (!out.layout().isDense()) return false;
    long[] strides = out.layout().strides();
    for (Block b : operands)
      if (b.dtype() != DType.FLOAT32 || !java.util.Arrays.equals(b.layout().strides(), strides))
        return false;
    return true;
  }

  /// The numbers `from` .. `from + n - 1` of the result, in the order in which they lie.
  public void piece(long from, int n) {
    if (kernel == null) return;
    long[] p = address.clone();
    for (int i = 0; i < p.length; i++) p[i] += BYTES * from;
    kernel.run(p, n, then.scalars());
  }

  /// When all pieces are done.
  public void end() {
    if (kernel == null) Pointwise.run(then.program(), DType.FLOAT32, then.scalars(), out, operands);
  }
}
