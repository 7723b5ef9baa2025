package jotter.tensor.cpu.conv;

import jotter.tensor.DType;
import jotter.tensor.cpu.kernel.Staging;
import jotter.tensor.formula.code.Code.Kind;

/// Adds the shares of all taps to one plane of an image.
final class TapShares {
  private TapShares() {}

  /// `shares` holds a row of places for each tap.
  static void gather(Kind kind, Geometry g, long plane, DType type, long shares, int part) {
    int width = g.size[2];
    Object sums = Staging.array(kind, g.size[0] * g.size[1] * width);
    Object row = Staging.array(kind, g.out[2]);
    int bytes = type.bytes();
    int places = g.places();
    for (int tap = 0; tap < g.taps(); tap++) {
      int kx = tap % g.kernel[2];
      int ky = tap / g.kernel[2] % g.kernel[1];
      int kz = tap / g.kernel[2] / g.kernel[1];
      int lo = g.first(2, kx);
      int n = g.last(2, kx) - lo;
      if (n <= 0) continue;
      for (int z = g.first(0, kz); z < g.last(0, kz); z++)
        for (int y = g.first(1, ky); y < g.last(1, ky); y++) {
          long from = shares + ((long) tap * places + (z * g.out[1] + y) * g.out[2] + lo) * bytes;
          Staging.load(kind, type, from, bytes, n, row, 0, 1, part);
          int at = (g.at(0, z, kz) * g.size[1] + g.at(1, y, ky)) * width + g.at(2, lo, kx);
          add(kind, row, n, sums, at, g.stride[2]);
        }
    }
    for (int z = 0; z < g.size[0]; z++)
      for (int y = 0; y < g.size[1]; y++)
        Staging.store(
            kind,
            g.type,
            plane + z * g.strides[0] + y * g.strides[1],
            g.strides[2],
            width,
            sums,
            (z * g.size[1] + y) * width,
            1,
            part);
  }

  private static void add(Kind kind, Object row, int n, Object sums, int at, int step) {
    switch (kind) {
      case F32 -> {
        float[] r = (float[]) row;
        float[] s = (float[]) sums;
        for (int i = 0; i < n; i++) s[at + i * step] += r[i];
      }
      case F64 -> {
        double[] r = (double[]) row;
        double[] s = (double[]) sums;
        for (int i = 0; i < n; i++) s[at + i * step] += r[i];
      }
      case I32, I64, TRUTH -> {
        long[] r = (long[]) row;
        long[] s = (long[]) sums;
        for (int i = 0; i < n; i++) s[at + i * step] += r[i];
      }
    }
  }
}
