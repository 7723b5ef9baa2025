package jotter.kernel.magic;

/// A command of the notebook itself, called as `%name argument` on a line of its own or as `%%name
/// argument` at the head of a cell.
///
/// A module adds one by listing it in `META-INF/services/jotter.kernel.magic.Magic`. A magic's
/// result is shown like a cell's; `null` shows nothing. What it throws is shown as an error;
/// [IllegalArgumentException] is for a wrong argument and is shown without a stack trace, with the
/// usage below it.
public interface Magic {
  /// The name without `%`.
  String name();

  /// One sentence for `%magics`.
  String summary();

  /// How it is called, such as `%seed N`.
  String usage();

  /// Whether it takes a cell (`%%name`). One that does may still be called on a line.
  default boolean takesCell() {
    return false;
  }

  /// Whether it may be called on a line.
  default boolean takesLine() {
    return !takesCell();
  }

  /// Does it.
  ///
  /// @throws IllegalArgumentException if the argument is wrong
  Object run(MagicCall call) throws Exception;
}
