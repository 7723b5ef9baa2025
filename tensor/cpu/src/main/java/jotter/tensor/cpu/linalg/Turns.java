package jotter.tensor.cpu.linalg;

/// Takes the rotations of neighbouring rows that an iteration comes by.
interface Turns {
  /// Begins a chain of at most `count` rotations with the row `row`, upwards or downwards.
  void chain(int row, int step, int count);

  /// Row x and the next one, y, become c·x + s·y and c·y - s·x, c >= 0; the latter is the next x.
  void add(double c, double s);
}
