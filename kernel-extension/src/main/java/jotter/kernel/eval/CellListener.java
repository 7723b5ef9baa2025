package jotter.kernel.eval;

import java.io.IOException;
import jotter.tensor.display.MimeBundle;

/// The front end of one cell: what becomes of the things it says.
///
/// Calls come from any thread, also after the cell has ended, but never two at once for one cell.
public interface CellListener {
  /// Text for standard output or standard error.
  void stream(boolean error, String text);

  /// Something to look at; `id` is null if it never changes.
  void display(MimeBundle bundle, String id);

  /// A new state of everything shown under `id`.
  void update(String id, MimeBundle bundle);

  /// Forget what was shown, now or when the next thing comes.
  void clear(boolean wait);

  /// Asks the user for a line, without its end.
  ///
  /// @throws IOException if there is nobody to ask
  String input(String prompt, boolean password) throws IOException;
}
