package jotter.tensor.cpu.linalg;

import jotter.tensor.cpu.thread.Threads;

/// Chains of rotations of neighbouring rows, put off until there are many: then they are applied
/// strip by strip, and a strip stays in the cache for all of them. Van Zee, van de Geijn and
/// Quintana-Ortí 2014, "Restructuring the tridiagonal and bidiagonal QR algorithms for
/// performance", doi:10.1145/2535371.
final class Rotations implements Turns, AutoCloseable {
  private static final int ROOM = 4096;

  /// Bytes of a row's strip, more where one thread works alone: every rotation waits for the one
  /// before it, and many numbers side by side fill the time.
  private static final int LEAST = 512;

  private static final int MOST = 1024;

  private final Rows r;
  private final Work rows;
  private final int length;
  private final Work pairs;
  private final int room;

  /// For each chain its first row, its direction and where its rotations begin.
  private final int[] first;

  private final int[] direction;
  private final int[] begin;
  private int chains;
  private int used;

  /// Rotations of `rows`, which are `length` numbers long and `count` in number.
  Rotations(Rows r, Work rows, int count, int length) {
    this.r = r;
    this.rows = rows;
    this.length = length;
    this.room = Math.max(count, Math.min(ROOM, 16 * count));
    this.pairs = new Work(r, room, 2);
    this.first = new int[room];
    this.direction = new int[room];
    this.begin = new int[room + 1];
  }

  @Override
  public void chain(int row, int step, int count) {
    if (used + count > room || chains == room) flush();
    first[chains] = row;
    direction[chains] = step;
    begin[chains++] = used;
  }

  @Override
  public void add(double c, double s) {
    long at = pairs.address + used++ * 2L * r.size;
    r.set(at, s);
    r.set(at + r.size, s / (1 + c));
  }

  void flush() {
    begin[chains] = used;
    long share = (long) length * r.size / Threads.here() / 64 * 64;
    int strip = (int) Math.clamp(share, LEAST, MOST) / r.size;
    Threads.run((length + strip - 1) / strip, s -> strip(s * strip, strip));
    chains = 0;
    used = 0;
  }

  /// All chains for the numbers from `from` on.
  private void strip(int from, int strip) {
    int n = Math.min(strip, length - from);
    for (int k = 0; k < chains; k++)
      if (begin[k + 1] > begin[k])
        r.rotate(
            rows.at(first[k], from).address(),
            direction[k] * rows.pitch,
            begin[k + 1] - begin[k],
            pairs.address + begin[k] * 2L * r.size,
            n);
  }

  @Override
  public void close() {
    pairs.close();
  }
}
