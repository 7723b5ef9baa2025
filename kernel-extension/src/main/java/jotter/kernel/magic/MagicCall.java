package jotter.kernel.magic;

import java.util.List;

/// One call of a magic.
///
/// @param name the name it was called by
/// @param argument the rest of the line, stripped
/// @param body the rest of the cell, or null if it was called on a line
/// @param session the notebook that called
public record MagicCall(String name, String argument, String body, Session session) {
  /// The argument's words.
  public List<String> words() {
    return argument.isBlank() ? List.of() : List.of(argument.strip().split("\\s+"));
  }
}
