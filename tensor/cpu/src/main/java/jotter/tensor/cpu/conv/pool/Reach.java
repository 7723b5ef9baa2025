package jotter.tensor.cpu.conv.pool;

import java.util.ArrayList;
import java.util.List;

/// What the places of a result see along one dimension: place `p` sees `count[p]` elements of the
/// source, the first one at `first[p]` and the others `apart` from one another. The first is seen
/// by tap `tap[p]` of the kernel, the others by taps `tapStep` apart.
///
/// Places `period` apart see elements `advance` apart, but for the borders.
record Reach(int[] first, int[] count, int[] tap, int apart, int tapStep, int period, int advance) {

  /// Some places, `period` apart, that see equally many elements by the same taps.
  record Run(int place, int n, int first, int count, int tap) {}

  /// Windows look at an image.
  static Reach forward(int places, int size, int kernel, int stride, int padding, int dilation) {
    Reach r = of(places, dilation, 1, 1, stride);
    for (int p = 0; p < places; p++) {
      int seen = p * stride - padding;
      int from = seen >= 0 ? 0 : Math.ceilDiv(-seen, dilation);
      int to = Math.min(kernel, Math.ceilDiv(size - seen, dilation));
      r.set(p, seen + from * dilation, to - from, from);
    }
    return r;
  }

  /// Elements of an image look at the windows that see them, from the first window to the last.
  static Reach back(int size, int places, int kernel, int stride, int padding, int dilation) {
    int common = gcd(stride, dilation);
    Reach r = of(size, dilation / common, -stride / common, stride, 1);
    for (int i = 0; i < size; i++) {
      int n = 0;
      int first = 0;
      int tap = 0;
      for (int k = kernel - 1; k >= 0; k--) {
        int begin = i + padding - k * dilation;
        if (begin < 0 || begin % stride != 0 || begin / stride >= places) continue;
        if (n++ > 0) continue;
        first = begin / stride;
        tap = k;
      }
      r.set(i, first, n, tap);
    }
    return r;
  }

  private static Reach of(int places, int apart, int tapStep, int period, int advance) {
    return new Reach(
        new int[places], new int[places], new int[places], apart, tapStep, period, advance);
  }

  private void set(int place, int from, int n, int by) {
    first[place] = from;
    count[place] = Math.max(0, n);
    tap[place] = by;
  }

  private static int gcd(int a, int b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  int places() {
    return first.length;
  }

  /// Whether every place sees something.
  boolean seesAll() {
    for (int n : count) if (n == 0) return false;
    return true;
  }

  /// How many elements a place sees at most.
  int most() {
    int most = 0;
    for (int n : count) most = Math.max(most, n);
    return most;
  }

  /// The first element that one of the places from `from` to `to` sees, and the first after all
  /// that they see.
  int[] span(int from, int to) {
    int lo = Integer.MAX_VALUE;
    int hi = 0;
    for (int p = from; p < to; p++) {
      if (count[p] == 0) continue;
      lo = Math.min(lo, first[p]);
      hi = Math.max(hi, first[p] + (count[p] - 1) * apart + 1);
    }
    return new int[] {Math.min(lo, hi), hi};
  }

  /// All places, those together that can be worked on together, as long as `weight` is the same for
  /// them.
  List<Run> runs(float[] weight) {
    List<Run> all = new ArrayList<>();
    for (int r = 0; r < period; r++)
      for (int p = r; p < places(); ) {
        int end = p + period;
        int next = first[p] + advance;
        while (end < places() && alike(p, end, next, weight)) {
          end += period;
          next += advance;
        }
        all.add(new Run(p, (end - p) / period, first[p], count[p], tap[p]));
        p = end;
      }
    return all;
  }

  private boolean alike(int p, int q, int next, float[] weight) {
    return count[q] == count[p]
        && (count[p] == 0 || first[q] == next)
        && tap[q] == tap[p]
        && weight[q] == weight[p];
  }
}
