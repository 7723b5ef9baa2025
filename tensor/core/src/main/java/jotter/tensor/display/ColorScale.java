package jotter.tensor.display;

/// A colour for each number between 0 and 1, in 256 steps.
///
/// The numbers of a heat map are read by their lightness, so the scale for plain quantities is one
/// whose lightness grows evenly and which colour-blind readers see as well (viridis, van der Walt
/// and Smith 2015). Numbers on both sides of zero get two hues that meet in a light middle
/// (ColorBrewer's RdBu, Brewer 2003).
final class ColorScale {
  static final int SIZE = 256;
  static final int[] SEQUENTIAL =
      between(
          0x440154, 0x472d7b, 0x3b528b, 0x2c728e, 0x21918c, 0x28ae80, 0x5ec962, 0xaddc30, 0xfde725);
  static final int[] DIVERGING =
      between(
          0x053061, 0x2166ac, 0x4393c3, 0x92c5de, 0xf7f7f7, 0xf4a582, 0xd6604d, 0xb2182b, 0x67001f);

  /// What NaN and the infinities look like: on no scale.
  static final int ODD = 0xff00ff;

  private ColorScale() {}

  private static int[] between(int... anchors) {
    int[] scale = new int[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double at = i * (anchors.length - 1.0) / (SIZE - 1);
      int k = Math.min((int) at, anchors.length - 2);
      double part = at - k;
      int rgb = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int a = anchors[k] >> shift & 255;
        int b = anchors[k + 1] >> shift & 255;
        rgb |= (int) Math.round(a + part * (b - a)) << shift;
      }
      scale[i] = rgb;
    }
    return scale;
  }
}
