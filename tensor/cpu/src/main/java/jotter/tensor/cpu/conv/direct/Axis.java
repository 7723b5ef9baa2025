package jotter.tensor.cpu.conv.direct;

/// One spatial dimension of a layout.
///
/// @param places the places along it
/// @param extent the elements of a plane along it
/// @param stride the distance in the image between neighbouring elements of a plane
/// @param bases for each part that the planes are split into, where its first element lies in the
///   image, padding counted as negative
/// @param part for each tap, the part in which it looks
/// @param shift for each tap, the element of that part at which its first place is
record Axis(int places, int extent, int stride, int[] bases, int[] part, int[] shift) {

  /// Place p of tap k sees element `p·stride + k·dilation - padding`.
  static Axis forward(int places, int kernel, int stride, int padding, int dilation) {
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
    return new Axis(
        places, places + reach, stride, java.util.Arrays.copyOf(bases, parts), part, shift);
  }

  /// Place u of tap k sees element `u - k·dilation/stride`: the way back of {@link #forward}, for
  /// the elements `u·stride + residue - padding` of the image, to which the taps contribute whose
  /// `k·dilation` leaves the residue.
  static Axis back(int size, int kernel, int stride, int padding, int dilation) {
    int places = (size - 1 + padding) / stride + 1;
    int reach = (kernel - 1) * dilation / stride;
    int[] shift = new int[kernel];
    for (int k = 0; k < kernel; k++) shift[k] = reach - k * dilation / stride;
    return new Axis(places, places + reach, 1, new int[] {-reach}, new int[kernel], shift);
  }
}
