package jotter.tensor.cpu.conv.pool;

import java.lang.foreign.MemorySegment;
import jotter.tensor.cpu.kernel.Aside;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;

/// Results of images whose channels lie innermost: the places of a row are read where they are.
///
/// The loops skip places and come back for them, which the processor does not see through: what is
/// not in the cache is fetched before, row by row from one end to the other, and rows that are
/// written with gaps first become whole in memory of the thread.
final class ChannelPooling {
  /// Numbers of a result that are worth a thread's while.
  private static final long WORTH = 1 << 14;

  private final Rows rows;
  private final Field from;
  private final Field to;

  /// How far numbers of taps lie behind what they belong to.
  private final long beside;

  private final boolean gaps;

  private ChannelPooling(Rows rows, Field from, Field to, Field taps) {
    this.rows = rows;
    this.from = from;
    this.to = to;
    if (rows.numbersTaps()) beside = taps.address() - to.address();
    else beside = rows.readsTaps() ? taps.address() - from.address() : 0;
    gaps = rows.leavesGaps() && to.placesDense();
  }

  /// @param taps numbers of taps, in the layout of the result or the source they belong to, or null
  static void run(Rows rows, Field from, Field to, Field taps) {
    new ChannelPooling(rows, from, to, taps).run();
  }

  private void run() {
    int lines = to.images() * to.size()[0] * to.size()[1];
    long line = (long) to.size()[2] * to.channels();
    int block = Math.toIntExact(Threads.perBlock(lines, WORTH / line));
    Threads.run(
        (lines + block - 1) / block, b -> lines(b * block, Math.min(lines, (b + 1) * block)));
  }

  private void lines(int first, int end) {
    int high = to.size()[1];
    int each = to.size()[0] * high;
    long source = 4L * from.size()[2] * from.channels();
    long result = 4L * to.size()[2] * to.channels();
    long aside = Aside.memory(source + result);
    Ahead ahead = rows.goesUpright() ? null : new Ahead(from, rows.readsTaps() ? beside : 0);
    for (int r = first; r < end; r++) {
      int image = r / each;
      int z = r % each / high;
      int y = r % high;
      if (ahead != null) ahead.fetch(image, rows.span(0, z, z + 1), rows.span(1, y, y + 1));
      long at = to.at(image, z, y);
      if (!gaps) {
        row(image, z, y, at, to.strides()[2], aside);
        continue;
      }
      boolean again =
          r > first && r % each > 0 && rows.alike(z, y, (r - 1) % each / high, (r - 1) % high);
      if (!again) row(image, z, y, aside + source, 4L * to.channels(), aside);
      MemorySegment.copy(Memory.ALL, aside + source, Memory.ALL, at, result);
    }
  }

  private void row(int image, int z, int y, long at, long step, long aside) {
    rows.row(
        z,
        y,
        from.at(image, 0, 0),
        from.strides(),
        from.size()[2],
        at,
        step,
        beside,
        to.channels(),
        aside);
  }
}
