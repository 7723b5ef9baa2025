package jotter.tensor.cpu.conv.direct;

import java.util.Arrays;
import jotter.tensor.cpu.conv.Scratch;
import jotter.tensor.cpu.thread.Threads;

/// A product of matrices whose left side are weights, `depth` numbers for each of `rows` results,
/// and whose right side has a row for each tap: what the tap sees at each place.
final class Taps {
  /// Columns that are worked on together: their right side stays in the second level cache.
  static final int WIDTH = 8 * Kernels.COLUMNS;

  final int rows;
  final int[] offset;
  private final Left left;
  private final int cut;

  /// The left side, in whatever way it is stored.
  interface Left {
    /// Copies `n` numbers of a row, from the column `from` on.
    void copy(int row, int from, int n, float[] to, int at);

    /// Copies a panel of rows as {@link Kernels.Tile} wants it, zeros after the last row.
    static void panel(Left left, int rows, int row, int from, int n, float[] to) {
      for (int i = 0, at = 0; i < Kernels.ROWS; i++, at += Kernels.PITCH)
        if (row + i < rows) left.copy(row + i, from, n, to, at);
        else Arrays.fill(to, at, at + n, 0);
    }
  }

  Taps(int rows, int[] offset, Left left) {
    this.rows = rows;
    this.offset = offset;
    this.left = left;
    int blocks = Math.max(1, (offset.length + Kernels.DEPTH - 1) / Kernels.DEPTH);
    cut = (offset.length + blocks - 1) / blocks;
  }

  /// What is done for a panel of rows and a part of the depth.
  private interface Panel {
    void run(float[] panel, float[] tile, int row);
  }

  private void panels(int from, int n, Panel body) {
    Threads.run(
        (rows + Kernels.ROWS - 1) / Kernels.ROWS,
        p -> {
          float[] panel = Scratch.array(Scratch.PANEL, Kernels.ROWS * Kernels.PITCH);
          float[] tile = Scratch.array(Scratch.TILE, Kernels.ROWS * Kernels.COLUMNS);
          Left.panel(left, rows, p * Kernels.ROWS, from, n, panel);
          body.run(panel, tile, p * Kernels.ROWS);
        });
  }

  /// Computes the positions from `p` up to `end` where they lie in the planes.
  void lying(Kernels.Tile kernel, float[] planes, int p, int end, Sink sink, long address) {
    int from = 0;
    do {
      int k = from;
      int n = Math.min(cut, offset.length - k);
      panels(
          k,
          n,
          (panel, tile, r) -> {
            for (int q = p; q < end; q += Kernels.COLUMNS) {
              kernel.run(n, panel, 0, planes, q, offset, k, tile);
              sink.store(tile, address, r, Math.min(Kernels.ROWS, rows - r), q, k > 0);
            }
          });
      from += cut;
    } while (from < offset.length);
  }

  /// Computes the first `count` columns, after gathering them from the planes.
  void gathered(
      Kernels.Tile kernel, float[] planes, Columns columns, int count, Sink sink, long address) {
    for (int q = 0; q < count; q += WIDTH) {
      int first = q;
      int width = Math.min(WIDTH, count - q);
      int from = 0;
      do {
        int k = from;
        int n = Math.min(cut, offset.length - k);
        float[] right = Scratch.array(Scratch.RIGHT, WIDTH * Math.max(1, cut));
        int each = 32;
        Threads.run(
            (n + each - 1) / each,
            b -> {
              for (int i = b * each; i < Math.min(n, (b + 1) * each); i++)
                for (int s = 0; s < width; s += Kernels.COLUMNS)
                  columns.gather(
                      planes,
                      offset[k + i],
                      first + s,
                      Kernels.COLUMNS,
                      right,
                      s * n + i * Kernels.COLUMNS);
            });
        panels(
            k,
            n,
            (panel, tile, r) -> {
              for (int s = 0; s < width; s += Kernels.COLUMNS) {
                kernel.run(n, panel, 0, right, s * n, Kernels.PACKED, 0, tile);
                int wide = Math.min(Kernels.COLUMNS, width - s);
                columns.store(
                    sink,
                    tile,
                    address,
                    r,
                    Math.min(Kernels.ROWS, rows - r),
                    first + s,
                    wide,
                    k > 0);
              }
            });
        from += cut;
      } while (from < offset.length);
    }
  }
}
