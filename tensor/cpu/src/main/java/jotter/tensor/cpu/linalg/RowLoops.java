package jotter.tensor.cpu.linalg;

/// The loops of {@link Rows}, which share rows out among methods for a fixed number of them. Each
/// has two forms with the same bits as results, {@link PlainLoops} and what {@link RowEmitter}
/// makes: products are fused with the sums, and scalar products are added up in the lanes of a
/// vector.
final class RowLoops {
  private RowLoops() {}

  abstract static class Combine {
    abstract void eight(float sign, long y, int n, long f, long step, long rows, long pitch);

    abstract void four(float sign, long y, int n, long f, long step, long rows, long pitch);

    abstract void one(float sign, long y, int n, long f, long step, long rows, long pitch);

    final void run(float sign, long y, int n, long f, long step, long rows, long pitch, int count) {
      int i = 0;
      for (; i <= count - 8; i += 8, f += 8 * step, rows += 8 * pitch)
        eight(sign, y, n, f, step, rows, pitch);
      if (i <= count - 4) {
        four(sign, y, n, f, step, rows, pitch);
        i += 4;
        f += 4 * step;
        rows += 4 * pitch;
      }
      for (; i < count; i++, f += step, rows += pitch) one(sign, y, n, f, step, rows, pitch);
    }
  }

  /// {@link Combine} for two rows of results, which share what is loaded.
  abstract static class Pairs {
    /// Whole vectors alone.
    ///
    /// @param factors eight for the first row and eight for the second
    abstract void two(Object factors, long y, long yPitch, int n, long rows, long pitch);
  }

  /// Eight equations, which `factors` holds as a triangle row by row: what is below the diagonal
  /// negative, and the diagonal itself, which counts as 1 for {@link #unit}. Whole vectors alone.
  abstract static class Substitute {
    abstract void unit(Object factors, long y, long pitch, int n);

    abstract void divided(Object factors, long y, long pitch, int n);
  }

  /// What takes numbers to another place.
  abstract static class Move {
    abstract void exchange(long a, long b, int n);

    abstract void negate(long from, long to, int n);
  }

  abstract static class Largest {
    abstract int run(long x, int n);
  }

  abstract static class Dots {
    /// @param sums an array of the numbers of two vectors, for what is in between
    abstract void two(Object sums, long y, long step, long x, int n, long rows, long pitch);

    final void run(
        Object sums, long y, long step, long x, int n, long rows, long pitch, int count) {
      int i = 0;
      for (; i <= count - 2; i += 2, rows += 2 * pitch, y += 2 * step)
        two(sums, y, step, x, n, rows, pitch);
      if (i < count) two(sums, y, 0, x, n, rows, 0);
    }
  }

  abstract static class Spread {
    abstract void four(float sign, long rows, long pitch, long f, long step, long x, int n);

    abstract void one(float sign, long rows, long pitch, long f, long step, long x, int n);

    final void run(float sign, long rows, long pitch, int count, long f, long step, long x, int n) {
      int i = 0;
      for (; i <= count - 4; i += 4, f += 4 * step, rows += 4 * pitch)
        four(sign, rows, pitch, f, step, x, n);
      for (; i < count; i++, f += step, rows += pitch) one(sign, rows, pitch, f, step, x, n);
    }
  }

  abstract static class Divide {
    abstract void run(long x, int n, double d);
  }

  abstract static class Rotate {
    abstract void three(long row, long pitch, long pairs, int n);

    abstract void one(long row, long pitch, long pairs, int n);

    /// @param size bytes of a number
    final void run(long row, long pitch, int count, long pairs, int n, int size) {
      int i = 0;
      for (; i <= count - 3; i += 3, row += 3 * pitch, pairs += 6L * size)
        three(row, pitch, pairs, n);
      for (; i < count; i++, row += pitch, pairs += 2L * size) one(row, pitch, pairs, n);
    }
  }

  /// Loops over whole vectors, each of whose lanes is a matter of its own.
  abstract static class Lanes {
    abstract void subtract(long y, long yPitch, long f, long fPitch, int rows, long x, int count);

    abstract void divide(long x, long pitch, int count, long d);
  }
}
