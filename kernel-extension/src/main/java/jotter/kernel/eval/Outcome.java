package jotter.kernel.eval;

import jotter.tensor.display.MimeBundle;

/// How a cell ended.
public sealed interface Outcome {
  /// With a value that is to be shown.
  ///
  /// @param value the value, which may be null
  /// @param shown how it looks; drawn before the cell ended, since drawing may take long or fail
  record Value(Object value, MimeBundle shown) implements Outcome {}

  /// With nothing to show.
  record Done() implements Outcome {}

  /// With an error.
  record Failed(CellFailure failure) implements Outcome {}
}
