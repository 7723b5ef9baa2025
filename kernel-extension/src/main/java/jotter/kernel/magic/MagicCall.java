package jotter.kernel.magic;

import java.util.List;
import java.util.regex.Pattern;

/// One call of a magic.
///
/// @param name the name it was called by
/// @param argument the rest of the line, stripped
/// @param body the rest of the cell, or null if it was called on a line
/// @param session the notebook that called
public record MagicCall(String name, String argument, String body, Session session) {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|\\S+");

  /// The argument's words; one with blanks stands in double quotes.
  public List<String> words() {
    return WORD.matcher(argument)
        .results()
        .map(m -> m.group(1) == null ? m.group() : m.group(1))
        .toList();
  }
}
