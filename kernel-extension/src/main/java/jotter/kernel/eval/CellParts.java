package jotter.kernel.eval;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cuts a cell into Java and magics.
///
/// `%name` is a magic only where a statement could begin: in the middle of an expression or of a
/// text block it is Java's remainder operator or plain text. `%%name` on the first line takes the
/// cell.
final class CellParts {
  private static final Pattern LINE =
      Pattern.compile(
          "^[ \\t]*%([A-Za-z_][\\w-]*)(?:[ \\t]+(.*?))?[ \\t]*\\r?$", Pattern.MULTILINE);
  private static final Pattern CELL =
      Pattern.compile("\\A\\s*%%([A-Za-z_][\\w-]*)(?:[ \\t]+([^\\n]*?))?[ \\t]*\\r?(?:\\n|\\z)");

  private CellParts() {}

  sealed interface Part {
    /// Where it begins in the cell.
    int offset();
  }

  record Java(String source, int offset) implements Part {}

  /// A magic; `body` is null for a line magic.
  record MagicUse(String name, String argument, String body, int offset) implements Part {}

  /// @param complete whether a piece of Java could end where it ends
  static List<Part> of(String cell, Predicate<String> complete) {
    Matcher whole = CELL.matcher(cell);
    if (whole.find()) {
      return List.of(
          new MagicUse(
              whole.group(1),
              whole.group(2) == null ? "" : whole.group(2),
              cell.substring(whole.end()),
              0));
    }
    var parts = new ArrayList<Part>();
    int from = 0;
    Matcher line = LINE.matcher(cell);
    while (line.find()) {
      String before = cell.substring(from, line.start());
      if (!complete.test(before)) {
        continue;
      }
      if (!before.isBlank()) {
        parts.add(new Java(before, from));
      }
      parts.add(
          new MagicUse(
              line.group(1), line.group(2) == null ? "" : line.group(2), null, line.start()));
      from = line.end();
    }
    String rest = cell.substring(from);
    if (!rest.isBlank()) {
      parts.add(new Java(rest, from));
    }
    return parts;
  }
}
