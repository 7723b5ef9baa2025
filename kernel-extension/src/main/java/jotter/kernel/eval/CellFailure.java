package jotter.kernel.eval;

import java.util.List;
import java.util.Optional;
import jotter.kernel.render.ShapePicture;
import jotter.tensor.display.MimeBundle;

/// Why a cell did not finish.
///
/// @param name the exception's class, `CompileError`, `MagicError` or `Interrupted`
/// @param message its first words
/// @param lines the report, with ANSI colours, one line each
/// @param line the line of the cell to look at, from 1, or 0 if there is none
/// @param thrown the exception itself, or null
public record CellFailure(
    String name, String message, List<String> lines, int line, Throwable thrown) {
  public static final String INTERRUPTED = "Interrupted";

  public CellFailure {
    lines = List.copyOf(lines);
  }

  public boolean interrupted() {
    return name.equals(INTERRUPTED);
  }

  /// A picture that explains it: the operands of an operation whose shapes did not fit.
  public Optional<MimeBundle> picture() {
    return ShapePicture.of(thrown);
  }

  /// The report without colours.
  public List<String> plain() {
    return lines.stream().map(l -> l.replaceAll("\u001b\\[[0-9;]*m", "")).toList();
  }
}
