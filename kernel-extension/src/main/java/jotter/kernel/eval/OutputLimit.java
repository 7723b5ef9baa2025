package jotter.kernel.eval;

import java.util.Locale;

/// How much a cell may say before its text is cut: a loop that prints for ever would fill the
/// notebook's file, the browser and the kernel's memory.
///
/// The first part is shown as it comes. What follows is counted and dropped, but for the newest
/// lines, which are shown when the cell ends: the reason why it printed is often the last one.
/// `-Djotter.output.limit=N` (characters) allows more, also from a cell, by `System.setProperty`.
final class OutputLimit {
  static final String PROPERTY = "jotter.output.limit";
  private static final int USUAL = 1 << 20;
  private static final int NEWEST = 8_000;
  static final int DISPLAYS = 1_000;

  private final StringBuilder newest = new StringBuilder();
  private long said;
  private long dropped;
  private int displays;

  private static long limit() {
    return Long.getLong(PROPERTY, USUAL);
  }

  /// The part of a text that may be shown now.
  String pass(String text) {
    long left = limit() - said;
    if (dropped == 0 && text.length() <= left) {
      said += text.length();
      return text;
    }
    if (dropped > 0) {
      drop(text);
      return "";
    }
    // It ends with a line, so that what is said of the rest does not stand in the middle of one.
    int end = text.lastIndexOf('\n', (int) Math.max(0, left)) + 1;
    said += end;
    drop(text.substring(end));
    return text.substring(0, end)
        + "\n... more than "
        + size(limit())
        + " of text: it is held back until the cell ends; stop it if it runs away ...\n";
  }

  private void drop(String text) {
    dropped += text.length();
    newest.append(text, Math.max(0, text.length() - NEWEST), text.length());
    if (newest.length() > 4 * NEWEST) {
      newest.delete(0, newest.length() - NEWEST);
    }
  }

  /// What is to be shown at the end; empty if nothing was cut.
  String rest() {
    if (dropped == 0) {
      return "";
    }
    int line = newest.indexOf("\n", Math.max(0, newest.length() - NEWEST));
    String last = dropped <= NEWEST ? newest.toString() : newest.substring(line < 0 ? 0 : line + 1);
    long out = dropped - last.length();
    dropped = 0;
    newest.setLength(0);
    return out == 0
        ? last
        : String.format(
            Locale.ROOT, "... %s left out (-D%s=N allows more) ...%n%s", size(out), PROPERTY, last);
  }

  private static String size(long characters) {
    return characters < 10_000
        ? characters + " characters"
        : String.format(Locale.ROOT, "%.1f MB", characters / 1e6);
  }

  /// Whether one more display may be shown, and whether that is the last.
  boolean mayDisplay() {
    return ++displays <= DISPLAYS;
  }

  boolean isFirstTooMany() {
    return displays == DISPLAYS + 1;
  }

  /// The output was cleared; there is room again.
  void clear() {
    said = 0;
    dropped = 0;
    displays = 0;
    newest.setLength(0);
  }
}
