package jotter.tensor.cpu.conv.pool;

import jotter.tensor.cpu.kernel.Aside;
import jotter.tensor.cpu.loop.Turner;
import jotter.tensor.cpu.machine.Memory;
import jotter.tensor.cpu.thread.Threads;

/// Results of images that lie plane by plane, or anyhow: as many planes as a vector has lanes are
/// turned round into memory of the thread, a band of rows at a time, so that their numbers of a
/// place lie side by side.
final class PlanePooling {
  private static final int LANES = PoolLoop.LANES;
  private static final long PLACE = PoolLoop.VECTOR;

  /// Bytes of a band, source and result, that stay in the second level cache.
  private static final long BAND = 1 << 18;

  private static final Turner TURNER = Turner.of(4);

  private final Rows rows;
  private final Field from;
  private final Field to;
  private final Field taps;

  /// The dimension that is cut into bands, and how many places a band has.
  private final int cut;

  private final int band;

  /// Planes that are counted as one row of planes: those of all images, or of one.
  private final int row;

  /// @param taps numbers of taps, or null
  PlanePooling(Rows rows, Field from, Field to, Field taps) {
    this.rows = rows;
    this.from = from;
    this.to = to;
    this.taps = taps;
    this.cut = to.size()[0] > 1 || from.size()[0] > 1 ? 0 : 1;
    long all = bytes(from, to, rows);
    this.band = (int) Math.clamp(to.size()[cut] * BAND / all, 1, to.size()[cut]);
    boolean apart = from.planesApart() && to.planesApart() && (taps == null || taps.planesApart());
    this.row = apart ? from.images() * from.channels() : from.channels();
  }

  /// Bytes of a whole group of planes, and of its result.
  static long bytes(Field from, Field to, Rows rows) {
    long source = volume(from.size()) * (rows.readsTaps() ? 2 : 1);
    return PLACE * (source + volume(to.size()) * (rows.numbersTaps() ? 2 : 1));
  }

  private static long volume(int[] size) {
    return (long) size[0] * size[1] * size[2];
  }

  void run() {
    int bands = (to.size()[cut] + band - 1) / band;
    int groups = (row + LANES - 1) / LANES;
    int images = from.images() * from.channels() / row;
    Threads.run(
        images * groups * bands,
        b -> {
          int group = b / bands;
          int first = b % bands * band;
          int end = Math.min(to.size()[cut], first + band);
          band(group / groups, group % groups * LANES, first, end);
        });
  }

  /// Places `first` to `end` of planes from `plane` on.
  private void band(int image, int plane, int first, int end) {
    int planes = Math.min(LANES, row - plane);
    int[] seen = rows.span(cut, first, end);
    int[] results = {first, end};
    Box in = Box.of(from.size(), cut, seen);
    Box out = Box.of(to.size(), cut, results);
    long row = in.pitch[1];
    long source = Aside.memory(2 * in.bytes() + 2 * out.bytes() + row);
    long result = source + 2 * in.bytes();
    long aside = result + 2 * out.bytes();
    turn(from, image, plane, planes, in, source, true);
    long beside = 0;
    if (rows.readsTaps()) {
      beside = in.bytes();
      turn(taps, image, plane, planes, in, source + beside, true);
    }
    if (rows.numbersTaps()) beside = out.bytes();
    long origin = source - in.first();
    int width = from.size()[2];
    for (int z = out.from[0]; z < out.to[0]; z++)
      for (int y = out.from[1]; y < out.to[1]; y++)
        rows.row(z, y, origin, in.pitch, width, result + out.at(z, y), PLACE, beside, LANES, aside);
    turn(to, image, plane, planes, out, result, false);
    if (rows.numbersTaps()) turn(taps, image, plane, planes, out, result + beside, false);
  }

  /// Turns planes of a field into memory where a place is a vector, or back.
  private static void turn(
      Field f, int image, int plane, int planes, Box box, long aside, boolean in) {
    boolean dense = f.rowsDense();
    int width = f.size()[2];
    for (int z = box.from[0]; z < box.to[0]; z++)
      for (int y = box.from[1]; y < box.to[1]; y++) {
        long at = f.at(image, z, y) + plane * f.channel();
        long there = aside + box.at(z, y);
        int n = dense ? width * (box.to[1] - box.from[1]) : width;
        if (width > 1 && f.strides()[2] != 4) one(f, at, planes, width, there, in);
        else if (in) TURNER.run(at, f.channel(), planes, n, there, PLACE);
        else TURNER.run(there, PLACE, n, planes, at, f.channel());
        if (dense) break;
      }
  }

  /// Number by number.
  private static void one(Field f, long at, int planes, int n, long aside, boolean in) {
    for (int x = 0; x < n; x++)
      for (int p = 0; p < planes; p++) {
        long there = aside + x * PLACE + 4L * p;
        long here = at + x * f.strides()[2] + p * f.channel();
        if (in) Memory.set(there, Memory.getF32(here));
        else Memory.set(here, Memory.getF32(there));
      }
  }

  /// A part of a plane's places, all along two dimensions.
  private record Box(int[] from, int[] to, long[] pitch) {
    static Box of(int[] size, int cut, int[] part) {
      int[] from = {0, 0, 0};
      int[] to = size.clone();
      from[cut] = part[0];
      to[cut] = part[1];
      long row = PLACE * size[2];
      return new Box(from, to, new long[] {row * (to[1] - from[1]), row, PLACE});
    }

    /// Where row (z, y) lies in memory of these places alone.
    long at(int z, int y) {
      return (z - from[0]) * pitch[0] + (y - from[1]) * pitch[1];
    }

    /// How far the first place is from that of the whole plane, at these strides.
    long first() {
      return from[0] * pitch[0] + from[1] * pitch[1];
    }

    long bytes() {
      return (to[0] - from[0]) * pitch[0];
    }
  }
}
