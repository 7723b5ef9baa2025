package jotter.tensor.cpu.conv.direct;

/// How a plane is laid out for the taps of a 3 × 3 kernel, and where the results go: column `x` of
/// a laid out row holds what the first tap sees at place `x`, zeros beyond the borders. With stride
/// 2 a row has two parts, of what the first and of what the second tap see.
///
/// All goes in blocks of {@link #LANES} columns, from top to bottom. Which columns of a block there
/// are is the same in every row.
final class Frame {
  static final int LANES = Windows.LANES;
  static final int SIDE = 3;

  /// Numbers of a plane that is laid out, at most.
  private static final int LARGEST = 1 << 20;

  final int width;

  /// Bytes from row to row of the image, and of the result.
  final long pitch;

  final long outPitch;

  /// Rows and columns of the result.
  final int rows;

  final int columns;
  final int strideY;
  final int stride;
  final int pad;

  /// Rows of zeros above the image's, and how many of those are laid out.
  final int top;

  final int height;

  /// Numbers from one laid out row to the next, and how many all of them are.
  final int step;

  final int extent;

  /// How far from one another the taps of a row, and those of a column, look.
  final int second;

  final int third;
  final int down;

  /// For each block that is laid out, the bits of the columns that there are; two blocks for one
  /// with stride 2.
  final long[] seen;

  /// The same for each block of results.
  final long[] there;

  /// For the gradient of the image, which sees that of the result through the kernel turned round;
  /// null if there is no such frame.
  static Frame back(DirectConv c, Image grad, Image to) {
    int[] padding = c.padding.clone();
    for (int d = 1; d < 3; d++) {
      padding[d] = (SIDE - 1) * c.dilation[d] - padding[d];
      if (padding[d] < 0 || c.stride[d] != 1) return null;
    }
    if (!suits(c, grad, to)) return null;
    return new Frame(
        grad.size, grad.strides[1], to.size, to.strides[1], c.stride, padding, c.dilation);
  }

  Frame(DirectConv c, Image from, Image to) {
    this(from.size, from.strides[1], to.size, to.strides[1], c.stride, c.padding, c.dilation);
  }

  /// For trials: rows of one block, which all lie in the same place.
  static Frame trial(int rows, int stride) {
    int[] out = {1, rows, LANES};
    int[] one = {1, 1, 1};
    return new Frame(
        new int[] {1, rows, stride * LANES}, 0, out, 0, new int[] {1, 1, stride}, one, one);
  }

  private Frame(
      int[] from,
      long pitch,
      int[] to,
      long outPitch,
      int[] stride,
      int[] padding,
      int[] dilation) {
    width = from[2];
    this.pitch = pitch;
    this.outPitch = outPitch;
    rows = to[1];
    columns = to[2];
    strideY = stride[1];
    this.stride = stride[2];
    pad = padding[2];
    int high = (rows - 1) * strideY + (SIDE - 1) * dilation[1] + 1;
    top = Math.min(padding[1], high);
    height = Math.min(from[1], high - top);
    int wide = columns + (this.stride == 1 ? (SIDE - 1) * dilation[2] : 1);
    int blocks = (wide + LANES - 1) / LANES;
    // An odd number of vectors: rows of a power of two would meet in the same lines of the cache.
    step = (this.stride * blocks | 1) * LANES;
    extent = high * step;
    second = this.stride == 1 ? dilation[2] : blocks * LANES;
    third = this.stride == 1 ? 2 * dilation[2] : 1;
    down = dilation[1] * step;
    seen = new long[blocks * this.stride];
    for (int b = 0; b < seen.length; b++) seen[b] = bits(b * LANES - pad, width);
    there = new long[(columns + LANES - 1) / LANES];
    for (int b = 0; b < there.length; b++) there[b] = bits(b * LANES, columns);
  }

  /// Whether this is work for nine taps.
  static boolean suits(DirectConv c, Image from, Image to) {
    int[] k = c.kernel;
    if (k[0] != 1 || k[1] != SIDE || k[2] != SIDE || from.size[0] != 1) return false;
    if (c.stride[2] != 1 && (c.stride[2] != 2 || c.dilation[2] != 1)) return false;
    if (from.size[2] > 1 && from.strides[2] != 4 || to.size[2] > 1 && to.strides[2] != 4)
      return false;
    // Taps farther apart than the plane is wide see little but zeros.
    long wide = to.size[2] + 2L * c.dilation[2];
    long high = (to.size[1] - 1L) * c.stride[1] + 2L * c.dilation[1] + 1;
    return wide * high * c.stride[2] <= LARGEST;
  }

  /// How far behind the first tap of a place tap `t` looks.
  int offset(int t) {
    int k = t % SIDE;
    return t / SIDE * down + (k == 0 ? 0 : k == 1 ? second : third);
  }

  /// Whether the image can be laid out row by row: its rows have no gaps, and are long enough for a
  /// vector that begins in one of them to end in the next.
  boolean inOrder() {
    return stride == 1 && pitch == 4L * width && width >= LANES;
  }

  /// Whether neighbouring rows of the result see rows of the image together, and these results have
  /// no gaps.
  boolean pairs() {
    return stride == 1 && strideY == 1 && down == step && dense();
  }

  /// Whether the results have no gaps, and whole vectors in each row.
  boolean dense() {
    return outPitch == 4L * columns && columns >= LANES;
  }

  /// Room for a plane, with what vectors read beyond its end.
  int room() {
    return extent + third + 2 * LANES;
  }

  private static long bits(int first, int columns) {
    long m = 0;
    for (int l = 0; l < LANES; l++) if (first + l >= 0 && first + l < columns) m |= 1L << l;
    return m;
  }
}
