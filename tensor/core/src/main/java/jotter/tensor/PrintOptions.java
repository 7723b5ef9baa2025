package jotter.tensor;

/// How tensors are printed.
///
/// @param precision digits behind the point
/// @param threshold elements above which only the edges are shown
/// @param edgeItems elements shown at each edge
/// @param lineWidth characters of a line
/// @param scientific always (true), never (false) or where it is needed (null)
public record PrintOptions(
    int precision, int threshold, int edgeItems, int lineWidth, Boolean scientific) {
  /// PyTorch's defaults.
  public static final PrintOptions DEFAULT = new PrintOptions(4, 1000, 3, 80, null);

  private static volatile PrintOptions current = DEFAULT;

  public PrintOptions {
    if (precision < 0 || threshold < 0 || edgeItems < 1 || lineWidth < 1)
      throw Check.valueError("PrintOptions", "numbers must be positive, got " + precision);
  }

  /// The options in use.
  public static PrintOptions get() {
    return current;
  }

  /// Uses `options` from now on.
  public static void set(PrintOptions options) {
    current = options;
  }
}
