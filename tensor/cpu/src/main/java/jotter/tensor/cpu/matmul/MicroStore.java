package jotter.tensor.cpu.matmul;

/// {@link Micro} that writes a whole tile to rows in memory, of the kernel's own type and in order.
public abstract class MicroStore {
  /// The rows of the tile begin at the address `to`, `pitch` bytes apart.
  public abstract void run(
      int kc, Object a, int ao, Object b, int bo, Object before, long to, long pitch);
}
