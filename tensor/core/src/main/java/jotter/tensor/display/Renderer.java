package jotter.tensor.display;

import java.util.List;
import java.util.function.Supplier;

/// Draws values of one type: a pure function from a value to a [MimeBundle].
///
/// Register it in `META-INF/services/jotter.tensor.display.Renderer` (and `provides` in the
/// module). It may be asked from any thread, and must not print or change what it draws.
///
/// @param <T> what it draws
public interface Renderer<T> {
  /// The type drawn, subtypes included. The most specific renderer for a value wins.
  Class<T> type();

  /// The value in every type that is worth having; at least `text/plain`.
  MimeBundle render(T value);

  /// Makers of small values, together of every kind that is drawn in a way of its own. What has
  /// time draws them beforehand ([Renderers#rehearse]): the first drawing of a kind loads classes
  /// and runs in the interpreter, and nobody need wait for that. They take memory of no note and
  /// leave random numbers as they are.
  default List<Supplier<? extends T>> examples() {
    return List.of();
  }
}
