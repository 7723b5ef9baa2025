package jotter.kernel.eval;

/// Ends a cell with a failure.
final class Stopped extends Exception {
  private static final long serialVersionUID = 1;
  final transient CellFailure failure;

  Stopped(CellFailure failure) {
    super(failure.message(), failure.thrown(), false, false);
    this.failure = failure;
  }
}
