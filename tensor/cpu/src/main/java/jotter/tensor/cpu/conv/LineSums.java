package jotter.tensor.cpu.conv;

import jotter.tensor.formula.code.Code.Kind;
import jotter.tensor.spi.Bands;

/// Weighted sums along one dimension of an array.
interface LineSums {
  /// `rows` lines of elements side by side.
  void within(Object from, int rows, Object to);

  /// `outer` times lines of `inner` elements, which are added whole.
  void between(Object from, int outer, int inner, Object to);

  static LineSums of(Kind kind, Bands b) {
    return kind == Kind.F32 ? new Floats(b) : new Doubles(b);
  }

  /// In float32. Two neighbours are the common case, and have loops of their own.
  final class Floats implements LineSums {
    private final Bands b;
    private final float[] w;

    Floats(Bands b) {
      this.b = b;
      w = new float[b.weights().length];
      for (int i = 0; i < w.length; i++) w[i] = (float) b.weights()[i];
    }

    @Override
    public void within(Object from, int rows, Object to) {
      for (int r = 0; r < rows; r++)
        if (b.reach() == 2)
          pairs(b.first(), w, (float[]) from, r * b.in(), (float[]) to, r * b.out());
        else row(b.first(), b.reach(), w, (float[]) from, r * b.in(), (float[]) to, r * b.out());
    }

    private static void pairs(int[] first, float[] w, float[] x, int at, float[] y, int to) {
      for (int o = 0; o < first.length; o++) {
        int i = at + first[o];
        y[to + o] = x[i] * w[2 * o] + x[i + 1] * w[2 * o + 1];
      }
    }

    private static void row(
        int[] first, int reach, float[] w, float[] x, int at, float[] y, int to) {
      for (int o = 0, k = 0; o < first.length; o++) {
        float s = 0;
        for (int j = 0; j < reach; j++) s += x[at + first[o] + j] * w[k++];
        y[to + o] = s;
      }
    }

    @Override
    public void between(Object from, int outer, int inner, Object to) {
      for (int n = 0; n < outer; n++)
        for (int o = 0; o < b.out(); o++) {
          int at = (n * b.in() + b.first()[o]) * inner;
          int y = (n * b.out() + o) * inner;
          int k = o * b.reach();
          int j = b.reach() & 1;
          if (j == 1) scale((float[]) from, at, w[k], inner, (float[]) to, y);
          for (; j < b.reach(); j += 2)
            two(
                (float[]) from,
                at + j * inner,
                w[k + j],
                w[k + j + 1],
                inner,
                (float[]) to,
                y,
                j > 0);
        }
    }

    private static void scale(float[] x, int at, float w, int n, float[] y, int to) {
      for (int i = 0; i < n; i++) y[to + i] = x[at + i] * w;
    }

    private static void two(
        float[] x, int at, float v, float w, int n, float[] y, int to, boolean add) {
      int next = at + n;
      if (add) for (int i = 0; i < n; i++) y[to + i] += x[at + i] * v + x[next + i] * w;
      else for (int i = 0; i < n; i++) y[to + i] = x[at + i] * v + x[next + i] * w;
    }
  }

  /// In float64.
  final class Doubles implements LineSums {
    private final Bands b;

    Doubles(Bands b) {
      this.b = b;
    }

    @Override
    public void within(Object from, int rows, Object to) {
      between(from, rows, 1, to);
    }

    @Override
    public void between(Object from, int outer, int inner, Object to) {
      double[] x = (double[]) from;
      double[] y = (double[]) to;
      for (int n = 0; n < outer; n++)
        for (int o = 0; o < b.out(); o++) {
          int at = (n * b.in() + b.first()[o]) * inner;
          int result = (n * b.out() + o) * inner;
          for (int i = 0; i < inner; i++) y[result + i] = 0;
          for (int j = 0; j < b.reach(); j++) {
            double w = b.weights()[o * b.reach() + j];
            for (int i = 0; i < inner; i++) y[result + i] += x[at + j * inner + i] * w;
          }
        }
    }
  }
}
