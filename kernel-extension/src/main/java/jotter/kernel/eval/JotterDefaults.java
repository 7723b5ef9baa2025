package jotter.kernel.eval;

/// Stands first among the default imports, and remembers what `$e` is.
///
/// All default imports are one JShell snippet, because a snippet each would cost half a second at
/// the start. JShell knows an import snippet by its first name, so this name, which nobody uses, is
/// the handle by which the snippet can be replaced.
public final class JotterDefaults {
  private static volatile Throwable thrown;

  private JotterDefaults() {}

  /// The last exception that ended a cell.
  public static Throwable thrown() {
    return thrown;
  }

  static void thrown(Throwable last) {
    thrown = last;
  }
}
