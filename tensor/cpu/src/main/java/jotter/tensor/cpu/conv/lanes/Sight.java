package jotter.tensor.cpu.conv.lanes;

import java.util.Arrays;

/// What the results along one dimension see: for each of them which taps, and at which elements of
/// a plane.
///
/// @param order the taps in an order in which those that see neighbours are neighbours
/// @param tap for each result, the taps that see something, by their place in the order
/// @param at for each of them, where
/// @param first where in the image the first element of the plane lies; before it if negative
/// @param extent the elements of the plane
record Sight(int[] order, int[][] tap, int[][] at, int first, int extent) {
  /// Result i sees with tap k element `i·stride + k·dilation - padding`.
  ///
  /// @param whole whether taps that look beyond the image count too: its planes have zeros there
  static Sight forward(
      int results, int size, int kernel, int stride, int padding, int dilation, boolean whole) {
    int[][] at = new int[results][kernel];
    for (int i = 0; i < results; i++)
      for (int k = 0; k < kernel; k++) at[i][k] = i * stride + k * dilation - padding;
    return of(at, order(kernel, 1, 1), size, whole);
  }

  /// All taps in order, or from the last one to the first, those first whose number is a multiple
  /// of `step`.
  private static int[] order(int kernel, int step, int direction) {
    int[] order = new int[kernel];
    int n = 0;
    for (int r = 0; r < step; r++)
      for (int i = 0; i < kernel; i++) {
        int k = direction > 0 ? i : kernel - 1 - i;
        if (k % step == r) order[n++] = k;
      }
    return order;
  }

  /// The way back: result i sees element `(i + padding - k·dilation) / stride` if that is whole.
  static Sight back(
      int results, int size, int kernel, int stride, int padding, int dilation, boolean whole) {
    int[][] at = new int[results][kernel];
    for (int i = 0; i < results; i++)
      for (int k = 0; k < kernel; k++) {
        int e = i + padding - k * dilation;
        at[i][k] = Math.floorMod(e, stride) == 0 ? Math.floorDiv(e, stride) : Integer.MIN_VALUE;
      }
    return of(at, order(kernel, dilation == 1 ? stride : 1, -1), size, whole);
  }

  private static Sight of(int[][] at, int[] order, int size, boolean whole) {
    int low = whole ? Integer.MAX_VALUE : 0;
    int high = whole ? Integer.MIN_VALUE : size;
    if (whole)
      for (int[] a : at)
        for (int e : a) {
          if (e == Integer.MIN_VALUE) continue;
          low = Math.min(low, e);
          high = Math.max(high, e + 1);
        }
    if (low >= high) high = (low = 0) + 1;
    int[][] taps = new int[at.length][];
    int[][] seen = new int[at.length][];
    for (int i = 0; i < at.length; i++) {
      int n = 0;
      int[] t = new int[at[i].length];
      int[] s = new int[at[i].length];
      for (int k = 0; k < t.length; k++) {
        int e = at[i][order[k]];
        if (e < low || e >= high) continue;
        t[n] = k;
        s[n++] = e - low;
      }
      taps[i] = Arrays.copyOf(t, n);
      seen[i] = Arrays.copyOf(s, n);
    }
    return new Sight(order, taps, seen, low, high - low);
  }
}
