package jotter.text.datasets;

import jotter.nn.data.Dataset;
import jotter.nn.data.Labeled;
import jotter.tensor.Check;
import jotter.tensor.Tensor;

/// The windows of a long text: some tokens, and the same tokens one later, which a language model
/// learns to say.
///
/// ```java
/// var windows = TokenWindows.all(tokenizer.tensor(text), 128);      // at every place
/// var measure = TokenWindows.consecutive(tokenizer.tensor(text), 128); // each token once
/// ```
public final class TokenWindows implements Dataset<Labeled> {
  private final long[] tokens;
  private final int length;
  private final long stride;
  private final long size;

  private TokenWindows(Tensor tokens, int length, long stride) {
    Check.rank("TokenWindows", "the text", tokens, 1);
    Check.value(
        length > 0 && tokens.numel() > length,
        "TokenWindows",
        "a window of "
            + length
            + " tokens and the one after it need a longer text than "
            + tokens.numel()
            + " tokens");
    this.tokens = tokens.toLongArray();
    this.length = length;
    this.stride = stride;
    size = (this.tokens.length - 1 - length) / stride + 1;
  }

  /// A window at every place of the text.
  public static TokenWindows all(Tensor tokens, int length) {
    return new TokenWindows(tokens, length, 1);
  }

  /// Windows side by side; what is left at the end is left out.
  public static TokenWindows consecutive(Tensor tokens, int length) {
    return new TokenWindows(tokens, length, length);
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public Labeled get(long index) {
    Labeled l = gather(new long[] {index});
    return new Labeled(l.x().select(0, 0), l.y().select(0, 0));
  }

  @Override
  public Labeled gather(long[] indices) {
    int n = indices.length;
    long[] x = new long[n * length];
    long[] y = new long[n * length];
    for (int i = 0; i < n; i++) {
      if (indices[i] < 0 || indices[i] >= size)
        throw Check.indexError("TokenWindows", "there is no window " + indices[i] + " of " + size);
      int at = Math.toIntExact(indices[i] * stride);
      System.arraycopy(tokens, at, x, i * length, length);
      System.arraycopy(tokens, at + 1, y, i * length, length);
    }
    return new Labeled(Tensor.of(x, n, length), Tensor.of(y, n, length));
  }
}
