package jotter.tensor.cpu.conv.direct;

import jotter.tensor.spi.Bands;

/// Which rows of a plane each row of the resized one is a sum of, and how much of each: of the
/// dimensions before the last, taken together. Every row has the same number of terms.
final class Stack {
  /// Rows of the result.
  final int rows;

  final int terms;

  /// `terms` for each row of the result.
  final int[] row;

  final float[] weights;

  private Stack(int rows, int terms) {
    this.rows = rows;
    this.terms = terms;
    row = new int[rows * terms];
    weights = new float[rows * terms];
  }

  /// Rows as they are.
  static Stack one() {
    Stack s = new Stack(1, 1);
    s.weights[0] = 1;
    return s;
  }

  static Stack of(Bands b) {
    Stack s = new Stack(b.out(), b.reach());
    for (int i = 0; i < s.row.length; i++) {
      s.row[i] = b.first()[i / s.terms] + i % s.terms;
      s.weights[i] = (float) b.weights()[i];
    }
    return s;
  }

  /// The rows of all planes of a volume.
  static Stack of(Bands planes, Bands rows) {
    int terms = Math.multiplyExact(planes.reach(), rows.reach());
    Stack s = new Stack(Math.multiplyExact(planes.out(), rows.out()), terms);
    int k = 0;
    for (int p = 0; p < planes.out(); p++)
      for (int r = 0; r < rows.out(); r++)
        for (int i = 0; i < planes.reach(); i++)
          for (int j = 0; j < rows.reach(); j++, k++) {
            s.row[k] = (planes.first()[p] + i) * rows.in() + rows.first()[r] + j;
            s.weights[k] =
                (float)
                    (planes.weights()[p * planes.reach() + i]
                        * rows.weights()[r * rows.reach() + j]);
          }
    return s;
  }
}
