package jotter.tensor.cpu.matmul;

/// {@link Micro} that reads the right side where it lies, rows of the kernel's own type and in
/// order, and packs it for the panels that follow: while the numbers are there anyway, and what
/// waits for memory is hidden by multiplications.
public abstract class MicroPacking {
  /// The rows of the right side begin at the address `from`, `pitch` bytes apart; they are packed
  /// from `b[bo]` on.
  public abstract void run(
      int kc,
      Object a,
      int ao,
      Object b,
      int bo,
      Object before,
      Object tile,
      long from,
      long pitch);
}
