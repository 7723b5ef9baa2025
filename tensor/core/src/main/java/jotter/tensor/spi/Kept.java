package jotter.tensor.spi;

import jotter.tensor.formula.Program;

/// A linear layer or convolution whose weights never change any more: an engine keeps them laid out
/// as its loops want them, for as long as this object is in use.
public interface Kept {
  /// What becomes of each number of a result, in float32.
  record Then(Program program, double... scalars) {}

  /// Computes the result for `x` into `out`, and then what was asked for, whose operands are
  /// `operands`: blocks of the shape of `out`, with `out` itself where the result is read. Any
  /// number of threads may do that at once.
  void run(Block x, Block out, Block... operands);
}
