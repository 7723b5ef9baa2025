package jotter.tensor.cpu.conv.pool;

import jotter.tensor.cpu.machine.Memory;

/// Touches rows of images before they are read here and there.
final class Ahead {
  private static final int LINE = 64;

  /// Nobody reads it; so that what is touched is wanted.
  private static int wanted;

  private final Field field;
  private final long beside;
  private int image = -1;
  private int done;

  /// @param beside how far behind there is more to be touched, or 0
  Ahead(Field field, long beside) {
    this.field = field;
    this.beside = beside;
  }

  /// Rows of one image, but for those that were touched before.
  void fetch(int image, int[] z, int[] y) {
    if (!field.placesDense()) return;
    if (image != this.image) done = -1;
    this.image = image;
    for (int i = z[0]; i < z[1]; i++)
      for (int j = y[0]; j < y[1]; j++) {
        int row = i * field.size()[1] + j;
        if (row <= done) continue;
        done = row;
        long at = field.at(image, i, j);
        long bytes = 4L * field.size()[2] * field.channels();
        touch(at, bytes);
        if (beside != 0) touch(at + beside, bytes);
      }
  }

  private static void touch(long at, long bytes) {
    int sum = 0;
    long end = at + bytes;
    for (long a = at; a < end; a += LINE) sum += Memory.getI32(a);
    wanted = sum;
  }
}
