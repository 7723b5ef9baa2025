package jotter.tensor.cpu.conv.pool;

import jotter.tensor.cpu.machine.Memory;

/// Number by number: what serves until the vectors are warm.
final class PlainLoop extends PoolLoop {
  private final Form f;

  PlainLoop(Form f) {
    this.f = f;
  }

  @Override
  void run(
      int n,
      int vectors,
      long x,
      long row,
      long tap,
      long step,
      long to,
      long out,
      long beside,
      float a,
      float rowTaps,
      float colTaps) {
    for (int p = 0; p < n; p++, x += step, to += out)
      for (long i = 0; i < vectors * VECTOR; i += 4)
        switch (f.work()) {
          case SUM -> Memory.set(to + i, a * sum(x + i, row, tap, to + i));
          case MEAN -> Memory.set(to + i, sum(x + i, row, tap, to + i) / a);
          case TOP -> top(x + i, row, tap, to + i);
          case PLACE -> place(x + i, row, tap, to + i, beside, a, rowTaps, colTaps);
          case ROUTE -> route(x + i, row, tap, to + i, beside, a, rowTaps, colTaps);
        }
  }

  private float sum(long x, long row, long tap, long to) {
    float s = f.more() ? Memory.getF32(to) : -0f;
    for (int i = 0; i < f.rows(); i++)
      for (int j = 0; j < f.taps(); j++) s = Memory.getF32(x + i * row + j * tap) + s;
    return s;
  }

  /// Whether `v` comes in the place of `top`: if it is larger, and if it is NaN.
  private static boolean better(float v, float top) {
    return v > top | v != v;
  }

  private void top(long x, long row, long tap, long to) {
    float m = Memory.getF32(f.more() ? to : x);
    for (int i = 0; i < f.rows(); i++)
      for (int j = 0; j < f.taps(); j++) {
        float v = Memory.getF32(x + i * row + j * tap);
        m = better(v, m) ? v : m;
      }
    Memory.set(to, m);
  }

  private void place(
      long x, long row, long tap, long to, long beside, float first, float rowTaps, float colTaps) {
    float m = Memory.getF32(f.more() ? to : x);
    float at = f.more() ? Memory.getF32(to + beside) : first;
    for (int i = 0; i < f.rows(); i++)
      for (int j = 0; j < f.taps(); j++) {
        float v = Memory.getF32(x + i * row + j * tap);
        boolean better = better(v, m);
        m = better ? v : m;
        at = better ? first + i * rowTaps + j * colTaps : at;
      }
    Memory.set(to, m);
    Memory.set(to + beside, at);
  }

  private void route(
      long x, long row, long tap, long to, long beside, float first, float rowTaps, float colTaps) {
    float s = f.more() ? Memory.getF32(to) : -0f;
    for (int i = 0; i < f.rows(); i++)
      for (int j = 0; j < f.taps(); j++) {
        long at = x + i * row + j * tap;
        float by = first + i * rowTaps + j * colTaps;
        s += Memory.getF32(at + beside) == by ? Memory.getF32(at) : 0;
      }
    Memory.set(to, s);
  }
}
