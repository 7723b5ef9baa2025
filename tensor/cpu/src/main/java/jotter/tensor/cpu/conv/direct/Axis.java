package jotter.tensor.cpu.conv.direct;

/// One spatial dimension of a layout.
///
/// The zeros (or other numbers) before the first element of a row serve as those after the last
/// element of the row before as well.
///
/// @param first the first place that is computed; those before have nothing to store
/// @param places the places along it from there on
/// @param extent the elements of a plane along it
/// @param stride the distance in the image between neighbouring elements of a plane
/// @param bases for each part that the planes are split into, where its first element lies in the
///   image, padding counted as negative
/// @param part for each tap, the part in which it looks
/// @param shift for each tap, the element of that part at which its first place is
record Axis(int first, int places, int extent, int stride, int[] bases, int[] part, int[] shift) {

  /// Place p of tap k sees element `p·stride + k·dilation - padding` of `size`.
  static Axis forward(int places, int size, int kernel, int stride, int padding, int dilation) {
    int[] residue = new int[stride];
    java.util.Arrays.fill(residue, -1);
    int[] bases = new int[Math.min(stride, kernel)];
    int[] part = new int[kernel];
    int[] shift = new int[kernel];
    int parts = 0;
    int reach = 0;
    for (int k = 0; k < kernel; k++) {
      int e = k * dilation;
      int r = e % stride;
      if (residue[r] < 0) {
        residue[r] = parts;
        bases[parts++] = r - padding;
      }
      part[k] = residue[r];
      shift[k] = e / stride;
      reach = Math.max(reach, shift[k]);
    }
    int[] all = java.util.Arrays.copyOf(bases, parts);
    return new Axis(0, places, extent(places, reach, size, stride, all), stride, all, part, shift);
  }

  /// Place u of tap k sees element `u - k·dilation/stride`: the way back of {@link #forward}, for
  /// the elements `u·stride + residue - padding` of the image, to which the taps contribute whose
  /// `k·dilation` leaves the residue.
  ///
  /// @param size of the image
  /// @param came of what came back
  static Axis back(int size, int came, int kernel, int stride, int padding, int dilation) {
    int first = Math.max(0, Math.ceilDiv(padding - (stride - 1), stride));
    int places = (size - 1 + padding) / stride + 1 - first;
    int reach = (kernel - 1) * dilation / stride;
    int[] shift = new int[kernel];
    for (int k = 0; k < kernel; k++) shift[k] = reach - k * dilation / stride;
    int[] bases = {first - reach};
    return new Axis(
        first, places, extent(places, reach, came, 1, bases), 1, bases, new int[kernel], shift);
  }

  /// The first element of a plane that lies in the image, for a part that begins at `base`.
  int low(int base) {
    return Math.min(extent, Math.max(0, Math.ceilDiv(-base, stride)));
  }

  /// One after the last element of a plane that lies in an image of `size` elements.
  int high(int base, int size) {
    return Math.clamp(Math.ceilDiv(size - base, stride), 0, extent);
  }

  /// Long enough for the elements and for the places; what the last places see beyond it are the
  /// numbers before the first element of the next row.
  private static int extent(int places, int reach, int size, int stride, int[] bases) {
    int before = Integer.MAX_VALUE;
    int end = 0;
    for (int b : bases) {
      before = Math.min(before, Math.max(0, Math.ceilDiv(-b, stride)));
      end = Math.max(end, Math.ceilDiv(size - b, stride));
    }
    before = Math.min(before, Grid.SLACK);
    int whole = places + reach;
    return Math.max(places, Math.max(whole - before, Math.min(whole, end)));
  }
}
