package jotter.kernel.eval;

/// `System.exit` in a cell ends the cell: a notebook's variables are worth more than an exit code.
///
/// [CellTransformer] puts [#exit] in its place. Only cells are changed; a library that exits takes
/// the kernel with it.
public final class Exits {
  private Exits() {}

  /// Thrown where a cell wants to exit.
  public static final class CellExited extends Error {
    private static final long serialVersionUID = 1;

    CellExited(int status) {
      super(
          "System.exit("
              + status
              + ") ends the cell, not the kernel; Kernel > Shut Down in the menu ends that");
    }
  }

  /// In the place of `System.exit`.
  public static void exit(int status) {
    throw new CellExited(status);
  }

  /// In the place of `Runtime.exit` and `Runtime.halt`.
  public static void exit(Runtime runtime, int status) {
    throw new CellExited(status);
  }
}
