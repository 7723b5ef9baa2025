package jotter.kernel.magic.np;

/// What is wrong with an expression, and where.
public final class NpException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /// @param source the whole text
  /// @param from where the wrong part begins
  /// @param to where it ends
  NpException(String source, int from, int to, String message, Throwable cause) {
    super(text(source, from, to, message), cause);
  }

  private static String text(String source, int from, int to, String message) {
    int at = Math.clamp(from, 0, source.length());
    int start = source.lastIndexOf('\n', at - 1) + 1;
    int end = source.indexOf('\n', at);
    String line = source.substring(start, end < 0 ? source.length() : end);
    int wide = Math.clamp(to - at, 1, Math.max(1, line.length() - (at - start)));
    return message + "\n  " + line + "\n  " + " ".repeat(at - start) + "^".repeat(wide);
  }
}
